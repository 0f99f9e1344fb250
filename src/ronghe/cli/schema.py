"""`ronghe schema`: the JSON Schema of definitions, for editors."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from ronghe.rulebook.schema import json_schema

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers


def add(subparsers: "Subparsers") -> None:
    """Add the command `schema`."""
    text = "print the JSON Schema of definition.yaml for editors"
    parser = subparsers.add_parser("schema", help=text, description=f"{text.capitalize()}.")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0
