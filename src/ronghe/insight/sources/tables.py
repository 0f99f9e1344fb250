"""Files of rows, whatever their kind, as batches of text columns: CSV, .xlsx, JSON lines, Parquet.

Rows are told by the number that their readers see: the header of CSV and .xlsx is row 1, lines of JSON and rows of
Parquet begin with 1. A file is read in batches, so that its size does not matter (a sheet of .xlsx is read whole).
"""

import itertools
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from ronghe.insight.sources.lines import lines, records
from ronghe.insight.supply.archives import cells_within
from ronghe.insight.supply.deliveries import REFUSED, Finding, Unreadable
from ronghe.insight.supply.sheets import text

NOTED = "noted"
BATCH = 20_000
_UNPACKED = 4 << 30
_Row = tuple[int, Sequence[str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of text columns, the number of each in its file, and what is wrong with rows that are not among them."""

    rows: pa.Table
    numbers: Sequence[int]
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The columns of a file and its batches, which are read as they are asked for."""

    columns: tuple[str, ...]
    batches: Iterator[Batch]


def opened(path: Path, *, batch: int = BATCH) -> Reading:
    """Return the rows of a file. Raises Unreadable, also while batches are read, for one that is cut off or empty."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"{path.name}: a table is {', '.join(_READERS)}, not {path.suffix or 'a file without ending'}")
    if path.stat().st_size == 0:
        raise Unreadable(f"{path.name}: the file is empty")
    return reader(path, batch)


@dataclass(slots=True)
class _Gathered:
    """Rows on their way into a batch."""

    numbers: list[int] = field(default_factory=list[int])
    rows: list[Sequence[str]] = field(default_factory=list[Sequence[str]])
    findings: list[Finding] = field(default_factory=list[Finding])

    def batch(self, columns: Sequence[str]) -> Batch:
        cells = list(zip(*self.rows, strict=True)) or [()] * len(columns)
        table = pa.table({name: _texts(one) for name, one in zip(columns, cells, strict=True)})
        return Batch(rows=table, numbers=self.numbers, findings=self.findings)


def _texts(cells: Sequence[str]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:  # halves of surrogate pairs, from JSON
        return pa.array([one.encode("utf-8", "replace").decode() for one in cells], pa.string())


def _gathered(found: Iterable[_Row | Finding], columns: Sequence[str], size: int) -> Iterator[Batch]:
    now = _Gathered()
    for one in found:
        if isinstance(one, Finding):
            now.findings.append(one)
        else:
            now.numbers.append(one[0])
            now.rows.append(one[1])
        if len(now.rows) + len(now.findings) >= size:
            yield now.batch(columns)
            now = _Gathered()
    if now.rows or now.findings:
        yield now.batch(columns)


def _header(path: Path, rows: Iterator[T], cells: Callable[[T], Sequence[str]]) -> tuple[tuple[str, ...], Iterator[T]]:
    """Return names of columns and the rows under them; blank names and ones that come again get a number.

    The header is the first row that says anything, but for one with a heading over the whole table.
    """
    above: list[T] = []
    for row in rows:
        said = sum(bool(one.strip()) for one in cells(row))
        if said:
            above.append(row)
        if said > 1 or len(above) > 1:
            break
    if not above:
        raise Unreadable(f"{path.name}: the file has no header and no rows")
    if len(above) > 1 and sum(bool(one.strip()) for one in cells(above[1])) > 1:
        above.pop(0)
    names: list[str] = []
    for number, cell in enumerate(cells(above[0]), start=1):
        name = cell.strip().removeprefix("\ufeff")
        names.append(name if name and name not in names else f"{name or 'column'}.{number}")
    return tuple(names), itertools.chain(above[1:], rows)


def _csv(path: Path, size: int) -> Reading:
    found = records(lines(path), delimiter="\t" if path.suffix.lower() == ".tsv" else "")
    columns, rest = _header(path, found, lambda one: one.cells or ())
    return Reading(columns=columns, batches=_gathered(_csv_rows(rest, len(columns)), columns, size))


def _csv_rows(found: Iterable[Any], width: int) -> Iterator[_Row | Finding]:
    for one in found:
        cells = one.cells
        if cells is None:
            yield Finding(
                row=one.number,
                field="",
                value="",
                reason="the row has a quote that is not closed, or a cell without end",
            )
            continue
        if not any(cells):
            continue
        if one.note:
            yield Finding(row=one.number, field="", value="", reason=one.note, severity=NOTED)
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            cut = not one.whole and len(cells) < width
            reason = "the row is cut off" if cut else "the row has more or fewer cells than the header"
            yield Finding(row=one.number, field="", value=f"{len(cells)} of {width}", reason=reason, severity=REFUSED)
        else:
            yield one.number, cells


def _xlsx(path: Path, size: int) -> Reading:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
        if unpacked > _UNPACKED:
            raise Unreadable(f"{path.name}: the file unpacks to more than {_UNPACKED >> 30} GB")
        cells_within(path)
        book = CalamineWorkbook.from_path(str(path))
        rows = iter(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{path.name}: the file is cut off or is not what its name says") from error
    numbered = ((number, [text(cell) for cell in row]) for number, row in enumerate(rows, start=1))
    columns, rest = _header(path, numbered, lambda one: one[1])
    filled = (one for one in rest if any(one[1]))
    return Reading(columns=columns, batches=_gathered(filled, columns, size))


def _json_lines(path: Path, size: int) -> Reading:
    found = _objects(path)
    start = list(itertools.islice(found, 1000))
    columns = tuple(dict.fromkeys(name for one in start if not isinstance(one, Finding) for name in one[1]))
    if not columns:
        raise Unreadable(f"{path.name}: no line of the first {len(start)} is a JSON object")
    rows = (
        one if isinstance(one, Finding) else (one[0], [_json_text(one[1].get(name)) for name in columns])
        for one in itertools.chain(start, found)
    )
    return Reading(columns=columns, batches=_gathered(rows, columns, size))


def _objects(path: Path) -> Iterator[tuple[int, Mapping[str, Any]] | Finding]:
    for number, line in enumerate(lines(path), start=1):
        if not line.text.strip():
            continue
        if line.note:
            yield Finding(row=number, field="", value="", reason=line.note, severity=NOTED)
        try:
            value = json.loads(line.text)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, value
        else:
            reason = "the line is no JSON object" if line.text.endswith("\n") else "the row is cut off"
            yield Finding(row=number, field="", value=line.text.strip()[:80], reason=reason)


def _json_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "、".join(_json_text(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else text(value)


def _parquet(path: Path, size: int) -> Reading:
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"{path.name}: the file is cut off or is not what its name says") from error
    columns = tuple(file.schema_arrow.names)
    return Reading(columns=columns, batches=_parquet_batches(path, file, size))


def _parquet_batches(path: Path, file: Any, size: int) -> Iterator[Batch]:
    number = 1
    try:
        for one in file.iter_batches(batch_size=size):
            columns = {name: _as_text(column) for name, column in zip(one.schema.names, one.columns, strict=True)}
            yield Batch(rows=pa.table(columns), numbers=range(number, number + one.num_rows))
            number += one.num_rows
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"{path.name}: the file is broken after row {number - 1}") from error


def _as_text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return _texts([_json_text(one) for one in column.to_pylist()])
    return pc.fill_null(column.cast(pa.string()), "")


_READERS: Mapping[str, Callable[[Path, int], Reading]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": _xlsx,
    ".jsonl": _json_lines,
    ".json": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}
SUFFIXES = tuple(_READERS)
