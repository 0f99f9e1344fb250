"""How well found spans agree with those labelled by hand: exactly, and with any overlap.

A found span and a labelled one are paired at most once. Precision is the share of found spans that were paired, recall
that of labelled ones, F1 = 2·pairs / (found + labelled), over all sentences together (van Rijsbergen 1979; the spans as
in SemEval-2013 task 9, "exact" and "partial" boundaries, where a partial pair counts as a whole one).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was found in sentences, what was labelled there, and how many of both were paired."""

    found: int
    labelled: int
    pairs: int

    @property
    def precision(self) -> float:
        """Return the share of found spans that are right; 0 where none was found."""
        return self.pairs / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of labelled spans that were found; 0 where none was labelled."""
        return self.pairs / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 where nothing was found and nothing labelled."""
        both = self.found + self.labelled
        return 2 * self.pairs / both if both else 0.0


def exact(found: Iterable[Place], labelled: Iterable[Place]) -> Counts:
    """Return the counts of a sentence where only spans with the same start and end are paired."""
    one, other = set(found), set(labelled)
    return Counts(found=len(one), labelled=len(other), pairs=len(one & other))


def overlapping(found: Iterable[Place], labelled: Iterable[Place]) -> Counts:
    """Return the counts of a sentence where spans that share a character are paired, as many as can be.

    Neither side may overlap itself: then pairing from the left is as good as any other way.
    """
    one, other = sorted(set(found)), sorted(set(labelled))
    at = pairs = 0
    for start, end in one:
        while at < len(other) and other[at][1] <= start:
            at += 1
        if at < len(other) and other[at][0] < end:
            pairs, at = pairs + 1, at + 1
    return Counts(found=len(one), labelled=len(other), pairs=pairs)


def total(counts: Iterable[Counts]) -> Counts:
    """Return the counts of sentences together."""
    every = tuple(counts)
    return Counts(
        found=sum(one.found for one in every),
        labelled=sum(one.labelled for one in every),
        pairs=sum(one.pairs for one in every),
    )


def f1_interval(counts: Sequence[Counts], *, seed: int = 1, draws: int = 2000) -> tuple[float, float]:
    """Return the bounds between which 95 % of F1 lie when the sentences are drawn again (percentile bootstrap).

    Raises ValueError where there is no sentence to draw.
    """
    if not counts:
        raise ValueError("there is no sentence to draw")
    table = np.array([[one.found + one.labelled, one.pairs] for one in counts], dtype=np.float64)
    chosen = np.random.default_rng(seed).integers(len(counts), size=(draws, len(counts)))
    both, pairs = table[chosen].sum(axis=1).T
    f1 = np.divide(2 * pairs, both, out=np.zeros(draws), where=both > 0)
    low, high = np.quantile(f1, [0.025, 0.975]).tolist()
    return low, high
