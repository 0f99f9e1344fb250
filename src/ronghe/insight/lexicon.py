"""The lexicon of skills: what job advertisements and curricula may name, and how they spell it.

It lies in `lexicon/skills/*.csv`, written by us. A row is a skill: its name; its type (K knowledge, S skill, tool or
method, T transversal, L language); the broader skill that it belongs to; other spellings; whether a spelling that
begins or ends with Latin letters has to stand alone there (an underscore parts words); and texts in which it does not
mean the skill. Spellings are compared after NFKC and in lower case.
"""

import csv
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

HEADER = ["name", "type", "parent", "aliases", "boundary", "negative"]
_LONGEST = 60


class SkillType(StrEnum):
    """What a skill is."""

    KNOWLEDGE = "K"
    SKILL = "S"
    TRANSVERSAL = "T"
    LANGUAGE = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill with its spellings, all as written; `within` are texts in which a spelling does not mean it."""

    name: str
    type: SkillType
    parent: str
    aliases: tuple[str, ...]
    alone: bool
    within: tuple[str, ...]

    @property
    def english(self) -> str:
        """Return the first spelling in Latin letters, as a name for English readers; empty where there is none."""
        return next((one for one in self.spellings if one.isascii()), "")

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something wrong in a row of a file; row 1 is the header."""

    file: str
    row: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}: {self.message}"


def normal(text: str) -> str:
    """Return a spelling as it is compared: NFKC, lower case, no blanks around it."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def skill_id(name: str) -> int:
    """Return the number by which tables know a skill: 31 bits of the digest of its name, the same in every version."""
    return int.from_bytes(hashlib.blake2b(normal(name).encode(), digest_size=4).digest(), "big") >> 1


def version(skills: Iterable[Skill]) -> str:
    """Return the version of a lexicon: twelve digits of the digest of everything in it, whatever its order."""
    lines = sorted(repr(one) for one in skills)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def read(folder: Path, *, more: Path | None = None) -> tuple[Skill, ...]:
    """Return the skills of all files of a folder, in their order. Raises ValueError with every mistake.

    `more` is a further file, if it is there: what experts accepted. A row of it whose name is a skill of the folder and
    that has no type gives that skill further spellings; any other row is a new skill.
    """
    rows = list(_rows(folder))
    if more is not None and more.is_file():
        rows = _joined(rows, list(_rows_of(more)))
    if found := list(_mistakes(rows)):
        raise ValueError("\n".join(str(one) for one in found))
    return tuple(_skill(row) for _, number, row in rows if number > 1)


def mistakes(folder: Path) -> tuple[Mistake, ...]:
    """Return everything that is wrong in the files of a folder."""
    return tuple(_mistakes(list(_rows(folder))))


_Row = tuple[str, int, list[str]]


def _rows(folder: Path) -> Iterator[_Row]:
    for path in sorted(folder.glob("*.csv")):
        yield from _rows_of(path)


def _rows_of(path: Path) -> Iterator[_Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            yield path.name, number, row


def _joined(rows: list[_Row], more: list[_Row]) -> list[_Row]:
    """Return the rows of the folder with the spellings that further rows add to them, then the new skills."""
    known = {normal(row[0]): at for at, (_, number, row) in enumerate(rows) if number > 1 and len(row) == len(HEADER)}
    joined = list(rows)
    for file, number, row in more:
        at = known.get(normal(row[0])) if number > 1 and len(row) == len(HEADER) and not row[1] else None
        if at is None:
            joined.append((file, number, row))
            continue
        held_in, held_at, held = joined[at]
        joined[at] = (held_in, held_at, [*held[:3], ";".join(filter(None, (held[3], row[3]))), *held[4:]])
    return joined


def _skill(row: list[str]) -> Skill:
    name, kind, parent, aliases, boundary, within = row
    return Skill(
        name=name,
        type=SkillType(kind),
        parent=parent,
        aliases=_list(aliases),
        alone=boundary == "word",
        within=_list(within),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split(";") if one)


def _mistakes(rows: list[_Row]) -> Iterator[Mistake]:
    names = {normal(row[0]) for _, number, row in rows if number > 1 and row}
    taken: dict[str, str] = {}
    parents: dict[str, str] = {}
    for file, number, row in rows:
        said = _header(row) if number == 1 else _in_row(row, names=names, taken=taken)
        yield from (Mistake(file=file, row=number, message=one) for one in said)
        if number > 1 and len(row) == len(HEADER):
            parents[normal(row[0])] = normal(row[2])
    for name in _in_circles(parents):
        yield Mistake(file="*", row=0, message=f"{name} is broader than itself")
    numbers: dict[int, str] = {}
    for name in parents:
        if (other := numbers.setdefault(skill_id(name), name)) != name:
            yield Mistake(file="*", row=0, message=f"{name} has the number of {other}: give one of them another name")


def _header(row: list[str]) -> Iterator[str]:
    if row != HEADER:
        yield f"the header is not {','.join(HEADER)}"


def _in_row(row: list[str], *, names: set[str], taken: dict[str, str]) -> Iterator[str]:
    if len(row) != len(HEADER):
        yield f"has {len(row)} cells, not {len(HEADER)}"
        return
    name, kind, parent, aliases, boundary, within = row
    if kind not in [one.value for one in SkillType]:
        yield f"there is no type {kind!r}"
    if parent and normal(parent) not in names:
        yield f"there is no skill {parent!r} to be its parent"
    if boundary not in ("", "word"):
        yield f"there is no boundary {boundary!r}"
    for spelling in (name, *_list(aliases)):
        yield from _in_spelling(spelling, of=name, taken=taken)
    spelt = [normal(one) for one in (name, *_list(aliases))]
    for text in _list(within):
        if not any(one in normal(text) and one != normal(text) for one in spelt):
            yield f"{text!r} holds no spelling of {name!r}"


def _in_spelling(spelling: str, *, of: str, taken: dict[str, str]) -> Iterator[str]:
    key = normal(spelling)
    if not key or len(key) > _LONGEST:
        yield f"{spelling!r} is no spelling of 1 to {_LONGEST} characters"
    elif key in taken:
        yield f"{spelling!r} is already a spelling of {taken[key]!r}"
    else:
        taken[key] = of


def _in_circles(parents: Mapping[str, str]) -> Iterable[str]:
    for name in parents:
        seen, at = {name}, parents[name]
        while at and at not in seen:
            seen.add(at)
            at = parents.get(at, "")
        if at == name:
            yield name
