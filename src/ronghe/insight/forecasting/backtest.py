"""How wrong forecasts were: made again from earlier months (rolling origin), held against what then came."""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ronghe.insight.forecasting.models import COMBINED, YEAR, forecast
from ronghe.insight.intervals import Vector

ORIGINS, STEP = 4, 3  # from how many earlier months, and how far apart, forecasts are made again
COVERAGE = 0.8
_LEAST, _LEAST_BY_MONTH = 4, 10  # errors that an interval needs, and one for each month ahead
_SMOOTH = 0.02  # a series that never moved is given this spread all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Forecasts made again after `at` months: by model, and what came, both series × months ahead.

    `spread` is how much each series had moved until then, `steps` how wrong it had been to repeat the last month.
    """

    at: int
    forecasts: dict[str, Vector]
    came: Vector
    spread: Vector
    steps: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """How wrong a model was over all months that were tested.

    WAPE is Σ|y − f| / Σy; MASE the mean error over that of repeating the last month (Hyndman and Koehler 2006); bias
    Σ(f − y) / Σy; coverage the share of months in the interval of 80 %. None where it would be divided by zero, or
    where the model has no interval. `n` is the number of tested months.
    """

    wape: float | None
    mase: float | None
    bias: float | None
    coverage: float | None
    n: int


def origins(length: int, *, horizon: int) -> list[int]:
    """Return after how many months forecasts of `horizon` months are tested: at most four, each over a year in."""
    return list(range(length - horizon, YEAR - 1, -STEP))[:ORIGINS][::-1]


def rolled(values: Vector, places: Vector, *, horizon: int, say: Callable[[int, int], None]) -> tuple[Origin, ...]:
    """Return the forecasts made again at each origin; `say` is told the origin's place and the series done."""
    found = []
    for number, at in enumerate(origins(values.shape[1], horizon=horizon)):
        made = forecast(values[:, :at], places[:at], horizon=horizon, say=functools.partial(say, number))
        known, came = values[:, :at], values[:, at : at + horizon]
        steps = np.abs(np.diff(known, axis=1)).mean(axis=1)
        found.append(Origin(at=at, forecasts=made, came=came, spread=spread(known), steps=steps))
    return tuple(found)


def spread(values: Vector) -> Vector:
    """Return how much each series moves from month to month: the mean step of log(1 + y), never quite nothing."""
    return np.asarray(np.maximum(np.abs(np.diff(np.log1p(values), axis=1)).mean(axis=1), _SMOOTH))


def widths(tested: Sequence[Origin]) -> Vector:
    """Return for each month ahead how many spreads hold 80 % of the errors of log(1 + y) (split conformal).

    They are pooled over all series and origins: Lei and others 2018, with the correction for a finite sample. A month
    ahead with under ten errors takes those of all months ahead; NaN where these are under four.
    """
    apart = np.stack([_apart(one) for one in tested]) if tested else np.empty((0, 0, 0))
    by_month = apart.shape[0] * apart.shape[1] >= _LEAST_BY_MONTH
    found = [_quantile(apart[:, :, ahead].ravel() if by_month else apart.ravel()) for ahead in range(apart.shape[2])]
    return np.maximum.accumulate(np.array(found))  # what lies further ahead is never surer


def bounds(made: Vector, *, spread: Vector, width: Vector) -> tuple[Vector, Vector]:
    """Return the lower and upper bounds of forecasts (series × months), not below zero."""
    factor = np.exp(spread[:, None] * width[None, :])
    return np.clip((made + 1) / factor - 1, 0.0, None), (made + 1) * factor - 1


def covered(tested: Sequence[Origin]) -> list[Vector]:
    """Return for each origin which months came inside their interval, calibrated on the other origins (0, 1 or NaN)."""
    found = []
    for one in tested:
        width = widths([other for other in tested if other is not one])
        if not len(width):
            width = np.full(one.came.shape[1], np.nan)
        low, high = bounds(one.forecasts[COMBINED], spread=one.spread, width=width)
        inside = ((one.came >= low) & (one.came <= high)).astype(float)
        found.append(np.where(np.isnan(high), np.nan, inside))
    return found


def errors(tested: Sequence[Origin], *, model: str, inside: Sequence[Vector], rows: Sequence[int]) -> Errors:
    """Return the errors of a model over some series together; `inside` is what `covered` returned."""
    made = np.concatenate([one.forecasts[model][rows].ravel() for one in tested])
    came = np.concatenate([one.came[rows].ravel() for one in tested])
    steps = np.concatenate([np.repeat(one.steps[rows], one.came.shape[1]) for one in tested])
    within = np.concatenate([one[rows].ravel() for one in inside]) if model == COMBINED else np.array([])
    within = within[np.isfinite(within)]
    total, scale = float(came.sum()), float(steps.sum())
    wrong = np.abs(came - made)
    return Errors(
        wape=float(wrong.sum()) / total if total > 0 else None,
        mase=float(wrong.sum()) / scale if scale > 0 else None,
        bias=float((made - came).sum()) / total if total > 0 else None,
        coverage=float(within.mean()) if len(within) else None,
        n=len(came),
    )


def _apart(one: Origin) -> Vector:
    return np.asarray(np.abs(np.log1p(one.came) - np.log1p(one.forecasts[COMBINED])) / one.spread[:, None])


def _quantile(scores: Vector) -> float:
    n = len(scores)
    if n < _LEAST:
        return float("nan")
    return float(np.sort(scores)[min(math.ceil((n + 1) * COVERAGE), n) - 1])
