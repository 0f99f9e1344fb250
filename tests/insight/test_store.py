"""The store: what is half written does not count, the same parts are the same state, and one builds at a time."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight import schemas
from ronghe.insight.store import Part, Store, StoreError, digest_of

SUPPLY = pa.Table.from_pylist([{"school": "4199099999", "major": "080901", "year": 2025}], schema=schemas.SUPPLY)


def _part(store: Store, month: str, digest: str) -> Path:
    path = store.part("supply", month, digest)
    with store.writing(path) as fresh:
        pq.write_table(SUPPLY, fresh)
    return path


def _stage_and_die(store: Store) -> None:
    with store.staging("supply", "a" * 16, schema=schemas.SUPPLY) as one:
        one.rows(SUPPLY)
        raise RuntimeError("killed")


def _write_half_and_die(store: Store) -> None:
    with store.writing(store.part("supply", "all", "1")) as fresh:
        fresh.write_bytes(b"PAR1")
        raise RuntimeError("killed")


def test_an_empty_folder_has_no_state_and_no_deliveries(tmp_path: Path) -> None:
    assert Store(tmp_path / "none").state() is None
    assert Store(tmp_path / "none").staged("ads") == ()


def test_a_delivery_counts_once_its_block_ended_well(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(RuntimeError, match="killed"):
        _stage_and_die(store)
    assert store.staged("supply") == ()

    for name in ("b" * 16, "a" * 16):
        with store.staging("supply", name, schema=schemas.SUPPLY) as one:
            one.rows(SUPPLY)
            one.note["file"] = "supply.csv"

    assert [(found.delivery, found.number, found.note["file"]) for found in store.staged("supply")] == [
        ("b" * 16, 1, "supply.csv"),
        ("a" * 16, 2, "supply.csv"),
    ]
    assert pq.read_table(store.staged("supply")[0].path) == SUPPLY
    assert list((tmp_path / "staging" / "supply").glob("*.unfinished")) == []


def test_the_same_parts_make_the_same_snapshot_and_old_states_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = store.publish({"supply": [_part(store, "all", "1")]}, lexicon_version="v", report={"ads": 1})
    again = store.publish({"supply": [_part(store, "all", "1")]}, lexicon_version="v", report={"ads": 1})
    other = store.publish({"supply": [_part(store, "all", "2")]}, lexicon_version="v", report={})

    assert first.snapshot == again.snapshot != other.snapshot
    assert first.tables == {"supply": (Part(month="all", path=str(tmp_path / "parts/supply/all-1.parquet"), rows=1),)}
    assert store.state() == other
    assert store.state(first.snapshot) == first
    assert store.states() == tuple(sorted([first.snapshot, other.snapshot]))


def test_a_half_written_part_is_no_part_and_the_next_build_removes_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(RuntimeError, match="killed"):
        _write_half_and_die(store)
    assert list((tmp_path / "parts" / "supply").iterdir()) == []

    left = tmp_path / "parts" / "supply" / "all-1.parquet.0.unfinished"
    left.write_bytes(b"PAR1")
    with store.building():
        assert not left.exists()


def test_a_broken_or_missing_part_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = _part(store, "all", "1")
    store.publish({"supply": [path]}, lexicon_version="v", report={})
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match="no whole Parquet file"):
        store.publish({"supply": [path]}, lexicon_version="v", report={})

    path.unlink()
    with pytest.raises(StoreError, match=r"parts/supply/all-1\.parquet is missing"):
        store.state()


def test_two_builds_do_not_run_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.building(), pytest.raises(StoreError, match="in use by process"), store.building():
        pass
    with store.building():
        pass


def test_a_pointer_to_nothing_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("../../etc/passwd", encoding="utf-8")
    assert Store(tmp_path).state() is None


def test_a_digest_does_not_depend_on_the_order_of_names() -> None:
    assert digest_of({"a": 1, "b": str(dt.date(2026, 1, 1))}) == digest_of({"b": "2026-01-01", "a": 1})
