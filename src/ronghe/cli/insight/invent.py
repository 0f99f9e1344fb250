"""`ronghe insight invent FOLDER [--into STORE]`: invented ads, plans, figures and surveys, for trials and the demo."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight.places import INVENTED_SCHOOL

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("invent", help="write invented deliveries to try everything on")
    command.add_argument("folder", type=Path, help="where the CSV files go")
    command.add_argument("--school", default=INVENTED_SCHOOL, metavar="CODE", help="whose plans and figures they are")
    command.add_argument("--seed", type=int, default=2026, help="the same seed writes the same files")
    command.add_argument("--into", type=Path, metavar="STORE", help="also ingest, build and measure them there")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files, print their names, and take them the whole way if asked; return 1 if a step fails."""
    from ronghe.insight import invented

    paths = invented.write(arguments.folder, school=arguments.school, seed=arguments.seed)
    sys.stdout.write("\n".join(str(one) for one in paths) + "\n")
    return _whole_way(arguments.folder, store=arguments.into) if arguments.into else 0


def _whole_way(folder: Path, *, store: Path) -> int:
    """Ingest, build and measure as one would by hand, and mark the store: everything in it is invented."""
    from ronghe.cli.__main__ import main
    from ronghe.insight.store import Store

    marked, there = (store / "DEMO").exists(), Store(store)
    if not marked and (there.state() or there.staged("ads")):
        sys.stdout.write(f"{store} holds data already: nothing invented goes into it\n")
        return 0
    if marked and there.state():
        sys.stdout.write(f"{store} has its invented country already\n")
        return 0
    store.mkdir(parents=True, exist_ok=True)
    (store / "DEMO").write_text("everything in this store is invented\n", encoding="utf-8")
    ads = [str(one) for one in sorted(folder.glob("ads-*.csv"))]
    steps = [
        ["ingest", "ads", *ads, "--source", "invented"],
        *(["ingest", kind, str(folder / f"{kind}.csv")] for kind in ("curricula", "supply", "surveys")),
        ["build"],
        ["measure", "all"],
    ]
    return max(main(["insight", *step, "--store", str(store)]) for step in steps)
