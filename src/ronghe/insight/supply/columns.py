"""Finds the header of a table and guesses from it, Chinese or English, which column holds which field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ronghe.insight.supply.deliveries import DROPPED, REFUSED, Finding, Unreadable
from ronghe.insight.supply.sheets import Sheet, sheets

Names = Mapping[str, tuple[str, ...]]
_SEARCHED = 30
_PUNCTUATION = re.compile(r"[\s_\-—/\\|·.:：,，、()（）\[\]【】*#]+")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: its number in its sheet, the sheet, and the text of each field that has a column."""

    number: int
    sheet: str
    cells: Mapping[str, str]

    def get(self, named: str) -> str:
        """Return the text of a field, empty if it has no column."""
        return self.cells.get(named, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told of rows while a file was read."""

    findings: list[Finding] = field(default_factory=list[Finding])

    def refuse(self, row: Row, named: str, value: str, reason: str) -> None:
        """Tell why a row counts nowhere."""
        self._tell(row, named, value, reason, REFUSED)

    def drop(self, row: Row, named: str, value: str, reason: str) -> None:
        """Tell why a value of a row counts nowhere."""
        self._tell(row, named, value, reason, DROPPED)

    def _tell(self, row: Row, named: str, value: str, reason: str, severity: str) -> None:
        where = f"{row.sheet}!{named}" if row.sheet else named
        self.findings.append(Finding(row=row.number, field=where, value=value, reason=reason, severity=severity))


def rows_of(path: Path, *, names: Names, needed: Sequence[str], mapping: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of all sheets of a file that have a header. Raises Unreadable, with the reasons, if none has."""
    reasons, found = [], False
    for sheet in sheets(path):
        try:
            yield from rows(sheet, names=names, needed=needed, mapping=mapping)
            found = True
        except Unreadable as error:
            reasons.append(f"{sheet.name}: {error}" if sheet.name else str(error))
    if not found:
        raise Unreadable("; ".join(reasons) or "the file holds no table")


def rows(sheet: Sheet, *, names: Names, needed: Sequence[str], mapping: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows under the header that are not blank. Raises Unreadable if no row of the first 30 is a header.

    `names` are the headings that a field is known by, `mapping` the headings that the deliverer says it has.
    """
    known = {_plain(heading): field for field, headings in names.items() for heading in (field, *headings)}
    known |= {_plain(heading): field for field, heading in mapping.items()}
    below, places = _header(sheet, known=known, needed=needed)
    for number, cells in enumerate(sheet.rows[below:], start=below + 1):
        if any(cells):
            found = {field: cells[at] for field, at in places.items() if at < len(cells)}
            yield Row(number=number, sheet=sheet.name, cells=found)


def _header(sheet: Sheet, *, known: Mapping[str, str], needed: Sequence[str]) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for at, row in enumerate(sheet.rows[:_SEARCHED]):
        alone = _places([row], known=known)
        best = max(best, alone, key=len)
        if all(field in alone for field in needed):
            lower = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else []
            double = _places([row, lower], known=known) if not _has_numbers(lower) else {}
            return (at + 2, double) if len(double) > len(alone) else (at + 1, alone)
    missing = ", ".join(field for field in needed if field not in best)
    raise Unreadable(f"no row of the first {_SEARCHED} is a header with a column for: {missing}")


def _has_numbers(row: Sequence[str]) -> bool:
    return any(cell.replace(".", "").isdigit() for cell in row)


def _places(header: Sequence[Sequence[str]], *, known: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field: a lower heading alone, or after the one above it, or the upper alone."""
    places: dict[str, int] = {}
    for at in range(max((len(row) for row in header), default=0)):
        parts = [row[at] for row in header if at < len(row) and row[at]]
        for heading in dict.fromkeys(["".join(parts), *reversed(parts)]):
            field = known.get(_plain(heading)) or known.get(_plain(_BRACKETS.sub("", heading)))
            if field and field not in places:
                places[field] = at
                break
    return places


def _plain(heading: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", heading)).lower()
