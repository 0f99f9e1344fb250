"""Tidying: what a kept state or a run needs stays, nothing goes unasked, and a kill leaves everything readable."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight import schemas
from ronghe.insight.figures import Figure
from ronghe.insight.measures import FORMULAS
from ronghe.insight.runs import Value, freeze, read_run
from ronghe.insight.store import State, Store, StoreError
from ronghe.insight.tidying import unneeded

SUPPLY = pa.Table.from_pylist([{"school": "4199099999", "major": "080901", "year": 2025}], schema=schemas.SUPPLY)


def _state(store: Store, *digests: str) -> State:
    paths = [store.part("supply", "all", digest) for digest in digests]
    for path in paths:
        if not path.exists():
            with store.writing(path) as fresh:
                pq.write_table(SUPPLY, fresh)
    state = store.publish({"supply": paths}, lexicon_version="v", report={})
    at = len(store.states())
    os.utime(store.root / "states" / f"{state.snapshot}.json", (at, at))
    return state


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store of four states; all share a part, the first has a run, the last is current."""
    store = Store(tmp_path)
    first = _state(store, "shared", "1")
    value = Value(keys={"major": "080901"}, figure=Figure(value=0.5, n=20))
    freeze(store, first, formula=FORMULAS["M1"], parameters={}, values=[value])
    for digest in "234":
        _state(store, "shared", digest)
    return store


def _files(store: Store) -> set[str]:
    return {one.name for folder in ("parts/supply", "states") for one in (store.root / folder).iterdir()}


def _parts(store: Store) -> list[str]:
    return sorted(one.name for one in (store.root / "parts" / "supply").iterdir())


def _tidy(store: Store, *more: str) -> int:
    return main(["insight", "tidy", "--store", str(store.root), *more])


def test_nothing_is_removed_unasked_and_the_bytes_are_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = _files(store)
    assert _tidy(store, "--keep", "0") == 0
    assert _files(store) == before

    told = capsys.readouterr().out.splitlines()
    with unneeded(store, keep=0) as found:
        size = sum(path.stat().st_size for path in (*found.states, *found.parts))
    assert told[2:] == [
        "parts/supply/all-2.parquet",
        "parts/supply/all-3.parquet",
        f"2 states, 2 parts, {size:,} bytes: nothing removed, say --yes",
    ]


def test_the_current_state_those_of_runs_and_the_newest_others_stay(store: Store) -> None:
    assert _tidy(store, "--keep", "1", "--yes") == 0
    assert _parts(store) == [f"all-{one}.parquet" for one in ("1", "3", "4", "shared")]

    assert _tidy(store, "--keep", "0", "--yes") == 0
    assert _parts(store) == [f"all-{one}.parquet" for one in ("1", "4", "shared")]
    assert store.state() is not None
    assert all(store.state(one) for one in store.states())
    assert len(store.states()) == 2
    assert all(read_run(store, path.stem) for path in (store.root / "runs").glob("*.json"))


def test_states_are_kept_where_nothing_is_said(store: Store) -> None:
    assert _tidy(store, "--yes") == 0
    assert len(store.states()) == 4


def test_parts_of_no_state_go(store: Store) -> None:
    with store.writing(store.part("supply", "all", "lost")) as fresh:
        pq.write_table(SUPPLY, fresh)
    assert _tidy(store, "--yes") == 0
    assert "all-lost.parquet" not in _parts(store)


def test_nothing_is_told_or_removed_while_a_build_runs(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = _files(store)
    with store.building():
        assert _tidy(store, "--keep", "0", "--yes") == 1
    assert "in use by process" in capsys.readouterr().err
    assert _files(store) == before


def test_no_build_begins_while_a_store_is_tidied(store: Store) -> None:
    with unneeded(store), pytest.raises(StoreError, match="in use"), store.building():
        pass


@pytest.mark.parametrize("files", range(5))
def test_a_kill_in_the_middle_leaves_every_state_readable(
    store: Store, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    left = iter(range(files))
    unlink = Path.unlink

    def killed(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix != ".unfinished" and next(left, None) is None:
            raise OSError("killed")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        assert _tidy(store, "--keep", "0", "--yes") == (files < 4)
    assert all(store.state(one) for one in store.states())
    assert store.state() is not None

    assert _tidy(store, "--keep", "0", "--yes") == 0
    assert _parts(store) == [f"all-{one}.parquet" for one in ("1", "4", "shared")]


@pytest.mark.parametrize("broken", ["run", "state"])
def test_where_it_is_not_known_what_is_needed_nothing_goes(
    store: Store, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = next((store.root / "runs").glob("*.json")) if broken == "run" else store.root / "states" / _of_run(store)
    path.write_text("{", encoding="utf-8")
    before = _files(store)
    assert _tidy(store, "--keep", "0", "--yes") == 1
    assert "broken" in capsys.readouterr().err
    assert _files(store) == before


def _of_run(store: Store) -> str:
    with unneeded(store, keep=0) as found:
        others = {*(path.stem for path in found.states), (store.root / "CURRENT").read_text()}
    (one,) = {*store.states()} - others
    return f"{one}.json"


def test_a_folder_without_a_state_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _tidy(Store(tmp_path / "none"), "--yes") == 1
    assert "there is no complete state" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    with pytest.raises(SystemExit):
        _tidy(Store(tmp_path), "--keep", "-1")
