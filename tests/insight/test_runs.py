"""Runs are frozen: the same inputs give the same number and bytes; what was changed, or differs, is told."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.measures.m02_rca import FORMULA
from ronghe.insight.runs import RunError, Value, freeze, known, read_run, run_id, runs
from ronghe.insight.store import State, Store

STATE = State(snapshot="0123456789abcdef", lexicon_version="aaaabbbbcccc", tables={}, report={})
VALUES = (
    Value(keys={"skill": "1", "occupation": "2-02-10-03"}, figure=Figure(value=3.5, low=2.4, high=4.75, n=30)),
    Value(keys={"skill": "2", "occupation": "2-02-10-03"}, figure=withheld("sample", n=9, floor=10)),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def _freeze(store: Store, *, state: State = STATE, values: tuple[Value, ...] = VALUES, floor: int = 10) -> str:
    return freeze(store, state, formula=FORMULA, parameters={"floor": floor}, values=values)


@pytest.mark.requirement("TAL-15")
def test_a_run_says_what_it_was_made_from_and_gives_its_values_back(store: Store) -> None:
    found = read_run(store, _freeze(store))

    assert found is not None
    run, values = found
    assert (run.metric, run.formula_version, run.parameters, run.lexicon_version, run.snapshot, run.values) == (
        *("M2", 1, {"floor": 10}, "aaaabbbbcccc", "0123456789abcdef", 2),
    )
    assert values == VALUES


def test_the_same_again_has_the_same_number_and_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    stores = Store(tmp_path / "a"), Store(tmp_path / "b")
    one, two = _freeze(stores[0]), _freeze(stores[1], values=VALUES[::-1])

    assert one == two == _freeze(stores[0]) == run_id(STATE, formula=FORMULA, parameters={"floor": 10})
    for ending in (".json", ".parquet"):
        assert (tmp_path / "a/runs" / (one + ending)).read_bytes() == (
            tmp_path / "b/runs" / (two + ending)
        ).read_bytes()


def test_what_has_moved_on_gives_another_run_and_the_old_one_stays(store: Store) -> None:
    old = _freeze(store)
    moved = replace(STATE, snapshot="fedcba9876543210")
    others = {
        _freeze(store, state=moved),
        _freeze(store, floor=20),
        _freeze(store, state=replace(STATE, lexicon_version="b")),
    }

    assert len(others | {old}) == 4
    assert read_run(store, old) is not None
    assert {one.run for one in runs(store)} == others | {old}
    assert [one.snapshot for one in runs(store, snapshot=moved.snapshot)] == [moved.snapshot]


@pytest.mark.requirement("TAL-15")
def test_a_second_run_that_finds_something_else_is_an_error_and_changes_nothing(store: Store) -> None:
    run = _freeze(store)

    with pytest.raises(RunError, match=f"run {run} of M2 gives other values than when it was frozen"):
        _freeze(store, values=(replace(VALUES[0], figure=Figure(value=3.6, n=30)), VALUES[1]))
    assert read_run(store, run) == read_run(store, _freeze(store))


def test_values_that_were_tampered_with_are_told(store: Store) -> None:
    run = _freeze(store)
    other = _freeze(store, floor=20, values=VALUES[:1])
    folder = store.root / "runs"
    (folder / f"{run}.parquet").write_bytes((folder / f"{other}.parquet").read_bytes())

    with pytest.raises(RunError, match="its values were changed after it was frozen"):
        read_run(store, run)
    with pytest.raises(RunError, match="its values were changed after it was frozen"):
        _freeze(store)

    (folder / f"{run}.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunError, match="its values cannot be read"):
        read_run(store, run)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("snapshot", "0" * 16, "was changed"), ("formula_version", 9, "was changed"), ("more", 1, "is broken")],
)
def test_a_description_that_was_tampered_with_is_told(store: Store, name: str, value: object, said: str) -> None:
    run = _freeze(store)
    path = store.root / "runs" / f"{run}.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {name: value}), encoding="utf-8")

    with pytest.raises(RunError, match=said):
        known(store, run)


@pytest.mark.parametrize("run", ["", "0" * 16, "../../etc/passwd", "0123456789ABCDEF"])
def test_there_is_no_run_of_another_name(store: Store, run: str) -> None:
    assert read_run(store, run) is None


def test_no_value_is_not_a_number_and_none_is_said_twice(store: Store) -> None:
    with pytest.raises(ValueError, match="nan is no number"):
        _freeze(store, values=(replace(VALUES[0], figure=Figure(value=math.nan, n=1)),))
    with pytest.raises(ValueError, match="two values of"):
        _freeze(store, values=(VALUES[0], VALUES[0]))
    assert runs(store) == ()


def test_a_run_without_values_is_kept_too(store: Store) -> None:
    found = read_run(store, _freeze(store, values=()))

    assert found is not None
    assert found[1] == ()


def test_a_kill_before_the_description_leaves_no_run(store: Store) -> None:
    run = _freeze(store)
    (store.root / "runs" / f"{run}.json").unlink()

    assert read_run(store, run) is None
    assert _freeze(store) == run
    assert read_run(store, run) is not None
