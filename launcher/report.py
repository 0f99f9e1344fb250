"""What the launcher says while it works."""

import sys
import time
from pathlib import Path

_STARTED = time.monotonic()
_streams = [sys.stdout]


class Failure(Exception):
    """Something that the person at the keyboard has to know; the text says what and what to do."""


class Stop(BaseException):
    """SIGINT or SIGTERM arrived: stop what was started and end."""


def say(text: str) -> None:
    """Print one line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:5.1f} s] {text}", file=_streams[-1], flush=True)


def keep_output_clean() -> None:
    """Send progress to the error output, because what a command prints may be read by a program."""
    _streams.append(sys.stderr)


def complain(text: str) -> None:
    """Print why the launcher ends."""
    print(f"\n{text}", file=sys.stderr, flush=True)


def tail(path: Path, *, lines: int = 20) -> str:
    """Return the last lines of a log; an empty text when there is none."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
