"""TAL-10: demand by industry, place, occupation and month, every figure with interval, sample and trace."""

import math

import pytest

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.products.demand import FORMULA, Wanted, compare, demand, growth, median, share_of, values
from ronghe.insight.reading import Filter
from ronghe.insight.runs import freeze, read_run
from ronghe.insight.store import State, Store

DEVELOPER, ANALYST = "2-02-10-03", "2-02-30-09"


@pytest.mark.requirement("TAL-10")
def test_demand_is_told_by_industry_place_and_occupation(state: State) -> None:
    found = demand(state, Wanted())

    assert (found.whole.ads, len(found.months), found.months[0]) == (720, 24, ("2024-01", 30))
    assert [(line.key, line.ads) for line in found.lines["occupation"]] == [(DEVELOPER, 480), (ANALYST, 240)]
    assert [(line.key, line.ads) for line in found.lines["province"]] == [("22", 480), ("11", 240)]
    assert [(line.key, line.share.value) for line in found.lines["industry"]] == [("I65", 1)]
    assert found.lines["occupation"][0].pay.value == 10000
    assert found.lines["occupation"][0].growth.value == 0


@pytest.mark.requirement("TAL-10")
def test_a_filter_leaves_its_ads_and_what_they_ask_more_than_others(state: State) -> None:
    """Java in Changchun: 480 of 480, of all 720: (480 + 5)/(320 + 5)"""
    found = demand(state, Wanted(chosen=Filter(region="220000")))

    assert (found.whole.ads, [line.key for line in found.lines["occupation"]]) == (480, [DEVELOPER])
    assert [(one.skill_id, one.share.value) for one in found.skills] == [(1, 1), (2, 0.5)]
    assert found.skills[0].rca.value == pytest.approx(485 / 325)


@pytest.mark.requirement("TAL-10")
def test_months_to_come_are_forecast_beside_past_errors(state: State) -> None:
    found = demand(state, Wanted(horizon=2)).ahead

    assert [(one.month, one.figure.value, one.wape, one.naive) for one in found] == [
        ("2026-01", 30, 0, 0),
        ("2026-02", 30, 0, 0),
    ]
    short = demand(state, Wanted(chosen=Filter(since="2025-01"), horizon=1)).ahead
    assert [one.figure.withheld for one in short] == ["short:18"]


@pytest.mark.requirement("TAL-15")
def test_what_is_under_the_floor_is_withheld_and_says_so(state: State) -> None:
    found = demand(state, Wanted(floor=300))
    small = found.lines["occupation"][1]

    assert small.share == withheld("sample", n=240, floor=300)
    assert (small.growth.withheld, small.pay.withheld) == ("sample:300", "sample:300")
    assert found.skills[2].rca.withheld == "sample:300"

    nothing = demand(state, Wanted(chosen=Filter(region="310000"), horizon=2))
    assert (nothing.whole.ads, nothing.whole.share.withheld, nothing.ahead) == (0, "sample:10", ())


@pytest.mark.requirement("TAL-15")
def test_every_figure_carries_formula_snapshot_filter_and_run(store: Store, state: State) -> None:
    wanted = Wanted(chosen=Filter(occupation=ANALYST))
    found = demand(state, wanted)

    run = freeze(store, state, formula=FORMULA, parameters=wanted.parameters, values=values(found))

    assert (found.trace.formula, found.trace.version, found.trace.snapshot) == ("DEM", 3, state.snapshot)
    assert (found.trace.run, found.trace.ads_total, found.trace.filter) == (run, 240, wanted.chosen)
    kept = read_run(store, run)
    assert kept is not None
    assert kept[0].parameters == wanted.parameters
    figures = {tuple(one.keys.items()): one.figure for one in kept[1]}
    assert figures[("part", "ads"),] == Figure(value=240, n=240)


@pytest.mark.requirement("TAL-10")
def test_places_are_compared_by_their_industries(state: State) -> None:
    changchun, shanghai = compare(state, Wanted(), regions=["220100", "310000"])

    assert changchun.quotients["I65"].value == 1
    assert (changchun.hachman.value, changchun.krugman.value, changchun.deviation.value) == (1, 0, 0)
    assert shanghai.hachman.withheld == "no-supply"


def test_there_is_no_growth_across_a_gap_in_the_months(gapped: State) -> None:
    found = demand(gapped, Wanted())

    assert (found.whole.ads, found.whole.growth.withheld) == (60, "apart")


def test_growth_has_the_interval_of_two_counts() -> None:
    """100 → 150: .5; e^(1.96·√(1/100 + 1/150)) = 1.2880"""
    found = growth(100, 150, floor=10)

    assert (found.value, found.n) == (0.5, 250)
    assert (found.low, found.high) == (
        pytest.approx(1.5 / 1.2880 - 1, abs=1e-3),
        pytest.approx(1.5 * 1.2880 - 1, abs=1e-3),
    )
    assert growth(9, 150, floor=10) == withheld("sample", n=159, floor=10)


def test_a_median_has_the_interval_of_its_neighbours() -> None:
    """quantiles of 0 … 100 at .1 … .9, n = 100: half .098: 40.2 and 59.8"""
    quantiles = [100 * (0.1 + 0.005 * at) for at in range(161)]
    found = median(quantiles, n=100, floor=10)

    assert (found.value, found.low, found.high) == (
        pytest.approx(50),
        pytest.approx(40.2, abs=0.01),
        pytest.approx(59.8, abs=0.01),
    )
    assert median(quantiles, n=9, floor=10).withheld == "sample:10"
    assert median(None, n=0, floor=10).withheld == "sample:10"


def test_a_share_has_wilsons_interval() -> None:
    assert share_of(50, 100, floor=10) == Figure(
        value=0.5, low=pytest.approx(0.4038, abs=1e-4), high=pytest.approx(0.5962, abs=1e-4), n=100
    )
    assert math.isclose(share_of(10, 10, floor=10).high or 0, 1)
