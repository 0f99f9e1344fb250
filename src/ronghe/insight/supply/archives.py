"""Refuses .xlsx and .docx files that would unpack to more than they may: before anything in them is read."""

import re
import zipfile
import zlib
from pathlib import Path

from ronghe.insight.supply.deliveries import Unreadable

MEGABYTE = 1 << 20
LARGEST_FILE = 64 * MEGABYTE
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_MEMBERS = 5000
MOST_CELLS = 24_000_000
_PLACE = re.compile(rb"""\br\s{0,8}=\s{0,8}["']([A-Za-z]{1,8})([0-9]{1,12})["']""")
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\b[^<>]{0,400}?\br\s{0,8}=\s{0,8}["']([0-9]{1,12})["']""")
_LONGEST_PLACE = 500


def checked(path: Path, *, largest: int = LARGEST_UNPACKED) -> None:
    """Raise Unreadable if a file is too large, no whole archive, or says that it unpacks to more than `largest` bytes.

    A member that holds more than it says is stopped by `zipfile` at the size it says, which its checksum then belies.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"the file is larger than {LARGEST_FILE // MEGABYTE} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("the file is cut off or is not what its name says") from error
    if len(members) > MOST_MEMBERS:
        raise Unreadable(f"the file holds more than {MOST_MEMBERS} parts")
    if sum(one.file_size for one in members) > largest:
        raise Unreadable(f"the file unpacks to more than {largest // MEGABYTE} MB")
    if any(one.flag_bits & 1 for one in members):
        raise Unreadable("the file is locked with a password")


def cells_within(path: Path, *, most: int = MOST_CELLS) -> None:
    """Raise Unreadable if a sheet of an .xlsx would span more than `most` cells, from the first to its farthest.

    Its reader keeps empty cells too: a single cell in the farthest corner would take half a terabyte.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                rows, columns = _farthest(archive, name)
                if rows * columns > most:
                    raise Unreadable(f"a sheet spans {rows} rows and {columns} columns, more than {most} cells")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("the file is cut off or is not what its name says") from error


def _farthest(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Return the last row and the last column that a part of a workbook names."""
    row, column, rest = 0, 1, b""
    with archive.open(name) as part:
        while chunk := part.read(MEGABYTE):
            found = _PLACE.findall(rest + chunk)
            column = max(column, *map(_column, {letters for letters, _ in found}), 1)
            row = max(row, *map(int, {number for _, number in found}), *map(int, _ROW.findall(rest + chunk)), 0)
            rest = chunk[-_LONGEST_PLACE:]
    return row, column


def _column(letters: bytes) -> int:
    found = 0
    for one in letters.upper():
        found = found * 26 + one - 64
    return found
