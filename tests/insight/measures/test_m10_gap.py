"""M10: the gap of people, as wide as the factors nobody knows make it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.measures.m10_gap import Range, gap

POSTS, HELD, STAY = (
    Range(low=1, likely=2, high=3),
    Range(low=0.2, likely=0.5, high=0.8),
    Range(low=0.4, likely=0.5, high=0.6),
)


def test_every_bound_follows_from_the_ranges() -> None:
    """100 ads: wanted 100·2/.5 = 400 (100·1/.8 = 125 … 100·3/.2 = 1500); 300 graduates: 150 (120 … 180)"""
    found = gap(100, 300, posts=POSTS, coverage=HELD, retention=STAY)

    assert found.wanted == Figure(value=400, low=125, high=pytest.approx(1500), n=100)
    assert found.coming == Figure(value=150, low=120, high=180, n=300)
    assert found.gap == Figure(value=250, low=125 - 180, high=pytest.approx(1380), n=100)
    assert found.ratio == Figure(value=0.375, low=pytest.approx(0.08), high=1.44, n=100)


def test_known_factors_give_a_gap_without_width() -> None:
    one = Range(low=1, likely=1, high=1)

    found = gap(100, 120, posts=one, coverage=one, retention=one).gap

    assert found == Figure(value=-20, low=-20, high=-20, n=100)


def test_nobody_graduating_leaves_the_whole_demand_open() -> None:
    found = gap(10, 0, posts=POSTS, coverage=HELD, retention=STAY)

    assert (found.gap.value, found.ratio.value) == (40, 0)


@pytest.mark.requirement("TAL-15")
def test_too_few_advertisements_give_no_gap() -> None:
    assert gap(9, 300, posts=POSTS, coverage=HELD, retention=STAY).gap == withheld("sample", n=9, floor=10)


def test_if_nobody_may_be_wanted_there_is_no_ratio() -> None:
    none = Range(low=0, likely=1, high=1)

    assert gap(10, 5, posts=none, coverage=HELD, retention=STAY).ratio.withheld == "undefined"


@pytest.mark.parametrize("values", [(2, 1, 3), (1, 3, 2), (-1, 0, 1), (1, float("nan"), 2), (0, 1, float("inf"))])
def test_three_numbers_out_of_order_are_no_range(values: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="are no range"):
        Range(low=values[0], likely=values[1], high=values[2])


def test_a_coverage_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="coverage lies above 0"):
        gap(10, 5, posts=POSTS, coverage=Range(low=0, likely=0.5, high=1), retention=STAY)


@given(st.integers(10, 10**6), st.integers(0, 10**6))
def test_the_gap_lies_in_its_interval(ads: int, graduates: int) -> None:
    found = gap(ads, graduates, posts=POSTS, coverage=HELD, retention=STAY).gap

    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high
