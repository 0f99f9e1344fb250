"""Intervals of figures: what is 95 % likely to hold the value, computed the same way every time."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
_Z = 1.959963984540054
_DRAWS, _SEED = 400, 20261123


def usable(*vectors: npt.ArrayLike) -> bool:
    """Return whether every number of the vectors is finite and not negative."""
    arrays = [np.asarray(one, dtype=float) for one in vectors]
    return all(bool(np.isfinite(one).all() and (one >= 0).all()) for one in arrays)


def wilson(successes: float, n: float, *, z: float = _Z) -> tuple[float, float]:
    """Return Wilson's interval of a share (Wilson 1927); (0, 1) without a sample.

    A mean of values between 0 and 1 varies no more than a share does, so that it may be given as `mean × n`: the
    interval is then too wide rather than too narrow.
    """
    if n <= 0:
        return 0.0, 1.0
    share = min(max(successes / n, 0.0), 1.0)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share)


def of_structures(
    statistic: Callable[[Vector, Vector], float], first: Vector, second: Vector, *, bounds: tuple[float, float]
) -> tuple[float, float]:
    """Return what holds both the percentile and the basic bootstrap interval (Davison and Hinkley 1997, chapter 5).

    Both vectors of counts are drawn again as multinomials of their own size, always from the same seed. A distance is
    biased upwards in small samples and has an end at nought: one of the two intervals alone would lie beside it.
    """
    value = statistic(first, second)
    random = np.random.default_rng(_SEED)
    drawn = [_again(random, one) for one in (first, second)]
    values = [statistic(one, two) for one, two in zip(*drawn, strict=True)]
    below, above = np.nanquantile(values, [0.025, 0.975])
    ends = [value, float(below), float(above), 2 * value - float(above), 2 * value - float(below)]
    return max(min(ends), bounds[0]), min(max(ends), bounds[1])


def _again(random: np.random.Generator, counts: Vector) -> Vector:
    total = max(round(float(counts.sum())), 1)
    return random.multinomial(total, counts / counts.sum(), size=_DRAWS).astype(float)
