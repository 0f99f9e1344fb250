"""`ronghe insight measure [M1 … F|all] [--store FOLDER]`: computes measures over the state and freezes them as runs."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ronghe.insight.computing.parameters import Parameters
    from ronghe.insight.measures.m10_gap import Range

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("measure", help="compute measures over the state and freeze them")
    command.add_argument("measures", nargs="*", metavar="M", help="M1 … M12, M1s, F; all of them by default")
    command.add_argument("--store", type=Path, default=Path(".local/insight"))
    command.add_argument("--floor", type=int, default=10, help="the smallest sample that gives a figure")
    command.add_argument("--horizon", type=int, default=6, help="months that F looks ahead")
    for name, what in {
        "posts": "people wanted by an advertisement",
        "coverage": "share of real vacancies that the data holds",
        "retention": "share of graduates who stay",
    }.items():
        command.add_argument(f"--{name}", metavar="LOW,LIKELY,HIGH", help=f"for M10: {what}")
    command.add_argument("--anew", action="store_true", help="compute frozen runs again and compare them")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Say of each measure its run or what is missing; return 1 if the store has no state or a run differs."""
    from ronghe.insight.computing.measuring import METRICS, measure
    from ronghe.insight.runs import RunError
    from ronghe.insight.store import Store, StoreError

    wanted = [one for one in arguments.measures if one != "all"] or [*METRICS]
    if unknown := [one for one in wanted if one not in METRICS]:
        sys.stderr.write(f"there is no measure {', '.join(unknown)}; there are {', '.join(METRICS)}\n")
        return 1
    store = Store(arguments.store)
    try:
        given = _parameters(arguments)
        state = store.state()
        if state is None:
            sys.stderr.write(f"{arguments.store}: there is no state; `ronghe insight build` makes one\n")
            return 1
        for one in measure(store, state, metrics=wanted, given=given, anew=arguments.anew, say=_progress):
            said = f"missing: {one.missing}" if one.missing else f"run {one.run}, {one.values} values"
            sys.stdout.write(f"{one.metric}: {said}{', unchanged' if one.again else ''}\n")
    except (RunError, StoreError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parameters(arguments: argparse.Namespace) -> "Parameters":
    from ronghe.insight.computing.parameters import Parameters

    given = {name: getattr(arguments, name) for name in ("posts", "coverage", "retention")}
    ranges: dict[str, Any] = {name: _range(text) for name, text in given.items() if text}
    return replace(Parameters(floor=arguments.floor, horizon=arguments.horizon), **ranges)


def _range(text: str) -> "Range":
    from ronghe.insight.measures.m10_gap import Range

    numbers = [float(one) for one in text.split(",")]
    if len(numbers) != 3:
        raise ValueError(f"{text!r} is not three numbers: low, likely, high")
    return Range(low=numbers[0], likely=numbers[1], high=numbers[2])


def _progress(metric: str, text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{metric}: {text}\x1b[K")
