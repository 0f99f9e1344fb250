"""What is made once for an object and kept exactly as long as the object lives."""

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

Source = TypeVar("Source")
Made = TypeVar("Made")


class KeptFor(Generic[Source, Made]):
    """Keeps what `make` makes of an object, by the object's identity: definitions hold dicts and cannot be hashed."""

    def __init__(self, make: Callable[[Source], Made]) -> None:
        self._make = make
        self._made: dict[int, Made] = {}
        self._lock = threading.Lock()

    def __call__(self, source: Source) -> Made:
        """Return what belongs to an object, making it the first time."""
        found = self._made.get(id(source))
        return self._first(source) if found is None else found

    def _first(self, source: Source) -> Made:
        made = self._make(source)
        with self._lock:
            if id(source) not in self._made:
                self._made[id(source)] = made
                weakref.finalize(source, self._made.pop, id(source), None)
            return self._made[id(source)]
