"""Locks between launchers, which the kernel lets go when a process dies, and what their holders say of themselves."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path


class Taken(Exception):
    """Another process holds the lock; `holder` is what it wrote about itself."""

    def __init__(self, holder: Mapping[str, str]) -> None:
        super().__init__(holder.get("what", "another process"))
        self.holder = holder


class Owned:
    """A lock that is held; what is written to it can be read by those who come too late."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def tell(self, holder: Mapping[str, str]) -> None:
        """Write what the holder is, for `Taken`."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(dict(holder)).encode(), 0)


@contextlib.contextmanager
def exclusive(path: Path, *, wait: bool) -> Iterator[Owned]:
    """Hold the lock of a file; raises Taken at once when it is held and `wait` is false."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Taken(_read(descriptor)) from None
        owned = Owned(descriptor)
        owned.tell({})
        yield owned
        owned.tell({})
    finally:
        os.close(descriptor)


def _read(descriptor: int) -> dict[str, str]:
    text = os.pread(descriptor, 65536, 0).decode()
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except (json.JSONDecodeError, AttributeError):
        return {}
