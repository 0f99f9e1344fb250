"""`ronghe schema`: the JSON Schema of definitions, for editors."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from ronghe.rulebook.schema import json_schema, overlay_schema

if TYPE_CHECKING:
    from ronghe.cli.folders import Subparsers


def add(subparsers: "Subparsers") -> None:
    """Add the command `schema`."""
    text = "print the JSON Schema of definition.yaml for editors"
    parser = subparsers.add_parser("schema", help=text, description=f"{text.capitalize()}.")
    parser.add_argument("--overlay", action="store_true", help="of an overlay instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    schema = overlay_schema() if arguments.overlay else json_schema()
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return 0
