"""Frozen runs of measures: the same state, formula, parameters and lexicon have one number and one result.

A run is `runs/<run>.parquet` with its values (schemas.METRIC_VALUE) and, written last, `runs/<run>.json` with what it
was made from and the digest of the values. A second run must find the same; one that does not, and a file that was
changed, are errors that are told, never overwritten. What has moved on gives another run; old ones stay.
"""

import itertools
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ronghe.insight.figures import Figure, Formula
from ronghe.insight.store import State, Store, digest_of, write_text, written


class RunError(Exception):
    """A run is not what it was: the message says which, and what differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure of a run with what it is about, by name: {"occupation": "2-02-10-03"}."""

    keys: Mapping[str, str]
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run was made from, how many values it has, and their digest."""

    run: str
    metric: str
    formula_version: int
    parameters: Mapping[str, Any]
    lexicon_version: str
    snapshot: str
    values: int
    digest: str


def run_id(state: State, *, formula: Formula, parameters: Mapping[str, Any]) -> str:
    """Return the number of the run of a formula with parameters over a state."""
    made_from = [formula.key, formula.version, dict(parameters), state.lexicon_version, state.snapshot]
    return digest_of(made_from)


def freeze(
    store: Store, state: State, *, formula: Formula, parameters: Mapping[str, Any], values: Iterable[Value]
) -> str:
    """Keep the values of a run and return its number; a run that is there already must have the same values.

    Raises RunError if it has others, ValueError for a value that is no number or two values of the same keys.
    """
    rows = _rows(values)
    run = Run(
        run=run_id(state, formula=formula, parameters=parameters),
        metric=formula.key,
        formula_version=formula.version,
        parameters=dict(parameters),
        lexicon_version=state.lexicon_version,
        snapshot=state.snapshot,
        values=len(rows),
        digest=digest_of(rows),
    )
    if known := read_run(store, run.run):
        if known[0].digest != run.digest:
            raise RunError(f"run {run.run} of {run.metric} gives other values than when it was frozen")
        return run.run
    with written(_path(store, run.run, ".parquet")) as fresh:
        _write(rows, run=run.run, to=fresh)
    write_text(_path(store, run.run, ".json"), json.dumps(asdict(run), ensure_ascii=False, indent=1, sort_keys=True))
    return run.run


def read_run(store: Store, run: str) -> tuple[Run, tuple[Value, ...]] | None:
    """Return a run with its values, or None where there is none. Raises RunError where a file of it was changed."""
    found = known(store, run)
    if found is None:
        return None
    rows = _read(_path(store, run, ".parquet"), run=run)
    if digest_of(rows) != found.digest:
        raise RunError(f"run {run} of {found.metric}: its values were changed after it was frozen")
    return found, tuple(_value(row) for row in rows)


def known(store: Store, run: str) -> Run | None:
    """Return what a run was made from, without its values. Raises RunError where its file was changed."""
    if len(run) != 16 or not set(run) <= set("0123456789abcdef"):
        return None
    path = _path(store, run, ".json")
    if not path.is_file():
        return None
    try:
        found = Run(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise RunError(f"run {run}: its description is broken: {error}") from error
    made_from = [found.metric, found.formula_version, found.parameters, found.lexicon_version, found.snapshot]
    if digest_of(made_from) != run:
        raise RunError(f"run {run}: its description was changed after it was frozen")
    return found


def runs(store: Store, *, snapshot: str = "") -> tuple[Run, ...]:
    """Return all runs, or those over a state, ordered by measure. Raises RunError where one was changed."""
    found = (known(store, path.stem) for path in (store.root / "runs").glob("*.json"))
    kept = [one for one in found if one and snapshot in ("", one.snapshot)]
    return tuple(sorted(kept, key=lambda one: (one.metric, one.run)))


_Row = list[Any]


def _rows(values: Iterable[Value]) -> list[_Row]:
    rows = sorted((_row(one) for one in values), key=lambda row: str(row[0]))
    for before, after in itertools.pairwise(rows):
        if before[0] == after[0]:
            raise ValueError(f"two values of {before[0]}")
    return rows


def _row(one: Value) -> _Row:
    figure = one.figure
    for number in (figure.value, figure.low, figure.high):
        if number is not None and not math.isfinite(number):
            raise ValueError(f"{dict(one.keys)}: {number} is no number")
    keys = json.dumps(dict(one.keys), ensure_ascii=False, sort_keys=True)
    numbers = [None if number is None else float(number) for number in (figure.value, figure.low, figure.high)]
    return [keys, *numbers, figure.n, figure.withheld]


def _value(row: _Row) -> Value:
    keys, value, low, high, n, withheld = row
    return Value(keys=json.loads(keys), figure=Figure(value=value, low=low, high=high, n=n, withheld=withheld))


def _write(rows: list[_Row], *, run: str, to: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ronghe.insight.schemas import METRIC_VALUE

    columns = list(zip(*([run, *row] for row in rows), strict=True)) or [()] * len(METRIC_VALUE)
    table = pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, METRIC_VALUE, strict=True)],
        schema=METRIC_VALUE,
    )
    pq.write_table(table, to, compression="zstd")


def _read(path: Path, *, run: str) -> list[_Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table: pa.Table = pq.read_table(path)
        rows = [[row[name] for name in ("keys", "value", "low", "high", "n", "withheld")] for row in table.to_pylist()]
    except (OSError, KeyError, pa.ArrowException) as error:
        raise RunError(f"run {run}: its values cannot be read: {error}") from error
    return rows


def _path(store: Store, run: str, ending: str) -> Path:
    return store.root / "runs" / f"{run}{ending}"
