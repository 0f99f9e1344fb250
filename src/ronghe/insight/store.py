"""The store: one folder of Parquet that holds deliveries, built states and frozen runs, and survives being killed.

    staging/<kind>/<delivery>.parquet   what was delivered, with `.findings.parquet` and, written last, its note `.json`
    parts/<table>/<month>-<digest>.parquet   named by the digest of everything they were made from, never changed
    states/<snapshot>.json              which parts make a state; the snapshot is the digest of their digests
    CURRENT                             the snapshot of the last complete state
    runs/                               frozen runs of measures

Every file is written under another name, put on disk and renamed, and what refers to it is written afterwards. So a
kill leaves the last complete state, and parts that were finished are found again. Reading needs no Arrow.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

WHOLE = "all"  # stands for the month in tables that are not parted by months
_FRESH = ".unfinished"


class StoreError(Exception):
    """The folder cannot be used as it is: the message says why, in words for whoever runs the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was staged from one file; `number` counts deliveries of a kind, so that the newest is known."""

    delivery: str
    number: int
    path: str
    findings: str
    note: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of a table: its month (`all` where the table has none), its path and its number of rows."""

    month: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A complete state: for each table its parts, what lexicon they were made with, and the report of the build."""

    snapshot: str
    lexicon_version: str
    tables: Mapping[str, tuple[Part, ...]]
    report: Mapping[str, Any]

    def paths(self, table: str, months: Sequence[str] | None = None) -> list[str]:
        """Return the paths of a table, of all months or of the named ones. Raises KeyError for an unknown table."""
        return [one.path for one in self.tables[table] if months is None or one.month in months]


class Store:
    """A folder of deliveries, states and runs."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def state(self, snapshot: str = "") -> State | None:
        """Return a state: the last complete one, or the one with a snapshot; None where there is none.

        Raises StoreError where its file is broken or a part of it is missing.
        """
        name = snapshot or _read(self.root / "CURRENT").strip()
        if not name or not _is_digest(name):
            return None
        text = _read(self.root / "states" / f"{name}.json")
        return self._state(name, text) if text else None

    def states(self) -> tuple[str, ...]:
        """Return the snapshots of all states that are kept."""
        return tuple(sorted(one.stem for one in (self.root / "states").glob("*.json")))

    def staged(self, kind: str) -> tuple[Delivery, ...]:
        """Return the complete deliveries of a kind, the oldest first."""
        found = (self._delivery(one) for one in (self.root / "staging" / kind).glob("*.json"))
        return tuple(sorted(found, key=lambda one: one.number))

    def is_staged(self, kind: str, delivery: str) -> bool:
        """Return whether a delivery is there completely."""
        return (self.root / "staging" / kind / f"{delivery}.json").exists()

    @contextlib.contextmanager
    def staging(self, kind: str, delivery: str, *, schema: "pa.Schema") -> Iterator["Staging"]:
        """Stage a delivery in batches; it is there only once the block ends well, and one at a time of a kind.

        A delivery that is there already is replaced; ask `is_staged` first where it should not be.
        """
        folder = self.root / "staging" / kind
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / "staging.lock"):
            for left in folder.glob(f"*{_FRESH}"):
                left.unlink(missing_ok=True)  # by one that was killed
            with Staging(folder, delivery, schema=schema) as staging:
                yield staging
                number = max((one.number for one in self.staged(kind)), default=0) + 1
                staging.finish(number=number)

    @contextlib.contextmanager
    def building(self) -> Iterator[None]:
        """Hold the store for one build, and remove what killed ones left. Raises StoreError while another builds."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / "building.lock"):
            for left in (self.root / "parts").glob(f"*/*{_FRESH}"):
                left.unlink(missing_ok=True)
            yield

    def part(self, table: str, month: str, digest: str) -> Path:
        """Return where the part of a table and month that is made from inputs with a digest lies, or will lie."""
        return self.root / "parts" / table / f"{month}-{digest}.parquet"

    @contextlib.contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """Give a temporary path to write a part to; it gets its name when the block ends well."""
        with written(path) as fresh:
            yield fresh

    def publish(
        self, tables: Mapping[str, Sequence[Path]], *, lexicon_version: str, report: Mapping[str, Any]
    ) -> State:
        """Make parts the current state and return it; the same parts give the same snapshot.

        Raises StoreError where a part is no whole Parquet file.
        """
        listed = {name: [self._part(path) for path in sorted(paths)] for name, paths in sorted(tables.items())}
        names = {name: [one["path"] for one in parts] for name, parts in listed.items()}
        snapshot = digest_of([names, lexicon_version])
        content = {"tables": listed, "lexicon_version": lexicon_version, "report": dict(report)}
        (self.root / "states").mkdir(exist_ok=True)
        write_text(self.root / "states" / f"{snapshot}.json", json.dumps(content, ensure_ascii=False, indent=1))
        write_text(self.root / "CURRENT", snapshot)
        state = self.state()
        if state is None:
            raise StoreError(f"{self.root}: the state {snapshot} cannot be read back")
        return state

    def _part(self, path: Path) -> dict[str, Any]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            rows = pq.read_metadata(path).num_rows
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(f"{path}: no whole Parquet file: {error}") from error
        return {"month": path.stem.rpartition("-")[0], "path": str(path.relative_to(self.root)), "rows": rows}

    def _state(self, snapshot: str, text: str) -> State:
        try:
            content = json.loads(text)
            tables = {name: tuple(self._known(one) for one in parts) for name, parts in content["tables"].items()}
            return State(
                snapshot=snapshot,
                lexicon_version=content["lexicon_version"],
                tables=tables,
                report=content["report"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.root}: the state {snapshot} is broken: {error}") from error

    def _known(self, one: Mapping[str, Any]) -> Part:
        path = self.root / one["path"]
        if not path.is_file():
            raise StoreError(f"{self.root}: {one['path']} is missing; `ronghe insight build` makes it again")
        return Part(month=one["month"], path=str(path), rows=one["rows"])

    def _delivery(self, path: Path) -> Delivery:
        try:
            note = json.loads(path.read_text(encoding="utf-8"))
            data = path.with_suffix(".parquet")
            return Delivery(
                delivery=path.stem,
                number=note["number"],
                path=str(data),
                findings=str(data.with_suffix(".findings.parquet")),
                note=note,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: the note of a delivery is broken: {error}") from error


class Staging(contextlib.AbstractContextManager["Staging"]):
    """A delivery being written: rows and findings come in batches, the note at the end makes it count."""

    def __init__(self, folder: Path, delivery: str, *, schema: "pa.Schema") -> None:
        import pyarrow.parquet as pq

        from ronghe.insight import schemas

        self.note: dict[str, Any] = {}
        self._path = folder / f"{delivery}.parquet"
        self._fresh = {name: _fresh(folder / f"{delivery}{name}") for name in (".parquet", ".findings.parquet")}
        self._rows = pq.ParquetWriter(self._fresh[".parquet"], schema)
        self._findings = pq.ParquetWriter(self._fresh[".findings.parquet"], schemas.FINDING)

    def rows(self, table: "pa.Table") -> None:
        """Add rows; their columns are those of the schema."""
        self._rows.write_table(table)

    def findings(self, table: "pa.Table") -> None:
        """Add findings (schemas.FINDING)."""
        self._findings.write_table(table)

    def finish(self, *, number: int) -> None:
        """Put the files in their places and write the note: from now on the delivery counts."""
        self._rows.close()
        self._findings.close()
        for name, fresh in self._fresh.items():
            _settle(fresh, self._path.with_name(self._path.stem + name))
        write_text(self._path.with_suffix(".json"), json.dumps({**self.note, "number": number}, ensure_ascii=False))

    def __exit__(self, *_: object) -> None:
        self._rows.close()
        self._findings.close()
        for fresh in self._fresh.values():
            fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file. Raises StoreError, with who holds it, where it is taken; a kill frees it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{path.parent}: in use by process {_holder(file)}") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "unknown"


@contextlib.contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, it is put on disk and takes the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    try:
        yield fresh
        _settle(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a small file so that one finds the old text or the new one, never a half."""
    with written(path) as fresh:
        fresh.write_text(text, encoding="utf-8")


def digest_of(value: object) -> str:
    """Return sixteen digits of the digest of a value that JSON can write, whatever the order of its names."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fresh(path: Path) -> Path:
    return path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}{_FRESH}")


def _settle(fresh: Path, path: Path) -> None:
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _is_digest(name: str) -> bool:
    return len(name) == 16 and set(name) <= set("0123456789abcdef")
