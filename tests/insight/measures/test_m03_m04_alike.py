"""M3 and M4: how alike the skills of two things are, and which skills matter together."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from ronghe.insight.measures.m03_cosine import advantages, cosine, cosines, rarity, tf_idf
from ronghe.insight.measures.m04_relatedness import related, relatedness


def test_a_skill_that_fewer_occupations_ask_weighs_more() -> None:
    """three occupations: asked by 2, by 1, by none: ln(1 + 3/2), ln(1 + 3/1), 0"""
    counts = sparse.csr_array(np.array([[2.0, 1, 0], [5, 0, 0], [0, 0, 0]]))

    assert rarity(counts).tolist() == pytest.approx([math.log(2.5), math.log(4), 0])


def test_rows_become_shares_times_rarity() -> None:
    counts = sparse.csr_array(np.array([[2.0, 6], [0, 0]]))

    assert tf_idf(counts, weights=[2, 4]).toarray().tolist() == [[0.5, 3], [0, 0]]


def test_the_cosine_of_all_pairs_ignores_size_and_forgives_empty_rows() -> None:
    """(3, 4)·(4, 3) / 25 = .96"""
    left, right = sparse.csr_array(np.array([[3.0, 4], [0, 0]])), sparse.csr_array(np.array([[8.0, 6], [30, 40]]))

    assert cosines(left, right) == pytest.approx(np.array([[0.96, 1], [0, 0]]))


def test_the_figure_has_an_interval_that_is_the_same_each_time() -> None:
    found = cosine([30, 40], [40, 30], weights=[1, 1])

    assert found.value == pytest.approx(0.96)
    assert found.low is not None
    assert found.high is not None
    assert 0.8 < found.low < 0.96 < found.high <= 1
    assert found == cosine([30, 40], [40, 30], weights=[1, 1])


@pytest.mark.parametrize(
    ("supply", "demand", "said"),
    [
        ([0, 0], [40, 30], "no-supply"),
        ([30, 40], [0, 0], "no-demand"),
        ([3, 4], [40, 30], "sample:10"),
        ([30, math.nan], [40, 30], "input"),
        ([30], [40, 30], "input"),
    ],
)
def test_structures_that_cannot_be_compared_give_no_figure(supply: list[float], demand: list[float], said: str) -> None:
    assert cosine(supply, demand, weights=[1, 1]).withheld == said


def test_an_advantage_is_a_shrunk_ratio_above_one() -> None:
    """10 of 20 against 20 of 100 expects 4: (10 + 5)/(4 + 5) > 1; 10 of 80 expects 16: (10 + 5)/(16 + 5) < 1"""
    counts = sparse.csr_array(np.array([[10.0, 0], [10, 3]]))

    assert advantages(counts, ads=[20, 80], asked=[20, 3], n=100).toarray().tolist() == [[1, 0], [0, 1]]


def test_skills_are_related_by_the_occupations_they_share() -> None:
    """skill 1 in 3 occupations, skill 2 in 2, together in 2: 2/3; skill 3 in none"""
    advantage = sparse.csr_array(np.array([[1.0, 1, 0], [1, 1, 0], [1, 0, 0]]))

    assert relatedness(advantage) == pytest.approx(np.array([[1, 2 / 3, 0], [2 / 3, 1, 0], [0, 0, 0]]))


def test_a_pair_has_wilsons_interval() -> None:
    """6 of 12: centre .5, half (1.96/(1 + z²/12))·√(.25/12 + z²/576) = .24622"""
    found = related(6, first=12, second=8)

    assert (found.value, found.n) == (0.5, 12)
    assert (found.low, found.high) == (pytest.approx(0.2538, abs=1e-4), pytest.approx(0.7462, abs=1e-4))


def test_a_pair_in_too_few_or_impossible_occupations_has_no_figure() -> None:
    assert related(2, first=9, second=3).withheld == "sample:10"
    assert related(9, first=12, second=8).withheld == "input"


@given(
    st.integers(2, 6).flatmap(lambda size: st.lists(st.lists(st.booleans(), min_size=size, max_size=size), min_size=1))
)
def test_relatedness_is_symmetric_and_a_share(rows: list[list[bool]]) -> None:
    found = relatedness(sparse.csr_array(np.array(rows, dtype=float)))

    assert (found == found.T).all()
    assert ((found >= 0) & (found <= 1)).all()
