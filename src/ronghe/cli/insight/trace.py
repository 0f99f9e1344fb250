"""`ronghe insight trace --skill NAME --occupation CODE …`: the ads behind a figure, a line of JSON each."""

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight.places import SKILLS, STORE

if TYPE_CHECKING:
    from ronghe.insight.reading import Filter
    from ronghe.insight.store import State, Store
    from ronghe.insight.tracing import Trace

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_FILTER = ("since", "until", "region", "industry", "occupation")


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("trace", help="show the ads behind a figure, and where they name a skill")
    command.add_argument("--store", type=Path, default=STORE, help="the folder of the store (default: %(default)s)")
    command.add_argument("--snapshot", default="", help="an earlier state; else the last one")
    command.add_argument("--lexicon", type=Path, default=SKILLS, help="the folder of the lexicon of skills")
    command.add_argument("--skill", default="", metavar="NAME", help="a skill by its name in the lexicon")
    for name in _FILTER:
        command.add_argument(f"--{name}", default="", help="YYYY-MM" if name in ("since", "until") else "a code")
    command.add_argument("--offset", type=int, default=0, help="how many ads to pass over")
    command.add_argument("--limit", type=int, default=20, help="at most 100")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write a line for each ad, and how many there are aside; return 1 with the reason where it cannot."""
    from ronghe.insight.store import Store, StoreError

    store = Store(arguments.store)
    try:
        state = store.state(arguments.snapshot)
        if state is None or not state.tables.get("ad"):
            raise ValueError(f"{arguments.store}: there is no such state with ads; `ronghe insight build` makes one")
        found = _traced(store, state, arguments)
    except (OSError, StoreError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for one in found.found:
        sys.stdout.write(f"{json.dumps(dataclasses.asdict(one), ensure_ascii=False, default=str)}\n")
    first = arguments.offset + 1 if found.found else 0
    last = arguments.offset + len(found.found)
    sys.stderr.write(f"{found.total} ads in the state {state.snapshot}, {first} to {last} of them here\n")
    return 0


def _traced(store: "Store", state: "State", arguments: argparse.Namespace) -> "Trace":
    from ronghe.insight import lexicon
    from ronghe.insight.building import ACCEPTED
    from ronghe.insight.extraction.matcher import Matcher
    from ronghe.insight.products.demand import state_paths
    from ronghe.insight.tracing import trace

    skills = lexicon.read(arguments.lexicon, more=store.root / ACCEPTED)
    if lexicon.version(skills) != state.lexicon_version:
        sys.stderr.write("the lexicon has changed since this state was built: places may not be those counted\n")
    return trace(
        state_paths(state),
        _chosen(arguments, {lexicon.normal(one.name) for one in skills}),
        matcher=Matcher.of(skills),
        offset=arguments.offset,
        limit=arguments.limit,
    )


def _chosen(arguments: argparse.Namespace, names: set[str]) -> "Filter":
    from ronghe.insight.lexicon import normal, skill_id
    from ronghe.insight.reading import Filter

    if arguments.skill and normal(arguments.skill) not in names:
        raise ValueError(f"the lexicon has no skill {arguments.skill!r}")
    chosen = {name: getattr(arguments, name) for name in _FILTER}
    return Filter(**chosen, skill=skill_id(arguments.skill) if arguments.skill else None)
