"""`ronghe insight tidy`: tells which old parts of the store nobody needs, and removes them when told to."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight.places import STORE

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("tidy", help="tell, and with --yes remove, old parts that no kept state needs")
    command.add_argument("--store", type=Path, default=STORE, help="the folder of the store (default: %(default)s)")
    command.add_argument(
        "--keep",
        type=_number,
        default=2,
        help="how many states stay beside the current one and those of runs (default: %(default)s)",
    )
    command.add_argument("--yes", action="store_true", help="remove them; else nothing is changed")
    command.set_defaults(run=run)


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def run(arguments: argparse.Namespace) -> int:
    """Tell what is not needed, and remove it where that is wanted; return 1 with the reason where it cannot be told."""
    from ronghe.insight.runs import RunError
    from ronghe.insight.store import Store, StoreError
    from ronghe.insight.tidying import unneeded

    store = Store(arguments.store)
    try:
        with unneeded(store, keep=arguments.keep) as found:
            for path in (*found.states, *found.parts):
                sys.stdout.write(f"{path.relative_to(store.root)}\n")
            told = f"{len(found.states)} states, {len(found.parts)} parts, {found.size:,} bytes"
            if arguments.yes:
                found.remove()
            sys.stdout.write(f"{told}: {'removed' if arguments.yes else 'nothing removed, say --yes'}\n")
    except (StoreError, RunError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
