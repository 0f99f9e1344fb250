"""Refuses .xlsx and .docx files that would unpack to more than they may: before anything in them is read."""

import zipfile
from pathlib import Path

from ronghe.insight.supply.deliveries import Unreadable

MEGABYTE = 1 << 20
LARGEST_FILE = 64 * MEGABYTE
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_MEMBERS = 5000


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
