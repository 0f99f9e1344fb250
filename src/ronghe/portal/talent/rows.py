"""A competency standard as rows of plain JSON, which is how a version keeps it, and back."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ronghe.insight.figures import Figure
from ronghe.insight.products.standards import BOUNDS, Ability, Importance, Standard
from ronghe.insight.products.traces import Trace
from ronghe.insight.reading import Filter

Row = dict[str, Any]
LEVELS = (1, 2, 3)


def to_rows(found: Standard) -> list[Row]:
    """Return the rows of a standard as plain JSON."""
    return [json.loads(json.dumps(dataclasses.asdict(one))) for one in found.abilities]


def origin(found: Standard) -> dict[str, Any]:
    """Return what a standard was made from, as plain JSON."""
    return {
        "chosen": dataclasses.asdict(found.chosen),
        "ads": found.ads.n,
        "snapshot": found.snapshot,
        "lexicon_version": found.lexicon_version,
        "formula_version": found.formula_version,
    }


def from_rows(rows: Sequence[Mapping[str, Any]], made_from: Mapping[str, Any]) -> Standard:
    """Return a stored standard as the products read it."""
    count = int(made_from["ads"])
    return Standard(
        chosen=Filter(**made_from["chosen"]),
        ads=Figure(value=float(count), n=count),
        abilities=tuple(_ability(one) for one in rows),
        withheld="",
        snapshot=made_from["snapshot"],
        lexicon_version=made_from["lexicon_version"],
        formula_version=made_from["formula_version"],
    )


def added(*, skill_id: int, name: str, kind: str, importance: str, level: int, reason: str, ads: int) -> Row:
    """Return a row that an expert adds: no ads stand behind it, and it says so."""
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    return {
        "skill_id": skill_id,
        "name": name,
        "type": kind,
        "importance": importance,
        "level": level,
        "level_from": "expert",
        "share": {**nothing, "withheld": "no-demand"},
        "rca": {**nothing, "withheld": "no-demand"},
        "surveyed": {**nothing, "withheld": "no-survey"},
        "weight": BOUNDS[Importance(importance)][0] * ads,
        "changed": reason,
        "trace": {"formula": "STD", "version": 1},
    }


def changed(row: Mapping[str, Any], *, importance: str, level: int, reason: str) -> Row:
    """Return a row as an expert changes it."""
    return {**row, "importance": importance, "level": level, "level_from": "expert", "changed": reason}


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Return rows as a standard lists them: the most needed first."""
    grades = [one.value for one in Importance]
    return sorted(rows, key=lambda one: (grades.index(one["importance"]), -one["weight"], one["name"]))


def digest(content: object) -> str:
    """Return the digest of plain JSON, the same for the same content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def differences(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[str, Row | None, Row | None]]:
    """Return the rows that came, went or ask something else between two versions, by name of skill."""
    old, new = ({one["skill_id"]: one for one in rows} for rows in (before, after))
    asked = ("importance", "level")
    pairs = [(old.get(skill), new.get(skill)) for skill in {*old, *new}]
    found = [
        ((b or a or {})["name"], a, b)
        for a, b in pairs
        if a is None or b is None or any(a[name] != b[name] for name in asked)
    ]
    return sorted(found, key=lambda one: one[0])


def _ability(row: Mapping[str, Any]) -> Ability:
    figures = {name: Figure(**row[name]) for name in ("share", "rca", "surveyed")}
    trace = _trace(row["trace"])
    return Ability(**{**row, **figures, "importance": Importance(row["importance"]), "trace": trace})


def _trace(stored: Mapping[str, Any]) -> Trace:
    lists = {name: tuple(stored.get(name, ())) for name in ("ads", "courses", "rows")}
    chosen = stored.get("filter")
    return Trace(**{**stored, **lists, "filter": Filter(**chosen) if chosen else None})
