"""F: forecasts stand beside what is simpler and beside their past errors; what cannot be forecast says why."""

import math
from dataclasses import replace

import numpy as np
import pytest

from ronghe.insight.figures import why
from ronghe.insight.forecasting.backtest import Errors, Origin, bounds, covered, errors, origins, widths
from ronghe.insight.forecasting.forecasts import forecasts
from ronghe.insight.forecasting.models import COMBINED, NAIVE, SEASONAL, forecast
from ronghe.insight.forecasting.panel import following, panel
from ronghe.insight.forecasting.season import season

MONTHS = [f"{2022 + at // 12}-{at % 12 + 1:02}" for at in range(36)]
DIP = np.array([0.4, *([1.0] * 11)])


def _series(level: float, *, length: int = 36) -> dict[str, float]:
    noise = np.random.default_rng(round(level)).uniform(0.9, 1.1, length)
    return {month: round(level * DIP[at % 12] * noise[at]) for at, month in enumerate(MONTHS[:length])}


@pytest.mark.requirement("TAL-10")
def test_a_season_that_all_series_share_is_forecast_where_each_alone_is_too_short() -> None:
    together = forecasts(panel({f"s{at}": _series(100 + at) for at in range(25)}), horizon=3)
    january, february, _ = together.series[0].figures

    assert together.series[0].months == ("2025-01", "2025-02", "2025-03")
    assert january.value is not None
    assert february.value is not None
    assert january.value < 0.7 * february.value
    assert _wape(together.overall[COMBINED]) < 0.9 * _wape(together.overall[NAIVE])


def _wape(found: Errors) -> float:
    assert found.wape is not None
    return found.wape


@pytest.mark.requirement("TAL-15")
def test_every_forecast_has_its_interval_its_sample_and_its_past_errors() -> None:
    demand = _series(100)
    one = forecasts(panel({"焊工": demand}), horizon=6).series[0]

    assert {figure.n for figure in one.figures} == {sum([*demand.values()][-12:])}
    for figure in one.figures:
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert 0 <= figure.low <= figure.value <= figure.high
    assert [*one.errors] == [COMBINED, NAIVE, SEASONAL]
    assert one.errors[COMBINED].n == 24
    assert one.errors[COMBINED].coverage is not None
    assert one.errors[NAIVE].coverage is None


def test_the_same_panel_gives_the_same_forecasts() -> None:
    given = panel({f"s{at}": _series(50 + at) for at in range(3)})

    assert forecasts(given, horizon=4) == forecasts(given, horizon=4)


@pytest.mark.requirement("TAL-15")
def test_what_cannot_be_forecast_says_why() -> None:
    rare = dict.fromkeys(MONTHS[:5], 9.0)
    found = forecasts(panel({"sound": _series(80), "rare": rare, "broken": {"2022-03": math.nan}}), horizon=2)

    assert {one.name: one.figures[0].withheld for one in found.series} == {
        "sound": "",
        "rare": "sparse:6",
        "broken": "input",
    }
    short = forecasts(panel({"young": _series(80, length=17)}), horizon=2)
    assert (short.series[0].figures[0].withheld, short.overall) == ("short:18", {})
    assert why(short.series[0].figures[0], language="en") == "the series is shorter than 18 months"


def test_no_month_is_forecast_further_ahead_than_was_tested() -> None:
    found = forecasts(panel({"s": _series(80, length=20)}), horizon=10).series[0]

    assert [figure.withheld for figure in found.figures] == [*([""] * 8), "untested", "untested"]


def test_a_series_that_never_changes_goes_on_as_it_is() -> None:
    found = forecasts(panel({"s": dict.fromkeys(MONTHS, 7.0)}), horizon=2).series[0]

    assert [figure.value for figure in found.figures] == [7, 7]
    assert found.errors[COMBINED] == Errors(wape=0, mase=None, bias=0, coverage=1, n=8)


def test_the_naive_forecasts_repeat_the_last_month_and_the_same_month_a_year_ago() -> None:
    values = np.array([[*range(1, 15)]], dtype=float)
    made = forecast(values, np.arange(14) % 12, horizon=3, say=lambda _: None)

    assert made[NAIVE].tolist() == [[14, 14, 14]]
    assert made[SEASONAL].tolist() == [[3, 4, 5]]


