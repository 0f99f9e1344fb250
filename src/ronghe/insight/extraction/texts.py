"""Texts with their ids out of a file: Parquet, CSV, JSON lines or a text a line; what cannot be read is told by row."""

import csv
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_TEXT = ("text", "description", "content", "sentence", "desc", "文本", "职位描述", "岗位描述", "描述", "内容", "句子")
_ID = ("id", "ad_id", "text_id", "sentence_id", "编号", "序号")
_ROWS = 1_000
Tell = Callable[[str], None]


class Text(NamedTuple):
    """A text and its id: what the file calls it, or the number of its line or row."""

    id: str
    text: str


class Unusable(ValueError):
    """A file that cannot be read at all, or has no column of texts; the message says why."""


def texts(path: Path, *, text: str = "", identifier: str = "", tell: Tell = lambda _: None) -> Iterator[Text]:
    """Yield the texts of a file, one after the other, whatever its size; rows that are none are told and passed over.

    The columns are looked for under usual names where they are not given. Raises Unusable.
    """
    try:
        if path.suffix == ".parquet":
            yield from _named(path, _parquet(path), text, identifier, tell)
        elif path.suffix in (".csv", ".tsv"):
            yield from _named(path, _table(path, "\t" if path.suffix == ".tsv" else ","), text, identifier, tell)
        elif path.suffix in (".jsonl", ".ndjson", ".json"):
            yield from _named(path, _objects(path, tell), text, identifier, tell)
        else:
            yield from (Text(str(number), line) for number, line in enumerate(_lines(path), start=1) if line.strip())
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror or error}") from error


_Row = tuple[int, Mapping[str, Any]]


def _named(path: Path, rows: Iterator[_Row], text: str, identifier: str, tell: Tell) -> Iterator[Text]:
    first = next(rows, None)
    if first is None:
        return
    of_text = _column(path, first[1], text, _TEXT)
    of_id = _column(path, first[1], identifier, (*_ID, ""))
    for number, row in itertools.chain([first], rows):
        value = row.get(of_text)
        if isinstance(value, str):
            yield Text(str(row.get(of_id)) if of_id else str(number), value)
        else:
            tell(f"{path}: row {number} has no text in {of_text}")


def _column(path: Path, row: Mapping[str, Any], given: str, usual: Sequence[str]) -> str:
    for one in (given,) if given else usual:
        if one in row or not one:
            return one
    raise Unusable(f"{path}: there is no column {given or 'of texts'} among {', '.join(map(str, row))}")


def _parquet(path: Path) -> Iterator[_Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            batches = file.iter_batches(_ROWS)
            yield from enumerate((row for batch in batches for row in batch.to_pylist()), start=1)
    except pa.ArrowException as error:
        raise Unusable(f"{path}: {error}") from error


def _table(path: Path, delimiter: str) -> Iterator[_Row]:
    csv.field_size_limit(sys.maxsize)
    yield from enumerate(csv.DictReader(_lines(path, ends=True), delimiter=delimiter), start=2)


def _objects(path: Path, tell: Tell) -> Iterator[_Row]:
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            tell(f"{path}: line {number} is no JSON")
            continue
        if isinstance(row, dict):
            yield number, row
        elif row is not None:
            tell(f"{path}: line {number} is no JSON object")


def _lines(path: Path, *, ends: bool = False) -> Iterator[str]:
    """Yield the lines of a file, each in UTF-8 or, where it is not that, in GB 18030."""
    with path.open("rb") as file:
        for number, line in enumerate(file):
            text = _decoded(line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line)
            yield text if ends else text.rstrip("\r\n")


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


def portions(every: Iterable[Text], *, characters: int = 200_000) -> Iterator[list[Text]]:
    """Yield texts in portions of about so many characters."""
    portion, size = [], 0
    for one in every:
        portion.append(one)
        size += len(one.text) + 1
        if size > characters:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
