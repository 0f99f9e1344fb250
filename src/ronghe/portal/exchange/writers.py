"""What turns a list into a file; the pages above register it, since they know how addresses and values are written."""

import datetime as dt
from collections.abc import Callable
from typing import IO

from ronghe.portal.exchange.models import Export

Progress = Callable[[int, int], None]
Writer = Callable[[Export, dt.datetime, Progress], IO[bytes]]

_writers: list[Writer] = []


def register(writer: Writer) -> None:
    """Take what writes an export's file; it says from time to time how many rows of how many it has written."""
    _writers[:] = [writer]


def write(export: Export, *, at: dt.datetime, progress: Progress) -> IO[bytes]:
    """Return the file of an export, rewound. Raises NoAccess where its owner may no longer see the list."""
    return _writers[0](export, at, progress)
