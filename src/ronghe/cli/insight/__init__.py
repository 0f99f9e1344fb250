"""`ronghe insight …`: supply and demand of talent at the terminal; every command is a module with `add` and `run`."""

import argparse
from typing import TYPE_CHECKING

<<<<<<< HEAD
from ronghe.cli.insight import build, code, extract, forecast, ingest, invent, lexicon, measure
=======
from ronghe.cli.insight import build, code, forecast, ingest, invent, lexicon, measure, report, serve_results
>>>>>>> 28a5940 (Write the report over a store; serve its results for reading on this machine, in JSON, within limits)

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

<<<<<<< HEAD
_COMMANDS = (build, code, extract, forecast, ingest, invent, lexicon, measure)
=======
_COMMANDS = (build, code, forecast, ingest, invent, lexicon, measure, report, serve_results)
>>>>>>> 28a5940 (Write the report over a store; serve its results for reading on this machine, in JSON, within limits)


def add(subparsers: "Subparsers") -> None:
    """Add the command `insight`; the parsers of its commands carry the function to run as `run`."""
    parser = subparsers.add_parser("insight", help="supply and demand of talent")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
