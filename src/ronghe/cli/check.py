"""`ronghe check FOLDER…`: every problem of a definition with its path, or how many rules and worked cases it has."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.exceptions import ImproperlyConfigured

from ronghe.cli.folders import add_folder, library_of, tell, tell_problems
from ronghe.rulebook import reading, worked
from ronghe.rulebook.structure import Offer

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers


def add(subparsers: "Subparsers") -> None:
    """Add the command `check`."""
    text = "find every mistake in definitions and run their worked cases"
    parser = subparsers.add_parser("check", help=text, description=f"{text.capitalize()}. Exit status 1 if any fails.")
    add_folder(parser, several=True)
    parser.add_argument(
        "--no-platform",
        action="store_true",
        help="do not check whether the platform offers the facts and effects named",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check each folder; return 1 if any has a problem, else 0."""
    offered = None if arguments.no_platform else _offer()
    if offered is None:
        sys.stderr.write("Facts and effects are not checked against what the platform offers.\n")
    return max(_check(folder, library_of(arguments, folder), offered) for folder in arguments.folders)


def _check(folder: Path, library: Path, offered: Offer | None) -> int:
    problems = reading.problems_in(folder, library=library, offer=offered)
    if problems:
        return tell_problems(folder, problems)
    definition = reading.read(folder, library=library)
    results = worked.run(definition, folder, calendar=reading.read_calendar(library))
    tell(f"{folder}: {len(definition.rules)} rules, {len(results)} worked cases pass")
    return 0


def _offer() -> Offer | None:
    """Return what the platform offers; None where there are no settings to load it with. No database is asked."""
    try:
        django.setup()
    except ImproperlyConfigured:
        return None
    from ronghe.portal.cases.offer import offer  # only now are the applications ready

    return offer()
