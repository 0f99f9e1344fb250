"""Forecasts of real demand (2,335 skills, 36 months) beside repeating the last month, and the same month a year ago.

Four origins in the last year, three months ahead. The season's weight was chosen on origins before the third year, but
the models themselves by someone who had looked at all of them: expect somewhat more on series that nobody has seen.
"""

from dataclasses import replace

from bench._insight import SHARED, Line, cpu_seconds
from ronghe.insight.forecasting.files import read
from ronghe.insight.forecasting.forecasts import Forecasts, forecasts
from ronghe.insight.forecasting.models import COMBINED, NAIVE, SEASONAL
from ronghe.insight.forecasting.panel import Panel

_FILE = SHARED / "job_sdf_demand_r0.parquet"
_AHEAD = 3


def measure(*, small: bool = False) -> list[Line]:
    """Return the error beside both naive ones, the coverage of months that were not seen, and the CPU time."""
    if not _FILE.exists():
        raise FileNotFoundError(f"{_FILE} is not here: forecasts cannot be measured")
    whole = read(_FILE)
    panel = replace(whole, names=whole.names[:100], values=whole.values[:100]) if small else whole
    before = cpu_seconds()
    found = forecasts(panel, horizon=_AHEAD)
    spent = cpu_seconds() - before
    wape = {model: errors.wape or 0.0 for model, errors in found.overall.items()}
    return [
        Line(name="forecast: WAPE / naive", value=wape[COMBINED] / wape[NAIVE], limit=0.90, at_least=False),
        Line(name="forecast: WAPE / seasonal naive", value=wape[COMBINED] / wape[SEASONAL], limit=0.75, at_least=False),
        Line(name="forecast: WAPE", value=wape[COMBINED]),
        Line(name="forecast: 80 % interval, months not seen", value=_coverage(panel), limit=0.75),
        Line(name="forecast: CPU of the panel", value=spent, limit=120, unit="s", at_least=False),
    ]


def _coverage(panel: Panel) -> float:
    """Return the share of the last three months that lie in intervals made without them."""
    known = replace(panel, months=panel.months[:-_AHEAD], values=panel.values[:, :-_AHEAD])
    return _inside(forecasts(known, horizon=_AHEAD), panel)


def _inside(found: Forecasts, panel: Panel) -> float:
    came = dict(zip(panel.names, panel.values[:, -_AHEAD:], strict=True))
    pairs = [
        (figure, value)
        for one in found.series
        for figure, value in zip(one.figures, came[one.name], strict=True)
        if figure.low is not None and figure.high is not None
    ]
    return sum((figure.low or 0) <= value <= (figure.high or 0) for figure, value in pairs) / len(pairs)
