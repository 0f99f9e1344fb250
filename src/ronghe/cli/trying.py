"""`ronghe try FOLDER [CASES]`: runs worked cases and says of each how it came out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.cli.folders import add_folder, add_language, library_of, say, tell, tell_problems
from ronghe.rulebook import reading, worked
from ronghe.rulebook.decisions import Allowed
from ronghe.rulebook.problems import DefinitionError

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers


def add(subparsers: "Subparsers") -> None:
    """Add the command `try`."""
    text = "run worked cases"
    parser = subparsers.add_parser("try", help=text, description=f"{text.capitalize()}. Exit status 1 if any fails.")
    add_folder(parser)
    parser.add_argument("cases", nargs="?", type=Path, metavar="CASES", help="default: cases.yaml in the folder")
    parser.add_argument("--reasons", action="store_true", help="show what was found in each case")
    add_language(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run every worked case; return 1 if one comes out other than expected, else 0."""
    folder, library = arguments.folder, library_of(arguments, arguments.folder)
    try:
        definition = reading.read(folder, library=library)
        results = worked.run(definition, folder, file=arguments.cases, calendar=reading.read_calendar(library))
    except DefinitionError as error:
        return tell_problems(folder, error.problems)
    for result in results:
        tell(f"FAILS {result.name}: {result.complaint}" if result.complaint else f"ok    {result.name}")
        if arguments.reasons:
            _tell_reasons(result, arguments.lang)
    failed = sum(bool(result.complaint) for result in results)
    tell(f"{len(results) - failed} of {len(results)} worked cases come out as expected")
    return int(failed > 0)


def _tell_reasons(result: worked.Result, language: str | None) -> None:
    decision = result.decision
    if isinstance(decision, Allowed):
        tell(f"      → {decision.target}")
    for finding in decision.findings if decision else ():
        tell(f"      {finding.severity.value:6} {finding.rule}: {say(finding.message, language)}")
