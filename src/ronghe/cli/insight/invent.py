"""`ronghe insight invent FOLDER`: writes invented ads, training plans, figures and surveys, for trials and the demo."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("invent", help="write invented deliveries to try everything on")
    command.add_argument("folder", type=Path, help="where the CSV files go")
    command.add_argument("--school", default="4199099999", metavar="CODE", help="whose plans and figures they are")
    command.add_argument("--seed", type=int, default=2026, help="the same seed writes the same files")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and print their names."""
    from ronghe.insight import invented

    for path in invented.write(arguments.folder, school=arguments.school, seed=arguments.seed):
        sys.stdout.write(f"{path}\n")
    return 0
