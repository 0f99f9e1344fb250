"""`ronghe diagram FOLDER KIND`: the way of a kind of case as SVG."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.cli.folders import add_folder, library_of, tell_problems
from ronghe.rulebook import reading
from ronghe.rulebook.diagram import svg
from ronghe.rulebook.problems import DefinitionError, Problem, suggestion

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers


def add(subparsers: "Subparsers") -> None:
    """Add the command `diagram`."""
    text = "draw the states and actions of a kind of case"
    parser = subparsers.add_parser("diagram", help=text, description=f"{text.capitalize()}, as SVG.")
    add_folder(parser)
    parser.add_argument("kind", metavar="KIND", help="a kind of case, e.g. guide")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the picture; return 1 if the definition cannot be read or has no such kind."""
    folder = arguments.folder
    try:
        definition = reading.read(folder, library=library_of(arguments, folder))
    except DefinitionError as error:
        return tell_problems(folder, error.problems)
    if arguments.kind not in definition.cases:
        hint = suggestion(arguments.kind, definition.cases)
        return tell_problems(folder, [Problem(path="cases", message=f"there is no kind {arguments.kind!r}{hint}")])
    picture = svg(definition, arguments.kind, arguments.lang)
    if arguments.output:
        arguments.output.write_text(picture, encoding="utf-8")
    else:
        sys.stdout.write(picture)
    return 0
