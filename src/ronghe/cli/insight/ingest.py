"""`ronghe insight ingest …`: takes deliveries into the store; what is in no figure is told by row, with the reason."""

import argparse
from typing import TYPE_CHECKING

from ronghe.cli.insight import ingest_ads, ingest_supply

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_KINDS = (ingest_ads, ingest_supply)


def add(subparsers: "Subparsers") -> None:
    """Add the command; the parsers of its kinds carry the function to run as `run`."""
    command = subparsers.add_parser("ingest", help="take in ads, training plans, figures or surveys")
    kinds = command.add_subparsers(required=True, metavar="KIND")
    for kind in _KINDS:
        kind.add(kinds)
