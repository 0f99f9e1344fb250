"""M9: what a place has more of than the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.measures.m09_location import hachman, krugman, quotients

# policy.md 4.3 (2) and (3)
REGION, NATION = [300, 120, 80], [3000, 900, 1100]


def test_the_published_example() -> None:
    assert [one.value for one in quotients(REGION, NATION)] == pytest.approx([1, 4 / 3, 0.727273], abs=1e-6)
    assert hachman(REGION, NATION).value == pytest.approx(0.964912, abs=1e-6)
    assert krugman(REGION, NATION).value == pytest.approx(0.12)


def test_the_interval_is_wilsons_of_the_share_over_that_of_the_whole() -> None:
    """300 of 500: .556471 … .642068, over .6"""
    found = quotients(REGION, NATION)[0]

    assert (found.low, found.high) == (pytest.approx(0.9274, abs=1e-3), pytest.approx(1.0701, abs=1e-3))


def test_what_the_place_lacks_is_nought_but_not_for_certain() -> None:
    found = quotients([50, 0], [90, 10])[1]

    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(0.0713 / 0.1, abs=1e-3)


def test_what_the_whole_lacks_is_undefined_and_not_hidden_in_the_index() -> None:
    assert quotients([40, 10], [90, 0])[1].withheld == "undefined"
    assert hachman([40, 10], [90, 0]).withheld == "undefined"
    assert hachman([40, 0], [90, 0]).value == 1


@pytest.mark.requirement("TAL-15")
def test_a_place_with_few_advertisements_has_no_figure() -> None:
    assert {one.withheld for one in quotients([4, 5], NATION[:2])} == {"sample:10"}
    assert krugman([4, 5], NATION[:2]).withheld == "sample:10"
    assert hachman([0, 0], NATION[:2]).withheld == "no-supply"
    assert quotients([1, 2, 3], NATION[:2])[0].withheld == "input"


@given(st.lists(st.integers(1, 100), min_size=1, max_size=5).filter(lambda one: sum(one) >= 10))
def test_the_same_structure_has_quotients_and_index_of_one(counts: list[int]) -> None:
    whole = [one * 7 for one in counts]

    assert [one.value for one in quotients(counts, whole)] == pytest.approx([1.0] * len(counts))
    assert hachman(counts, whole).value == pytest.approx(1)
    assert krugman(counts, whole).value == pytest.approx(0)
