"""F: forecasts of a panel with their intervals, and beside each how wrong such forecasts were in the past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.forecasting.backtest import Errors, Origin, bounds, covered, errors, rolled, spread, widths
from ronghe.insight.forecasting.models import COMBINED, NAIVE, SEASONAL, YEAR, forecast
from ronghe.insight.forecasting.panel import Panel, following, month_of_year
from ronghe.insight.intervals import Vector

FORMULA = Formula(
    key="F",
    version=2,
    title=("需求预测", "Forecast of demand"),
    formula="median(SES, DynOptTheta, ETS, MA3) × season of the panel; interval 80 %, split conformal",
    unit="advertisements a month",
    source="statsforecast 2; Hyndman and Koehler 2006 (MASE); Lei and others 2018 (conformal intervals)",
    floor=YEAR + 6,
    note=(
        "并列给出末值法与季节末值法;误差由滚动起点回测得出(最多四个起点,间隔三个月)。"
        "季节因子由全部序列共同估计,序列少于 20 条或不足 18 个月时不用。少于 6 个月有需求的序列不作预测。",
        "Stands beside the naive and the seasonal naive forecast; errors are from a rolling origin (at most four, "
        "three months apart). The season is estimated from all series together, and not at all from under 20 series or "
        "18 months. A series with demand in under 6 months is not forecast.",
    ),
)
MODELS = (COMBINED, NAIVE, SEASONAL)
ALIVE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is expected of a series in the months to come (`n`: its demand in the last year), and its past errors."""

    name: str
    months: tuple[str, ...]
    figures: tuple[Figure, ...]
    errors: Mapping[str, Errors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """The forecasts of a panel, and by model the errors over all its series together; none where nothing was tested."""

    series: tuple[Forecast, ...]
    overall: Mapping[str, Errors]


def forecasts(panel: Panel, *, horizon: int, say: Callable[[str], None] = lambda _: None) -> Forecasts:
    """Return forecasts of all series of a panel for `horizon` months; those that cannot be forecast say why.

    No further ahead than could be tested: the months of the panel less 12. `say` is told how far it is.
    """
    ahead = following(panel.months[-1], horizon)
    if len(panel.months) < FORMULA.floor:
        return _none(panel, ahead=ahead)
    used = np.flatnonzero((panel.values > 0).sum(axis=1) >= ALIVE)
    values, places = panel.values[used], np.array([*month_of_year(panel.months)])
    reach = min(horizon, values.shape[1] - YEAR)
    total = len(used)
    tested = rolled(
        values, places, horizon=reach, say=lambda at, done: say(f"tested as of origin {at + 1}: {done} of {total}")
    )
    made = forecast(values, places, horizon=reach, say=lambda done: say(f"forecast: {done} of {total}"))[COMBINED]
    figures = _figures(values, made, tested=tested, horizon=horizon)
    inside = covered(tested)
    known = {
        panel.names[at]: Forecast(
            name=panel.names[at],
            months=ahead,
            figures=figures[row],
            errors={model: errors(tested, model=model, inside=inside, rows=[row]) for model in MODELS},
        )
        for row, at in enumerate(used)
    }
    everything = range(total)
    overall = {model: errors(tested, model=model, inside=inside, rows=everything) for model in MODELS if total}
    sparse = {name: f"sparse:{ALIVE}" for name in panel.names if name not in known}
    refused = {name: _refused(name, why, ahead=ahead) for name, why in {**panel.refused, **sparse}.items()}
    order = [*panel.names, *panel.refused]
    return Forecasts(series=tuple({**known, **refused}[name] for name in order), overall=overall)


def _figures(values: Vector, made: Vector, *, tested: tuple[Origin, ...], horizon: int) -> list[tuple[Figure, ...]]:
    width = widths(tested)
    low, high = bounds(made, spread=spread(values), width=width)
    asked = values[:, -YEAR:].sum(axis=1)
    beyond = horizon - made.shape[1]
    return [
        (
            *(
                Figure(value=float(value), low=_or_none(min(below, value)), high=_or_none(max(above, value)), n=int(n))
                for value, below, above in zip(*row, strict=True)
            ),
            *[withheld("untested", n=int(n))] * beyond,
        )
        for *row, n in zip(made, low, high, asked, strict=True)
    ]


def _or_none(bound: float) -> float | None:
    return float(bound) if np.isfinite(bound) else None


def _none(panel: Panel, *, ahead: tuple[str, ...]) -> Forecasts:
    reasons = dict.fromkeys(panel.names, f"short:{FORMULA.floor}") | dict(panel.refused)
    return Forecasts(series=tuple(_refused(name, why, ahead=ahead) for name, why in reasons.items()), overall={})


def _refused(name: str, why: str, *, ahead: tuple[str, ...]) -> Forecast:
    return Forecast(name=name, months=ahead, figures=(Figure(value=None, n=0, withheld=why),) * len(ahead), errors={})
