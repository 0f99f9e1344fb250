"""A folder that is watched: files that have stopped growing are taken, then lie in `done` or `failed` with a note.

The note is written before the file is moved, and a delivery is known again, so a kill at any moment loses nothing and
counts nothing twice. One process watches a folder at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ronghe.insight.sources.tables import SUFFIXES
from ronghe.insight.store import StoreError, locked, write_text
from ronghe.insight.supply.deliveries import Unreadable

DONE, FAILED = "done", "failed"
Sizes = Mapping[Path, tuple[int, int]]  # bytes, and when last written
Take = Callable[[Path], Sequence[str]]


def watch(folder: Path, *, take: Take, wait: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Take files as they come, until `wait` says no.

    `take` stages a file and returns what there is to say of it; it raises Unreadable for a file that nobody can use,
    StoreError where it has to be tried again later. Raises StoreError where another process watches.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".watching.lock"):
        before: Sizes = {}
        while True:
            now = dict(_sizes(folder))
            for path in sorted(path for path, size in now.items() if before.get(path) == size):
                say(_taken(path, take))
            before = now
            if not wait():
                return


def _sizes(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for one in folder.iterdir():
        if one.suffix.lower() in SUFFIXES and not one.name.startswith(".") and not one.is_symlink() and one.is_file():
            state = one.stat()
            yield one, (state.st_size, state.st_mtime_ns)


def _taken(path: Path, take: Take) -> str:
    """Take a file, put it away and return what became of it."""
    try:
        lines, target = list(take(path)), DONE
    except Unreadable as error:
        lines, target = [f"refused: {error}"], FAILED
    except (StoreError, OSError) as error:
        return f"{path.name}: to be tried again: {error}"
    to = _free(path.parent / target, path)
    write_text(to.with_name(f"{to.name}.note.txt"), "\n".join([path.name, *lines, ""]))
    path.replace(to)
    return "\n  ".join([f"{path.name}: {target}", *lines])


def _free(folder: Path, path: Path) -> Path:
    """Return where a file may lie in a folder without hiding another of its name."""
    to, number = folder / path.name, 2
    while to.exists():
        to, number = folder / f"{path.stem}-{number}{path.suffix}", number + 1
    return to
