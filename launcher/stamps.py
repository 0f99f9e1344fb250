"""Digests of what a step depends on, so that a step is done once and done again when something changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from launcher.places import STAMPS


def digest(*, files: Iterable[Path] = (), texts: Iterable[str] = ()) -> str:
    """Return a digest of texts and of the names and contents of files; a missing file counts as empty."""
    total = hashlib.sha256()
    for text in texts:
        total.update(f"{len(text)}:{text}".encode())
    for path in sorted(set(files)):
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.name}:{len(content)}:".encode() + content)
    return total.hexdigest()


def is_current(name: str, value: str) -> bool:
    """Return whether the step of this name was last completed with this digest."""
    path = STAMPS / name
    return path.is_file() and path.read_text(encoding="ascii") == value


def write(name: str, value: str) -> None:
    """Remember that the step was completed with this digest."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value, encoding="ascii")


def forget(name: str) -> None:
    """Let the step be done again."""
    (STAMPS / name).unlink(missing_ok=True)
