"""What is forecast, and what it is compared with: the median of four simple models, and the last value repeated.

The four are simple exponential smoothing, the dynamic optimised theta model (Fiorucci and others 2016), exponential
smoothing chosen by AICc (Hyndman and others 2008) and the mean of three months, all of series without their season.
"""

import warnings
from collections.abc import Callable

import numpy as np

from ronghe.insight.forecasting.season import season
from ronghe.insight.intervals import Vector

COMBINED, NAIVE, SEASONAL = "combined", "naive", "seasonal naive"
YEAR = 12


def forecast(values: Vector, places: Vector, *, horizon: int, say: Callable[[int], None]) -> dict[str, Vector]:
    """Return the forecasts of each model by name, series × horizon, for the months that follow the last.

    `values` are series × months (12 or more), `places` the place of each month in its year; `say` is told how many
    series are done.
    """
    factors = season(values, places)
    ahead = (places[-1] + 1 + np.arange(horizon)) % YEAR
    level = values / factors[places]
    combined = np.empty((len(values), horizon))
    for at, one in enumerate(level):
        combined[at] = _median(one, horizon=horizon)
        say(at + 1)
    return {
        COMBINED: combined * factors[ahead],
        NAIVE: np.repeat(values[:, -1:], horizon, axis=1),
        SEASONAL: values[:, -YEAR:][:, np.arange(horizon) % YEAR],
    }


def _median(series: Vector, *, horizon: int) -> Vector:
    from statsforecast.models import AutoETS, DynamicOptimizedTheta, SimpleExponentialSmoothingOptimized

    models = (
        SimpleExponentialSmoothingOptimized(),
        DynamicOptimizedTheta(season_length=1),
        AutoETS(season_length=1),
    )
    found = [np.full(horizon, series[-3:].mean())]
    if np.ptp(series) > 0:  # a series that never changes has nothing to fit
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numerical warnings of a fit that fails: its result is looked at instead
            found += [model.forecast(y=series, h=horizon)["mean"] for model in models]
    known = [np.clip(one, 0.0, None) for one in found if np.isfinite(one).all()]
    return np.asarray(np.median(known, axis=0))