def test_the_season_is_drawn_to_nothing_and_needs_many_series() -> None:
    """every January half of the usual 100·20, three years: log(1001/2001)·3/4"""
    values = np.tile(np.where(np.arange(36) % 12 == 0, 50.0, 100.0), (20, 1))
    factors = season(values, np.arange(36) % 12)

    assert factors[0] == pytest.approx((1001 / 2001) ** 0.75)
    assert factors[1:] == pytest.approx(np.ones(11))
    assert season(values[:19], np.arange(36) % 12).tolist() == [1.0] * 12
    assert season(values[:, :17], np.arange(17) % 12).tolist() == [1.0] * 12


def test_errors_are_sums_over_sums() -> None:
    """y = (10, 30), f = (20, 20): Σ|y−f| 20, Σy 40: WAPE .5, bias 0; steps before 5 a month: MASE 20/10"""
    made = {model: np.array([[20.0, 20.0]]) for model in (COMBINED, NAIVE)}
    one = Origin(at=12, forecasts=made, came=np.array([[10.0, 30.0]]), spread=np.ones(1), steps=np.array([5.0]))

    assert errors([one], model=COMBINED, inside=[np.array([[1.0, 0.0]])], rows=[0]) == Errors(
        wape=0.5, mase=2, bias=0, coverage=0.5, n=2
    )
    nothing = Origin(at=12, forecasts=made, came=np.zeros((1, 2)), spread=np.ones(1), steps=np.zeros(1))
    assert errors([nothing], model=NAIVE, inside=[], rows=[0]) == Errors(
        wape=None, mase=None, bias=None, coverage=None, n=2
    )


def test_the_interval_is_calibrated_on_past_errors_in_spreads() -> None:
    """ten series wrong by 1 … 10 spreads: the finite-sample 80 % of 10 is the 9th"""
    wrong = np.arange(1.0, 11)
    made = np.zeros((10, 1))
    came = np.expm1(wrong * 0.1)[:, None]
    one = Origin(at=12, forecasts={COMBINED: made}, came=came, spread=np.full(10, 0.1), steps=np.ones(10))

    assert widths([one]) == pytest.approx([9])
    low, high = bounds(np.array([[9.0]]), spread=np.array([0.1]), width=np.array([9.0]))
    assert (low[0, 0], high[0, 0]) == (pytest.approx(10 / math.exp(0.9) - 1), pytest.approx(10 * math.exp(0.9) - 1))
    assert np.isnan(covered([one])[0]).all()
    assert covered([one, replace(one)])[0].ravel().tolist() == [*([1.0] * 9), 0.0]


def test_origins_are_the_latest_and_each_knows_a_year() -> None:
    assert origins(36, horizon=6) == [21, 24, 27, 30]
    assert origins(20, horizon=6) == [14]
    assert origins(17, horizon=6) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_interval_holds_four_fifths_of_series_that_were_not_seen(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.poisson(np.exp(random.normal(4, 1, (40, 1))) * np.ones((40, 30)))
    months = MONTHS[:30]
    given = panel({str(at): dict(zip(months[:27], row, strict=False)) for at, row in enumerate(values.tolist())})

    found = forecasts(given, horizon=3).series
    inside = [
        figure.low <= came <= figure.high
        for one, row in zip(found, values, strict=True)
        for figure, came in zip(one.figures, row[27:], strict=True)
        if figure.low is not None and figure.high is not None
    ]
    assert len(inside) == 120
    assert 0.68 <= sum(inside) / len(inside) <= 0.95


def test_after_a_gap_in_all_series_only_later_months_are_used() -> None:
    found = panel({"a": {"2024-11": 3, "2025-01": 4, "2025-02": 5}, "b": {"2025-02": 6}})

    assert (found.months, found.dropped) == (("2025-01", "2025-02"), ("2024-11",))
    assert found.values.tolist() == [[4, 5], [0, 6]]


def test_months_that_are_none_are_told() -> None:
    assert following("2025-11", 3) == ("2025-12", "2026-01", "2026-02")
    with pytest.raises(ValueError, match="'2025-13' is no month"):
        panel({"a": {"2025-13": 1}})
    with pytest.raises(ValueError, match="no month"):
        panel({})
