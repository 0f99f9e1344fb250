"""Majors: the undergraduate catalogue with its editions, from `lexicon/majors.csv`, partial as its notes say.

The list also names a few majors of the vocational catalogue, whose numbers are others.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ronghe.insight.places import LEXICON

MAJORS = LEXICON / "majors.csv"
_UNDERGRADUATE = "undergraduate"
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_ENDS = re.compile(r"(专业|方向|实验班|试验班|卓越班|班)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Major:
    """A major of the undergraduate catalogue; `edition` is the newest in which our list states it.

    The English names are our translation; the catalogue has none.
    """

    code: str
    suffix: str
    name: str
    name_en: str
    class_code: str
    class_name: str
    class_name_en: str
    edition: str


@functools.lru_cache(maxsize=1)
def majors() -> Mapping[str, Major]:
    """Return the undergraduate majors by their six digits."""
    rows = [row for row in _rows() if row["catalogue"] == _UNDERGRADUATE]
    return {
        row["code"]: Major(
            code=row["code"],
            suffix=row["suffix"],
            name=row["name"],
            name_en=row["name_en"],
            class_code=row["code"][:4],
            class_name=row["class_name"],
            class_name_en=row["class_name_en"],
            edition=row["edition"],
        )
        for row in rows
    }


def major_code(name: str) -> str:
    """Return the code of the major that a name means, brackets and endings such as 专业 aside; else empty text."""
    plain = unicodedata.normalize("NFKC", name).strip()
    bare = _BRACKETS.sub("", plain).strip()
    tries = (plain, bare, _ENDS.sub("", bare))
    return next((code for one in tries if (code := _by_name().get(one))), "")


def major_name(code: str, language: str) -> str:
    """Return the name of a major of either catalogue in a language such as `zh-hans` or `en`; else the code itself."""
    chinese, english = _names().get(code, (code, code))
    return english if language.startswith("en") else chinese


@functools.lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, str]]:
    return {row["code"]: (row["name"], row["name_en"]) for row in _rows()}


def _rows() -> list[dict[str, str]]:
    with MAJORS.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: (row["code"], row["edition"]))


@functools.lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    return {one.name: one.code for one in majors().values()}
