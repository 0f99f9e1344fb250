"""`ronghe insight ingest ads FILE|FOLDER …`: takes in job ads; with `--watch`, what comes into a folder."""

import argparse
import dataclasses
import datetime as dt
import functools
import sys
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight import reasons

if TYPE_CHECKING:
    from ronghe.insight.sources.ingesting import Order, Outcome
    from ronghe.insight.sources.mapping import Columns

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the kind; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("ads", help="job ads (.csv, .xlsx, .jsonl, .parquet)")
    command.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER")
    command.add_argument("--store", type=Path, default=Path(".local/insight"), help="default: .local/insight")
    command.add_argument("--mapping", type=Path, metavar="YAML", help="which column holds what; guessed if not given")
    command.add_argument(
        "--write-mapping", type=Path, metavar="YAML", help="keep the mapping of the first file, and stop"
    )
    command.add_argument("--source", default="", help="name of the source; the same ad is known by it again")
    command.add_argument("--day", type=dt.date.fromisoformat, help="when the ads were collected (2024-06-01)")
    command.add_argument("--again", action="store_true", help="also take in what is there already")
    command.add_argument("--findings", type=Path, metavar="CSV", help="write what was left out, by row")
    command.add_argument(
        "--watch", action="store_true", help="take what comes into the folder, move it to done or failed"
    )
    command.add_argument("--every", type=float, default=10, metavar="SECONDS", help="how often to look; default: 10")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Stage every file and say what is in no figure and why; return 1 if a file could not be used, else 0."""
    from ronghe.insight.sources import mapping
    from ronghe.insight.sources.ingesting import Order
    from ronghe.insight.supply.deliveries import Unreadable

    try:
        columns = mapping.read(arguments.mapping) if arguments.mapping else None
        order = Order(
            columns=columns, source=arguments.source, day=arguments.day, today=_today(), again=arguments.again
        )
        if arguments.write_mapping:
            return _keep_mapping(arguments, order)
    except (Unreadable, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _watch(arguments, order) if arguments.watch else _take(arguments, order)


def _today() -> dt.date:
    return dt.datetime.now(tz=zoneinfo.ZoneInfo("Asia/Shanghai")).date()


def _keep_mapping(arguments: argparse.Namespace, order: "Order") -> int:
    from ronghe.insight.sources.ingesting import described

    path = next(_files(arguments.paths), None)
    if path is None:
        sys.stderr.write("there is no file to take a mapping from\n")
        return 1
    columns, wrong = described(path, order=order)
    arguments.write_mapping.write_text(columns.as_text(), encoding="utf-8")
    sys.stdout.write(f"{arguments.write_mapping}:\n{columns.as_text()}")
    if wrong:
        sys.stderr.write(f"to be completed: {wrong}\n")
    return 0


def _take(arguments: argparse.Namespace, order: "Order") -> int:
    from ronghe.insight.occupations.coder import Coder
    from ronghe.insight.sources.ingesting import export_findings, ingest
    from ronghe.insight.store import Store, StoreError
    from ronghe.insight.supply.deliveries import Unreadable

    store, coder, failed, deliveries = Store(arguments.store), Coder.of(), False, []
    for path in _files(arguments.paths):
        try:
            outcome = ingest(path, store=store, order=order, coder=coder, say=functools.partial(_progress, path))
        except (Unreadable, StoreError, OSError) as error:
            failed = True
            sys.stderr.write(f"\r{path.name}: refused: {error}\n")
            continue
        deliveries.append(outcome.delivery)
        sys.stdout.write("\n  ".join([f"{path.name}:", *summary(outcome)]) + "\n")
    if not deliveries and not failed:
        sys.stderr.write("there is no file to take in\n")
    if arguments.findings and deliveries:
        number = export_findings(deliveries, store=store, to=arguments.findings)
        sys.stdout.write(f"{arguments.findings}: {number} findings\n")
    return int(failed)


def _watch(arguments: argparse.Namespace, order: "Order") -> int:
    from ronghe.insight.occupations.coder import Coder
    from ronghe.insight.sources.ingesting import ingest
    from ronghe.insight.sources.watching import watch
    from ronghe.insight.store import Store, StoreError

    store, coder, (folder, *more) = Store(arguments.store), Coder.of(), arguments.paths
    if more:
        sys.stderr.write("one folder is watched at a time\n")
        return 1

    def take(path: Path) -> list[str]:
        return list(summary(ingest(path, store=store, order=dataclasses.replace(order, today=_today()), coder=coder)))

    def wait() -> bool:
        time.sleep(arguments.every)
        return True

    try:
        watch(folder, take=take, wait=wait, say=_say)
    except KeyboardInterrupt:
        return 0
    except (StoreError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _progress(path: Path, rows: int) -> None:
    sys.stderr.write(f"\r{path.name}: {rows:,} rows")
    sys.stderr.flush()


def _files(paths: list[Path]) -> Iterator[Path]:
    """Yield files, and those of folders by name."""
    from ronghe.insight.sources.tables import SUFFIXES

    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES)
        else:
            yield path


def summary(outcome: "Outcome") -> Iterator[str]:
    """Yield lines that say what became of a file."""
    if not outcome.is_new:
        yield f"delivery {outcome.delivery} is there already; nothing changed"
        return
    yield f"delivery {outcome.delivery} of {outcome.columns.source}: {_columns(outcome.columns)}"
    yield f"{outcome.read:,} rows read, {outcome.staged:,} staged, {outcome.refused_rows:,} refused"
    for name, found in (("refused", outcome.refused), ("dropped", outcome.dropped), ("noted", outcome.noted)):
        for (field, reason), number in found.most_common():
            yield f"  {name} {number:,}: {reasons.both(reason)}" + (f" ({field})" if field else "")


def _columns(columns: "Columns") -> str:
    said = [f"{name} from {' + '.join(one)}" for name, one in columns.columns.items()]
    return ", ".join([*said, *(f"{name} else {value}" for name, value in columns.defaults.items())])
