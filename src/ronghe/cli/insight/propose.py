"""`ronghe insight propose FILE… [--out CSV]`: terms of texts that the lexicon may lack, for an expert to look at."""

import argparse
import csv
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ronghe.insight.places import SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ronghe.insight.extraction.proposals import Proposal

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

HEADER = ["term", "frequency", "cohesion", "entropy_left", "entropy_right", "score", "examples"]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("propose", help="propose terms that the lexicon may lack")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Parquet, CSV, JSON lines; else lines")
    command.add_argument("--text", default="", metavar="COLUMN", help="the column of texts; usual names are known")
    command.add_argument("--id", default="", metavar="COLUMN", help="the column of their ids; else rows are counted")
    command.add_argument("--least", type=int, default=5, help="how often a term comes at least; default: 5")
    command.add_argument("--most", type=int, default=2000, help="how many are proposed at most; default: 2000")
    command.add_argument("--lexicon", type=Path, default=SKILLS, metavar="FOLDER")
    command.add_argument("--out", type=Path, metavar="CSV", help="default: standard output")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the proposals, the best first; return 1 if a file or the lexicon cannot be used, else 0."""
    from ronghe.insight import lexicon
    from ronghe.insight.extraction.proposals import propose
    from ronghe.insight.extraction.texts import Unusable, texts

    try:
        known = [spelling for one in lexicon.read(arguments.lexicon) for spelling in one.spellings]
        read = [texts(path, text=arguments.text, identifier=arguments.id, tell=_tell) for path in arguments.files]
        found = propose(itertools.chain(*read), known, least=max(arguments.least, 2), most=arguments.most)
    except (Unusable, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if arguments.out is None:
        _write(sys.stdout, found)
    else:
        with arguments.out.open("w", encoding="utf-8", newline="") as file:
            _write(file, found)
    sys.stderr.write(f"{len(found)} terms proposed\n")
    return 0


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _write(file: TextIO, found: "Iterable[Proposal]") -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for one in found:
        columns = [getattr(one, name) for name in HEADER[:-1]]
        writer.writerow([*columns, " ".join(one.examples)])
