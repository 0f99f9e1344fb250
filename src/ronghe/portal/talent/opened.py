"""The state of insight's store that pages show, opened for reading."""

import functools
from pathlib import Path

from django.conf import settings

from ronghe.insight.store import State, Store, StoreError


def root() -> Path:
    """Return the folder of the store."""
    return Path(settings.INSIGHT)


def state(snapshot: str = "") -> State | None:
    """Return the last complete state, or the one with a snapshot; None where there is none or it cannot be read."""
    try:
        found = Store(root()).state() if not snapshot else _kept(str(root()), snapshot)
    except (StoreError, LookupError):
        return None
    return found


def is_demo() -> bool:
    """Return whether the store holds invented data."""
    return (root() / "DEMO").exists()


@functools.lru_cache(maxsize=8)
def _kept(folder: str, snapshot: str) -> State:
    found = Store(Path(folder)).state(snapshot)
    if found is None:
        raise LookupError(snapshot)
    return found
