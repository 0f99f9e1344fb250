"""Lines and records of text files whose encodings, quotes and ends may be broken: nothing is lost without being told.

A line is UTF-8 if it can be, else GB 18030, else what can be read of it: files that several people pasted together mix
them. UTF-16 is known by its mark or its many NULs. A quote that is never closed spoils its own line only.
"""

import csv
import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LOOKED_AT = 65_536
_LONGEST_RECORD = 1 << 20
_MOST_LINES = 500  # that one record may span
DELIMITERS = ",\t;|"
MIXED = "the line is in another encoding than the file"
BYTES = "the line holds bytes of no encoding"
NULS = "the line holds NULs"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its end, and what had to be done to read it (empty: nothing)."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record (None: a quote is not closed), its number in the file and what there is to say of it."""

    number: int
    cells: list[str] | None
    note: str
    whole: bool  # it ends with a line's end


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a text file."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    wide = _wide(start)
    if wide:
        with path.open(encoding=wide, errors="replace", newline="\n") as text:
            yield from (_checked(one.removeprefix("\ufeff"), broken="\ufffd" in one) for one in text)
        return
    first = ""
    with path.open("rb") as file:
        for number, data in enumerate(file):
            line, encoding = _decoded(data.removeprefix(b"\xef\xbb\xbf") if number == 0 else data)
            first = first or encoding
            mixed = encoding and encoding != first and not line.note
            yield Line(line.text, MIXED) if mixed else line


def records(found: Iterator[Line], *, delimiter: str = "") -> Iterator[Record]:
    """Yield the records of a CSV file; the delimiter is told from the first line that has one."""
    csv.field_size_limit(_LONGEST_RECORD)
    waiting: deque[Line] = deque()
    for number in itertools.count(1):
        taken = _taken(waiting, found)
        if not taken:
            return
        seen = delimiter or max(DELIMITERS, key=taken[0].text.count)
        delimiter = seen if seen in taken[0].text else delimiter
        cells = _cells("".join(one.text for one in taken), seen, strict=True)
        if cells is None and len(taken) > 1:
            waiting.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        elif cells is None and taken[0].text.count('"') % 2 == 0:
            cells = _cells(taken[0].text, seen, strict=False)
        note = next((one.note for one in taken if one.note), "")
        yield Record(number, cells, note, whole=taken[-1].text.endswith("\n"))


def _taken(waiting: deque[Line], found: Iterator[Line]) -> list[Line]:
    """Return the lines of the next record: until its quotes are closed, there are no more, or too many."""
    taken: list[Line] = []
    quotes = length = 0
    while not taken or (quotes % 2 and len(taken) < _MOST_LINES and length < _LONGEST_RECORD):
        line = waiting.popleft() if waiting else next(found, None)
        if line is None:
            break
        taken.append(line)
        quotes += line.text.count('"')
        length += len(line.text)
    return taken


def _cells(text: str, delimiter: str, *, strict: bool) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None


def _wide(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    pairs = max(len(start) // 2, 1)
    if start[1::2].count(0) > pairs // 4:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > pairs // 4 else ""


def _decoded(data: bytes) -> tuple[Line, str]:
    if data.isascii():
        return _checked(data.decode("ascii"), broken=False), ""
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding), broken=False), encoding
        except UnicodeDecodeError:
            continue
    return _checked(data.decode("utf-8", errors="replace"), broken=True), ""


def _checked(text: str, *, broken: bool) -> Line:
    if "\0" in text:
        return Line(text.replace("\0", ""), NULS)
    return Line(text, BYTES if broken else "")
