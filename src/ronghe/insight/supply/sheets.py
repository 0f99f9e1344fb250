"""Reads tables of .xlsx, .csv and .parquet files as sheets of text, whatever their cells were."""

import csv
import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ronghe.insight.supply.archives import LARGEST_FILE, MEGABYTE, cells_within, checked
from ronghe.insight.supply.deliveries import Unreadable

MOST_ROWS = 500_000
_MOST_MERGED, _LONGEST_MERGED = 10_000, 1_000
_LONGEST_FIELD = 16 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a file: its name (empty if it has none) and its rows; the first is row 1."""

    name: str
    rows: list[list[str]]


def sheets(path: Path) -> Iterator[Sheet]:
    """Yield the tables of a file. Raises Unreadable if it is cut off, too large, empty, or of another kind."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"a table is .xlsx, .csv or .parquet, not {path.suffix or 'a file without ending'}")
    if path.stat().st_size == 0:
        raise Unreadable("the file is empty")
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"the file is larger than {LARGEST_FILE // MEGABYTE} MB")
    for sheet in reader(path):
        if len(sheet.rows) > MOST_ROWS:
            raise Unreadable(f"a table has more than {MOST_ROWS} rows")
        yield sheet


def text(cell: object) -> str:
    """Return a cell as text: no blanks around it, whole numbers without `.0`, days as `2026-11-23`."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def decoded(data: bytes) -> str:
    """Return text in UTF-8 or GB 18030, decided line by line, for some files mix them; the rest is marked `\ufffd`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(_line(one) for one in data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True))


def _line(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", errors="replace")


def _workbook(path: Path) -> Iterator[Sheet]:
    checked(path)
    cells_within(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                yield Sheet(name=name, rows=_filled(book.get_sheet_by_name(name)))
    except CalamineError as error:
        raise Unreadable("the file is cut off or is not what its name says") from error


def _filled(sheet: CalamineSheet) -> list[list[str]]:
    """Return the rows of a sheet; a merged cell says the same in each of the rows that it spans, 1,000 at most."""
    rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:_MOST_MERGED]:
        for row in rows[top : min(bottom + 1, top + _LONGEST_MERGED)]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows


def _csv(path: Path) -> Iterator[Sheet]:
    content = decoded(path.read_bytes()).replace("\0", "")
    csv.field_size_limit(_LONGEST_FIELD)
    first = content.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(content), delimiter=separator)]
    except csv.Error as error:
        raise Unreadable(f"the file is no CSV: {error}") from error
    yield Sheet(name="", rows=rows)


def _parquet(path: Path) -> Iterator[Sheet]:
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable("the file is cut off or is not what its name says") from error
    columns = [[text(cell) for cell in column.to_pylist()] for column in table.columns]
    yield Sheet(name="", rows=[list(table.column_names), *(list(row) for row in zip(*columns, strict=True))])


_READERS: dict[str, Callable[[Path], Iterator[Sheet]]] = {
    ".xlsx": _workbook,
    ".csv": _csv,
    ".tsv": _csv,
    ".parquet": _parquet,
}
