"""How well spans agree: pairs counted by hand."""

import pytest

from ronghe.insight.extraction.quality import Counts, exact, f1_interval, overlapping, total


def test_only_the_same_places_are_exact_pairs() -> None:
    counts = exact([(0, 4), (5, 9), (10, 12)], [(0, 4), (5, 8)])

    assert counts == Counts(found=3, labelled=2, pairs=1)
    assert (counts.precision, counts.recall, counts.f1) == (1 / 3, 1 / 2, 2 / 5)


@pytest.mark.parametrize(
    ("found", "labelled", "pairs"),
    [
        ([(0, 4)], [(3, 9)], 1),
        ([(0, 4)], [(4, 9)], 0),  # they touch, and share nothing
        ([(0, 2), (3, 5)], [(0, 5)], 1),  # a labelled span is paired once
        ([(0, 9)], [(0, 2), (3, 5)], 1),  # and so is a found one
        ([(0, 3), (4, 9)], [(2, 5), (6, 8)], 2),
        ([(8, 9), (0, 3)], [(2, 5), (8, 10)], 2),  # in any order
        ([], [(0, 2)], 0),
    ],
)
def test_spans_that_share_a_character_are_paired_once(
    found: list[tuple[int, int]], labelled: list[tuple[int, int]], pairs: int
) -> None:
    assert overlapping(found, labelled) == Counts(found=len(found), labelled=len(labelled), pairs=pairs)


def test_sentences_are_counted_together_not_averaged() -> None:
    together = total([Counts(found=1, labelled=1, pairs=1), Counts(found=3, labelled=5, pairs=2)])

    assert together == Counts(found=4, labelled=6, pairs=3)
    assert together.f1 == 0.6


def test_nothing_found_and_nothing_labelled_scores_nothing() -> None:
    none = total([])

    assert (none.precision, none.recall, none.f1) == (0.0, 0.0, 0.0)


def test_the_interval_holds_the_figure_and_closes_where_all_sentences_are_alike() -> None:
    alike = [Counts(found=2, labelled=2, pairs=1)] * 5
    mixed = [Counts(found=1, labelled=1, pairs=1), Counts(found=1, labelled=1, pairs=0)] * 10

    assert f1_interval(alike) == (0.5, 0.5)
    low, high = f1_interval(mixed)
    assert 0.2 < low < 0.5 < high < 0.8
    assert f1_interval(mixed) == (low, high)


def test_an_interval_needs_a_sentence() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        f1_interval([])
