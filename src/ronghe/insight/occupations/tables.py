"""Tables that the coder is given: titles to code, titles with their codes, a classification. Any of them may be bad."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.occupations.rules import Entry

_TITLE = ("title", "job_name", "job_title", "position", "职位名称", "岗位名称", "招聘岗位", "职位", "岗位", "标题")
_CODE = ("expected_code", "code", "occupation_code", "职业代码", "职业编码", "代码")
_NAME = ("name", "expected_name", "职业名称", "名称")
_ALIASES = ("alias", "aliases", "别名")
_ENCODINGS = ("utf-8-sig", "gb18030")
_LARGEST_CELL = 1_000_000


class Unusable(ValueError):
    """A file that is no table, or lacks a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Titles with their codes, and how many rows were left out because one of the two is missing or no code."""

    pairs: tuple[tuple[str, str], ...]
    left_out: int


def titles(path: Path, *, column: str = "") -> tuple[str, ...]:
    """Return the titles of a CSV file, one a row. Raises Unusable."""
    header, rows = _read(path)
    at = _column(path, header, column, _TITLE)
    return tuple(_cell(row, at) for row in rows)


def labelled(path: Path, *, title: str = "", code: str = "") -> Labelled:
    """Return the titles of a CSV file with their codes. Raises Unusable."""
    header, rows = _read(path)
    of_title, of_code = _column(path, header, title, _TITLE), _column(path, header, code, _CODE)
    pairs = [(_cell(row, of_title), _cell(row, of_code)) for row in rows]
    whole = tuple((one, code) for one, code in pairs if one and code[:1].isdigit())
    return Labelled(pairs=whole, left_out=len(pairs) - len(whole))


def classification(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a classification in a CSV file, the first of those with one code. Raises Unusable."""
    header, rows = _read(path)
    of_code, of_name = _column(path, header, "", _CODE), _column(path, header, "", _NAME)
    of_aliases = next((header[one] for one in _ALIASES if one in header), None)
    entries: dict[str, Entry] = {}
    for row in rows:
        code, name = _cell(row, of_code), _cell(row, of_name)
        aliases = "" if of_aliases is None else _cell(row, of_aliases)
        if code and name:
            names = tuple(one.strip() for one in aliases.replace("，", ",").split(",") if one.strip())
            entries.setdefault(code, Entry(code=code, name=_unmarked(name), aliases=names))
    return tuple(entries.values())


def _unmarked(name: str) -> str:
    """Return a name without the marks S (digital) and L (green) that the classification prints behind it."""
    return name.removesuffix("L/S").removesuffix("S").removesuffix("L") if name[:1] > "\u4e00" else name


def _read(path: Path) -> tuple[Mapping[str, int], Iterator[Sequence[str]]]:
    csv.field_size_limit(_LARGEST_CELL)
    text = _text(path)
    try:
        rows = list(csv.reader(text.replace("\0", "").splitlines(keepends=True)))
    except csv.Error as error:
        message = f"{path.name}: {error}"
        raise Unusable(message) from error
    if not rows:
        message = f"{path.name} is empty"
        raise Unusable(message)
    return {name.strip(): at for at, name in enumerate(rows[0])}, iter(rows[1:])


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise Unusable(message) from error
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", errors="replace")


def _column(path: Path, header: Mapping[str, int], asked: str, usual: Sequence[str]) -> int:
    for name in (asked,) if asked else usual:
        if name in header:
            return header[name]
    wanted = asked or " / ".join(usual)
    message = f"{path.name} has no column {wanted}; it has {', '.join(header)}"
    raise Unusable(message)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""
