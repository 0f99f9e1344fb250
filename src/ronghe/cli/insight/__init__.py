"""`ronghe insight …`: supply and demand of talent at the terminal; every command is a module with `add` and `run`."""

import argparse
from typing import TYPE_CHECKING

from ronghe.cli.insight import (
    build,
    code,
    extract,
    forecast,
    ingest,
    invent,
    lexicon,
    measure,
    propose,
    report,
    serve_results,
    tidy,
    trace,
)

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_COMMANDS = (
    build,
    code,
    extract,
    forecast,
    ingest,
    invent,
    lexicon,
    measure,
    propose,
    report,
    serve_results,
    tidy,
    trace,
)


def add(subparsers: "Subparsers") -> None:
    """Add the command `insight`; the parsers of its commands carry the function to run as `run`."""
    parser = subparsers.add_parser("insight", help="supply and demand of talent")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
