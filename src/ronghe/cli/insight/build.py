"""`ronghe insight build`: makes of what was delivered the tables that figures are computed from; resumable."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight.places import SKILLS, STORE
from ronghe.insight.store import Store, StoreError

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("build", help="build facts, cube and map from what was ingested")
    command.add_argument("--store", type=Path, default=STORE, help="the folder of the store (default: %(default)s)")
    command.add_argument("--lexicon", type=Path, default=SKILLS, help="the folder of the lexicon of skills")
    command.add_argument(
        "--engine", default="duckdb", help="duckdb, spark, spark:local[8], spark://HOST:PORT, sc://HOST:PORT or sail"
    )
    command.add_argument("--workers", type=int, default=2, help="processes that find skills (DuckDB only)")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build and print what was made; return 1 with the reason where it cannot be."""
    from ronghe.insight.building import build

    started = time.monotonic()
    try:
        state = build(
            Store(arguments.store),
            folder=arguments.lexicon,
            engine=arguments.engine,
            workers=arguments.workers,
            say=_say,
        )
    except (StoreError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    rows = ", ".join(f"{sum(one.rows for one in parts)} {name}" for name, parts in state.tables.items())
    sys.stdout.write(f"state {state.snapshot} of lexicon {state.lexicon_version}: {rows}\n")
    _say(f"{time.monotonic() - started:.1f} s")
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
