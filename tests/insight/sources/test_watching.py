"""A watched folder: what has stopped growing is taken once, put away with a note, and a kill loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ronghe.insight.sources.watching import watch
from ronghe.insight.store import StoreError
from ronghe.insight.supply.deliveries import Unreadable


def _watched(folder: Path, take: Callable[[Path], list[str]], *turns: Callable[[], object]) -> list[str]:
    """Watch a folder, with something that happens after each look, and return what was said."""
    said: list[str] = []
    left = list(turns)

    def wait() -> bool:
        if left:
            left.pop(0)()
            return True
        return False

    watch(folder, take=take, wait=wait, say=said.append)
    return said


def _nothing() -> None:
    """Let a turn pass."""


def _files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock")


def test_a_file_that_has_stopped_growing_is_taken_and_put_away_with_a_note(tmp_path: Path) -> None:
    path, taken = tmp_path / "a.csv", []

    def take(one: Path) -> list[str]:
        taken.append(one.read_text(encoding="utf-8"))
        return ["2 rows"]

    path.write_text("x", encoding="utf-8")
    said = _watched(tmp_path, take, lambda: path.write_text("xy", encoding="utf-8"), _nothing, _nothing)
    assert taken == ["xy"]
    assert said == ["a.csv: done\n  2 rows"]
    assert _files(tmp_path) == ["done/a.csv", "done/a.csv.note.txt"]
    assert (tmp_path / "done/a.csv.note.txt").read_text(encoding="utf-8") == "a.csv\n2 rows\n"


def test_a_file_that_nobody_can_use_lies_in_failed_with_the_reason(tmp_path: Path) -> None:
    def take(_: Path) -> list[str]:
        raise Unreadable("cut off")

    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    assert _watched(tmp_path, take, _nothing) == ["a.parquet: failed\n  refused: cut off"]
    assert _files(tmp_path) == ["failed/a.parquet", "failed/a.parquet.note.txt"]


def test_while_the_store_is_in_use_a_file_waits(tmp_path: Path) -> None:
    busy = [True]

    def take(_: Path) -> list[str]:
        if busy.pop() if busy else False:
            raise StoreError("in use by process 7")
        return []

    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    assert _watched(tmp_path, take, _nothing, _nothing) == [
        "a.csv: to be tried again: in use by process 7",
        "a.csv: done",
    ]


def test_a_kill_before_the_move_takes_the_file_again_and_hides_no_other(tmp_path: Path) -> None:
    def killed(_: Path) -> list[str]:
        raise KeyboardInterrupt

    for _ in range(2):
        (tmp_path / "a.csv").write_text("x", encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            _watched(tmp_path, killed, _nothing)
        assert _watched(tmp_path, lambda _: [], _nothing) == ["a.csv: done"]
    assert _files(tmp_path) == ["done/a-2.csv", "done/a-2.csv.note.txt", "done/a.csv", "done/a.csv.note.txt"]


def test_hidden_files_links_and_other_kinds_stay(tmp_path: Path) -> None:
    for name in (".a.csv", "a.csv.part", "a.doc"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.doc")
    assert _watched(tmp_path, lambda _: [], _nothing) == []


def test_one_process_watches_a_folder(tmp_path: Path) -> None:
    def another() -> None:
        with pytest.raises(StoreError, match="in use by process"):
            _watched(tmp_path, lambda _: [])

    assert _watched(tmp_path, lambda _: [], another) == []
