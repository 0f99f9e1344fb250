"""Tidying a store: parts that no kept state refers to are removed, and states that nobody needs.

Kept are the current state, those that a frozen run was made over, and of all others the newest. States go before their
parts: a kill in between leaves parts too many, never a state without its parts.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.runs import runs
from ronghe.insight.store import Store, StoreError, locked

KEPT = 2  # states beside the current one and those of runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Unneeded:
    """Files that a store does not need, states before parts, and their bytes."""

    states: tuple[Path, ...]
    parts: tuple[Path, ...]
    size: int

    def remove(self) -> None:
        """Remove them, states first."""
        for path in (*self.states, *self.parts):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def unneeded(store: Store, *, keep: int = KEPT) -> Iterator[Unneeded]:
    """Hold the store and give what it does not need; `keep` is how many further states stay, the newest.

    Raises StoreError while a build runs, where there is no state and where a kept one is broken, RunError where a run
    was changed: then it is not known what is needed.
    """
    if store.state() is None:
        raise StoreError(f"{store.root}: there is no complete state; `ronghe insight build` makes one")
    with locked(store.root / "building.lock"):
        kept = _kept(store, keep)
        needed = _parts(store, kept)
        states = tuple(path for path in _newest(store) if path.stem not in kept)
        parts = tuple(one for one in sorted((store.root / "parts").glob("*/*.parquet")) if str(one) not in needed)
        yield Unneeded(states=states, parts=parts, size=sum(one.stat().st_size for one in (*states, *parts)))


def _newest(store: Store) -> list[Path]:
    """Return the files of all states, the newest first."""
    return sorted((store.root / "states").glob("*.json"), key=lambda one: (-one.stat().st_mtime_ns, one.stem))


def _kept(store: Store, keep: int) -> set[str]:
    current = store.state()
    kept = {one.snapshot for one in runs(store)} | ({current.snapshot} if current else set())
    further = [path.stem for path in _newest(store) if path.stem not in kept]
    return {*kept, *further[:keep]}


def _parts(store: Store, kept: set[str]) -> set[str]:
    """Return the paths of the parts of states; those of runs whose state is gone have none."""
    states = [state for one in sorted(kept) if (state := store.state(one))]
    return {part.path for state in states for parts in state.tables.values() for part in parts}
