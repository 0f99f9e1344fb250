"""M1: what is asked and taught counts up to what suffices; what nobody asks for is told apart."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.figures import Figure, why, withheld
from ronghe.insight.measures import similarity
from ronghe.insight.measures.m01_coverage import coverage, reached, soft_coverage


def test_supply_counts_up_to_the_threshold_by_the_weight_of_demand() -> None:
    """(50·1 + 30·0.5 + 20·0) / 100 = .65; of the supply 4 + 1 + 0 + 5, 5 is for what nobody asks: .5"""
    found = coverage([50, 30, 20, 0], [4, 1, 0, 5], threshold=2, n=100)

    assert (found.covered.value, found.covered.n) == (pytest.approx(0.65), 100)
    assert (found.surplus.value, found.surplus.n) == (0.5, 100)


def test_the_interval_is_wilsons_over_the_advertisements() -> None:
    """Wilson for 65 of 100, by hand: centre (.65+.019207)/1.038415 = .644450, half .091890"""
    found = coverage([65, 35], [1, 0], n=100).covered

    assert (found.low, found.high) == (pytest.approx(0.552544, abs=1e-5), pytest.approx(0.736367, abs=1e-5))


@pytest.mark.requirement("TAL-15")
def test_fewer_advertisements_than_the_floor_give_no_figure_and_say_so() -> None:
    found = coverage([5, 4], [1, 1], n=9)

    assert found.covered == found.surplus == withheld("sample", n=9, floor=10)
    assert why(found.covered, language="en") == "withheld: fewer than 10 in the sample"
    assert why(found.covered) == "样本少于 10,不予公布"


@pytest.mark.parametrize(
    ("weights", "supply", "covered", "surplus"),
    [
        ([0, 0], [1, 1], "no-demand", ""),
        ([1, 1], [0, 0], "", "no-supply"),
        ([], [], "no-demand", "no-supply"),
        ([math.nan, 1], [1, 1], "input", "input"),
        ([1, 1], [math.inf, 1], "input", "input"),
        ([-1, 2], [1, 1], "input", "input"),
    ],
)
def test_what_cannot_be_divided_is_said(weights: list[float], supply: list[float], covered: str, surplus: str) -> None:
    found = coverage(weights, supply, n=50)

    assert (found.covered.withheld, found.surplus.withheld) == (covered, surplus)


def test_one_skill_that_is_taught_is_all_but_not_for_certain() -> None:
    found = coverage([12], [3], n=12).covered

    assert found == Figure(value=1.0, low=pytest.approx(0.757, abs=1e-3), high=1.0, n=12)


def test_a_threshold_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="not above zero"):
        reached([1.0], threshold=0)


amounts = st.floats(min_value=0, max_value=1e6, allow_nan=False)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8), amounts)
def test_more_supply_never_covers_less_and_a_share_stays_a_share(pairs: list[tuple[float, float]], more: float) -> None:
    weights, supply = zip(*pairs, strict=True)
    before = coverage(weights, supply, n=100).covered
    after = coverage(weights, [one + more for one in supply], n=100).covered

    if before.value is not None and after.value is not None:
        assert 0 <= before.value <= after.value + 1e-12 <= 1 + 1e-12
        assert before.low is not None
        assert before.high is not None
        assert before.low <= before.value <= before.high


def test_soft_coverage_takes_the_nearest_course_for_each_skill() -> None:
    nearest = similarity.best(["数据库", "焊接"], ["数据库原理", "英语"])

    assert nearest[0] > 0.5 > nearest[1] == 0
    assert soft_coverage([3, 1], [0.8, 0.4], n=20).value == pytest.approx(0.7)
    assert soft_coverage([3, 1], [0.8, 0.4], n=2).withheld == "sample:10"


def test_a_name_is_most_like_itself_and_likeness_has_no_direction() -> None:
    names = ["机器学习", "深度学习", "焊接"]
    alike = similarity.by_characters(names, names)

    assert alike.diagonal() == pytest.approx([1, 1, 1])
    assert alike == pytest.approx(alike.T)
    assert alike[0, 1] > alike[0, 2] == 0


def test_nothing_is_like_nothing() -> None:
    assert similarity.best(["焊接"], []).tolist() == [0.0]
    assert similarity.best([], ["焊接"]).tolist() == []
    assert similarity.best([""], ["焊接"]).tolist() == [0.0]
