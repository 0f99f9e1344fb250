"""Two structures compared: counts over the same cells become shares, and one number says how far apart they are."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.intervals import Vector, of_structures, usable


def shares(counts: npt.ArrayLike) -> Vector:
    """Return counts as shares of their sum; zeros where there is nothing to share."""
    vector = np.asarray(counts, dtype=float)
    total = vector.sum()
    return vector / total if total > 0 else np.zeros_like(vector)


def refusal(supply: Vector, demand: Vector, *, floor: int) -> Figure | None:
    """Return the withheld figure of two structures that cannot be compared, or None if they can."""
    if supply.shape != demand.shape or not usable(supply, demand):
        return withheld("input", n=0)
    n = size(supply, demand)
    if not demand.sum() > 0:
        return withheld("no-demand", n=n)
    if not supply.sum() > 0:
        return withheld("no-supply", n=n)
    return withheld("sample", n=n, floor=floor) if n < floor else None


def size(supply: Vector, demand: Vector) -> int:
    """Return the smaller of the two sums: what a comparison of the two rests on."""
    return round(min(float(supply.sum()), float(demand.sum())))


def compared(
    statistic: Callable[[Vector, Vector], float],
    supply: npt.ArrayLike,
    demand: npt.ArrayLike,
    *,
    floor: int,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> Figure:
    """Return a statistic of two vectors of shares with its bootstrap interval, or why there is none.

    The counts are people or advertisements in the same cells; both must reach the floor.
    """
    first, second = np.asarray(supply, dtype=float), np.asarray(demand, dtype=float)
    if refused := refusal(first, second, floor=floor):
        return refused

    def of_counts(one: Vector, two: Vector) -> float:
        return statistic(shares(one), shares(two))

    low, high = of_structures(of_counts, first, second, bounds=bounds)
    return Figure(value=of_counts(first, second), low=low, high=high, n=size(first, second))
