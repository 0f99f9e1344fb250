"""M5, M6, M7: how far the structure of supply is from that of demand, and where."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.figures import Figure
from ronghe.insight.measures.m05_divergence import divergence, match
from ronghe.insight.measures.m06_deviation import Orientation, deviation
from ronghe.insight.measures.m07_dissimilarity import dissimilarity, distance

# policy.md 4.3 (1)
SUPPLY, DEMAND = [50, 350, 600], [80, 420, 500]


def test_the_divergence_of_a_half_and_a_whole() -> None:
    """p = (1, 0), q = (½, ½): H(¾, ¼) − ½ = .811278 − .5 = .311278 bits"""
    assert divergence(np.array([1.0, 0]), np.array([0.5, 0.5])) == pytest.approx(0.311278, abs=1e-6)
    assert match([20, 0], [10, 10]).value == pytest.approx(1 - math.sqrt(0.311278), abs=1e-6)


def test_the_same_structure_matches_wholly_and_another_not_at_all() -> None:
    assert match([20, 60], [200, 600]).value == pytest.approx(1)
    assert match([20, 0], [0, 20]).value == pytest.approx(0)


def test_the_deviation_of_the_published_example() -> None:
    found = deviation(SUPPLY, DEMAND)

    assert [one.value for one in found.cells] == pytest.approx([-0.375, -1 / 6, 0.2])
    assert found.mean.value == pytest.approx(0.247222, abs=1e-6)
    assert found.total.value == pytest.approx(0.2)
    assert found.undefined == ()


def test_the_deviation_turned_round_is_demand_over_supply() -> None:
    found = deviation(SUPPLY, DEMAND, orientation=Orientation.DEMAND_BY_SUPPLY)

    assert found.orientation == "demand/supply"
    assert [one.value for one in found.cells] == pytest.approx([0.6, 0.2, -1 / 6])


def test_the_interval_of_a_cell_is_that_of_its_share_of_demand() -> None:
    """80 of 1000: Wilson .064797 … .098389; .05/.098389 − 1 … .05/.064797 − 1"""
    cell = deviation(SUPPLY, DEMAND).cells[0]

    assert (cell.low, cell.high) == (pytest.approx(-0.4918, abs=1e-3), pytest.approx(-0.2284, abs=1e-3))


def test_a_cell_without_demand_is_listed_and_in_no_sum() -> None:
    found = deviation([50, 40, 10], [60, 40, 0])

    assert (found.undefined, found.cells[2].withheld) == ((2,), "undefined")
    assert found.total.value == pytest.approx(0.1)
    assert found.mean.value == pytest.approx((1 / 6 + 0) / 2)


def test_a_cell_without_supply_lacks_all_of_it() -> None:
    assert deviation([0, 40], [20, 20]).cells[0] == Figure(value=-1.0, low=-1.0, high=-1.0, n=20)


@pytest.mark.requirement("TAL-15")
def test_a_cell_with_little_demand_is_withheld_and_so_is_a_small_whole() -> None:
    assert [one.withheld for one in deviation([20, 20], [9, 91]).cells] == ["sample:10", ""]

    small = deviation([2, 2], [5, 4])
    assert [one.withheld for one in (*small.cells, small.total, small.mean)] == ["sample:10"] * 4


def test_duncan_of_the_published_example_is_half_of_the_differences() -> None:
    assert dissimilarity(SUPPLY, DEMAND).value == pytest.approx(0.1)


def test_one_cell_has_nowhere_to_move() -> None:
    assert dissimilarity([30], [50]).value == 0
    assert match([30], [50]).value == 1
    assert deviation([30], [50]).cells[0].value == 0


@pytest.mark.parametrize(
    ("supply", "demand", "said"),
    [
        ([0, 0], [9, 9], "no-supply"),
        ([9, 9], [0, 0], "no-demand"),
        ([], [], "no-demand"),
        ([9, 9], [math.nan, 9], "input"),
        ([9, -9], [9, 9], "input"),
        ([9, 9, 9], [9, 9], "input"),
    ],
)
def test_what_cannot_be_compared_says_why(supply: list[float], demand: list[float], said: str) -> None:
    assert dissimilarity(supply, demand).withheld == said
    assert match(supply, demand).withheld == said
    assert deviation(supply, demand).total.withheld == said


counts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6).filter(
    lambda pairs: all(sum(side) >= 10 for side in zip(*pairs, strict=True))
)


@given(counts)
def test_distances_have_no_direction_keep_to_their_bounds_and_lie_in_their_interval(
    pairs: list[tuple[int, int]],
) -> None:
    supply, demand = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    p, q = supply / supply.sum(), demand / demand.sum()

    assert divergence(p, q) == pytest.approx(divergence(q, p))
    assert distance(p, q) == pytest.approx(distance(q, p))
    for found in (match(supply, demand), dissimilarity(supply, demand)):
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value <= found.high <= 1


@given(counts)
def test_no_cell_of_the_deviation_is_not_a_number(pairs: list[tuple[int, int]]) -> None:
    supply, demand = (list(side) for side in zip(*pairs, strict=True))

    found = deviation(supply, demand)
    for cell in found.cells:
        if cell.value is not None:
            assert cell.low is not None
            assert cell.high is not None
            assert -1 - 1e-9 <= cell.low <= cell.value + 1e-9 <= cell.high + 2e-9
            assert math.isfinite(cell.high)
