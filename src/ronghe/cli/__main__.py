"""The command line `ronghe`: every command is a module with `add(subparsers)`, whose parser carries `run`."""

import argparse
import sys
from collections.abc import Sequence

from ronghe.cli import check, codes, diagram, explain, insight, requirements, schema, trying

_COMMANDS = (check, explain, trying, diagram, schema, codes, requirements, insight)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 when all is well, 1 when something is wrong, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="ronghe", description="Programme definitions and codes, at the terminal.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(subparsers)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main())
