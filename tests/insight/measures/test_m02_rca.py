"""M2: how much more often an occupation asks a skill, drawn towards one where little was seen."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.figures import withheld
from ronghe.insight.measures.m02_rca import plain, rca, shrunk


def test_the_plain_ratio_is_the_share_here_over_the_share_of_all() -> None:
    """(30/100) / (50/1000) = 6"""
    assert plain([30], n_o=[100], n_s=[50], n=1000).tolist() == [6.0]


def test_the_figure_is_drawn_towards_one() -> None:
    """expected 100·50/1000 = 5; (30 + 5) / (5 + 5) = 3.5; the posterior Γ(35, 10) holds 95 % in 2.438 … 4.751"""
    found = rca(30, n_o=100, n_s=50, n=1000)

    assert (found.value, found.n) == (3.5, 30)
    assert (found.low, found.high) == (pytest.approx(2.4378, abs=1e-3), pytest.approx(4.7512, abs=1e-3))
    assert shrunk([30], n_o=[100], n_s=[50], n=1000).tolist() == [3.5]


@pytest.mark.requirement("TAL-15")
def test_a_support_under_ten_is_withheld() -> None:
    assert rca(9, n_o=100, n_s=50, n=1000) == withheld("sample", n=9, floor=10)


@pytest.mark.parametrize(
    ("n_os", "n_o", "n_s", "n", "said"),
    [
        (0, 0, 50, 1000, "undefined"),
        (0, 10, 0, 1000, "undefined"),
        (20, 10, 50, 1000, "input"),
        (20, 100, 50, 60, "input"),
        (math.nan, 100, 50, 1000, "input"),
    ],
)
def test_impossible_counts_give_no_figure(n_os: float, n_o: float, n_s: float, n: float, said: str) -> None:
    assert rca(n_os, n_o=n_o, n_s=n_s, n=n).withheld == said


def test_what_never_occurs_has_no_advantage_and_no_nan() -> None:
    assert plain([0, 0], n_o=[0, 10], n_s=[5, 0], n=100).tolist() == [0.0, 0.0]
    assert shrunk([0], n_o=[0], n_s=[0], n=0).tolist() == [1.0]


counts = st.integers(min_value=10, max_value=5000)


@given(counts, counts, counts, counts)
def test_the_value_lies_between_one_and_the_plain_ratio_and_in_its_interval(
    both: int, only_o: int, only_s: int, neither: int
) -> None:
    n_o, n_s, n = both + only_o, both + only_s, both + only_o + only_s + neither
    found, ratio = rca(both, n_o=n_o, n_s=n_s, n=n), float(plain(both, n_o=n_o, n_s=n_s, n=n))

    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert min(1, ratio) - 1e-9 <= found.value <= max(1, ratio) + 1e-9
    assert found.low < found.value < found.high
