"""Which occupations the graduates of a major go to: `lexicon/occupation_majors.csv`, ours to edit.

No official table leads from majors to occupations, so every row is a judgement. The weights of a major sum to 1: they
share its graduates among occupations.
"""

import csv
import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.places import LEXICON
from ronghe.insight.vocabularies.majors import majors
from ronghe.insight.vocabularies.occupations import occupations

OCCUPATION_MAJORS = LEXICON / "occupation_majors.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationMajor:
    """The share of a major's graduates that an occupation takes."""

    major: str
    occupation: str
    weight: float


@functools.lru_cache(maxsize=4)
def occupation_majors(path: Path = OCCUPATION_MAJORS) -> tuple[OccupationMajor, ...]:
    """Return the rows of a file. Raises ValueError with every mistake in it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if found := list(_mistakes(rows)):
        raise ValueError("\n".join(f"{path.name}: {one}" for one in found))
    return tuple(
        OccupationMajor(major=row["major"], occupation=row["occupation"], weight=float(row["weight"])) for row in rows
    )


def _mistakes(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    sums: dict[str, float] = defaultdict(float)
    for number, row in enumerate(rows, start=2):
        if row["major"] not in majors():
            yield f"row {number}: there is no major {row['major']!r}"
        if row["occupation"] not in occupations():
            yield f"row {number}: there is no occupation {row['occupation']!r}"
        try:
            sums[row["major"]] += float(row["weight"])
        except ValueError:
            yield f"row {number}: {row['weight']!r} is no number"
    for major, total in sums.items():
        if not math.isclose(total, 1, abs_tol=1e-6):
            yield f"the weights of {major} sum to {total:g}, not 1"
