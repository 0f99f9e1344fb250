"""M11 and M12: hirings lost to mismatch, and occupations that are short of people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.measures.m11_mismatch import mismatch
from ronghe.insight.measures.m12_shortage import shortage


def test_the_mismatch_of_two_cells() -> None:
    """u = (.5, .5), v = (.8, .2), α = ½: 1 − √.4 − √.1 = .051317"""
    assert mismatch([50, 50], [80, 20]).value == pytest.approx(0.051317, abs=1e-6)


def test_alpha_is_the_power_of_vacancies() -> None:
    """1 − (.8^.3·.5^.7 + .2^.3·.5^.7) = 1 − .575711 − .379832"""
    expected = 1 - 0.5**0.7 * (0.8**0.3 + 0.2**0.3)

    assert mismatch([50, 50], [80, 20], alpha=0.3).value == pytest.approx(expected)
    with pytest.raises(ValueError, match="between 0 and 1"):
        mismatch([50, 50], [80, 20], alpha=1)


def test_seekers_where_the_vacancies_are_lose_nothing_and_elsewhere_all() -> None:
    assert mismatch([10, 40], [20, 80]).value == pytest.approx(0)
    assert mismatch([50, 0], [0, 80]).value == 1
    assert mismatch([5, 0], [0, 80]).withheld == "sample:10"
    assert mismatch([0, 0], [0, 80]).withheld == "no-supply"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5))
def test_the_mismatch_is_a_share_in_its_interval(pairs: list[tuple[int, int]]) -> None:
    seekers, vacancies = zip(*pairs, strict=True)
    found = mismatch(seekers, vacancies)

    if found.value is not None:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value <= found.high <= 1


GROWTH = [*([0.0] * 5), *([2.0] * 5)]
PAY = [*([3.0] * 5), *([1.0] * 4), 3.0]


def test_the_index_is_the_mean_of_standardised_signals() -> None:
    """growth: mean 1, deviation 1: −1 or 1; pay: mean 2.2, deviation √.96 = .979796: (3 − 2.2)/.979796 = .816497"""
    found = shortage({"growth": GROWTH, "pay": PAY}, n=[20] * 10)

    assert found[0].value == pytest.approx((-1 + 0.816497) / 2, abs=1e-6)
    assert (found[0].low, found[0].high) == (pytest.approx(-1), pytest.approx(0.816497, abs=1e-6))
    assert found[9].value == pytest.approx((1 + 0.816497) / 2, abs=1e-6)


def test_a_signal_that_is_unknown_or_the_same_everywhere_is_left_out() -> None:
    unknown = [math.nan] * 10
    same = [4.0] * 10

    assert shortage({"growth": GROWTH, "pay": PAY, "time": unknown, "posts": same}, n=[20] * 10) == shortage(
        {"growth": GROWTH, "pay": PAY}, n=[20] * 10
    )


@pytest.mark.requirement("TAL-15")
def test_too_few_cells_signals_or_advertisements_give_no_index() -> None:
    few = shortage({"growth": GROWTH[1:], "pay": PAY[1:]}, n=[20] * 9)
    one_signal = shortage({"growth": GROWTH}, n=[20] * 10)
    longer = [*GROWTH, 1.0], [*PAY, 1.0]
    small = shortage({"growth": longer[0], "pay": longer[1]}, n=[*([20] * 10), 9])
    half_known = shortage({"growth": [*GROWTH, math.inf], "pay": longer[1]}, n=[20] * 11)

    assert {one.withheld for one in few} == {one.withheld for one in one_signal} == {"cells:10"}
    assert (small[10].withheld, half_known[10].withheld) == ("sample:10", "input")
    assert shortage({}, n=[]) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=12), st.integers(0, 5))
def test_the_indices_average_nothing_and_no_nan_leaks(growth: list[float], shift: int) -> None:
    found = shortage({"growth": growth, "pay": np.roll(growth, shift)}, n=[30] * len(growth))

    values = [one.value for one in found if one.value is not None]
    assert all(math.isfinite(one) for one in values)
    assert sum(values) == pytest.approx(0, abs=1e-6)
