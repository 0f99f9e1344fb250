"""Occupations: the codes and names of 中华人民共和国职业分类大典 (2022), four levels, from `lexicon/occupations.csv`.

A code such as `2-02-10-03` is four groups of digits. Groups of zeros end it: `2-02-10-00` is a group of the third
level, or, where such a group has a single occupation, that occupation (level 4).
"""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.places import LEXICON

OCCUPATIONS = LEXICON / "occupations.csv"
_ZEROS = ("-00-00-00", "-00-00", "-00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """An entry of the classification; `marks` holds S (digital) and L (green), `parent` is empty at the first level.

    The English name is our translation; the classification has none.
    """

    code: str
    name: str
    name_en: str
    level: int
    parent: str
    marks: str = ""


@functools.lru_cache(maxsize=4)
def occupations(path: Path = OCCUPATIONS) -> Mapping[str, Occupation]:
    """Return the entries of the classification by code, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = frozenset(row["code"] for row in rows)
    return {
        row["code"]: Occupation(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            level=int(row["level"]),
            parent=parent_of(row["code"], known),
            marks=row["marks"],
        )
        for row in rows
    }


def occupation_name(code: str, language: str) -> str:
    """Return the name of an occupation in a language such as `zh-hans` or `en`; the code itself if unknown."""
    known = occupations().get(code)
    if known is None:
        return code
    return known.name_en if language.startswith("en") else known.name


def parent_of(code: str, known: frozenset[str]) -> str:
    """Return the nearest broader code that is known, or empty text."""
    stems = (code[:7] + "-00", code[:4] + "-00-00", code[:1] + "-00-00-00")
    return next((one for one in stems if one != code and one in known), "")


def stem(code: str) -> str:
    """Return a code without the zeros that end it: the prefix of everything below it, `2-02-10` of `2-02-10-00`."""
    for zeros in _ZEROS:
        if code.endswith(zeros):
            return code[: -len(zeros)]
    return code
