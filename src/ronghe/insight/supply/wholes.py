"""All deliveries of a kind as the table that a build makes of them: what came later stands.

A plan (school, major, year) that is delivered again is replaced whole; a syllabus by its course; a figure by its
school, major and year.
"""

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from ronghe.insight.schemas import COURSE, SUPPLY

COURSE_TEXT = pa.schema(
    [
        pa.field("school", pa.string()),
        pa.field("course", pa.string()),
        pa.field("name", pa.string()),
        pa.field("text", pa.string()),
        pa.field("file", pa.string()),
        pa.field("delivery", pa.string()),
        pa.field("row", pa.int32()),
    ]
)
Row = Mapping[str, Any]


def courses(plans: Sequence[pa.Table], texts: Sequence[pa.Table] = ()) -> pa.Table:
    """Return COURSE of staged plans with the staged syllabi (COURSE_TEXT), deliveries in the order they came.

    A syllabus belongs to the courses of its school with its code, or with its name if the school knows no such code.
    """
    newest: dict[Hashable, list[Row]] = {}
    for plan in plans:
        fresh: dict[Hashable, list[Row]] = {}
        for row in plan.to_pylist():
            fresh.setdefault((row["school"], row["major_name"], row["plan"]), []).append(row)
        newest |= fresh
    rows = [row for key in sorted(newest, key=str) for row in newest[key]]
    return pa.Table.from_pylist(_with_texts(rows, texts), schema=COURSE)


def supply(deliveries: Sequence[pa.Table]) -> pa.Table:
    """Return SUPPLY of staged figures, deliveries in the order they came."""
    newest = {(row["school"], row["major"], row["year"]): row for table in deliveries for row in table.to_pylist()}
    return pa.Table.from_pylist([newest[key] for key in sorted(newest)], schema=SUPPLY)


def _with_texts(rows: Sequence[Row], texts: Sequence[pa.Table]) -> list[Row]:
    codes = {(row["school"], _plain(row["course"])) for row in rows}
    by_code: dict[tuple[str, str], str] = {}
    by_name: dict[tuple[str, str], str] = {}
    for one in (row for table in texts for row in table.to_pylist()):
        code, name = (one["school"], _plain(one["course"])), (one["school"], _plain(one["name"]))
        if code[1] and code in codes:
            by_code[code] = one["text"]
        else:
            by_name[name] = one["text"]
    return [{**row, "syllabus": _text(row, by_code, by_name) or row["syllabus"]} for row in rows]


def _text(row: Row, by_code: Mapping[tuple[str, str], str], by_name: Mapping[tuple[str, str], str]) -> str:
    school = row["school"]
    return by_code.get((school, _plain(row["course"])), "") or by_name.get((school, _plain(row["name"])), "")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()
