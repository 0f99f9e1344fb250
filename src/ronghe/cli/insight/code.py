"""`ronghe insight code FILE.csv [--title COLUMN]`: codes job titles to the classification of occupations."""

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ronghe.insight.occupations.coder import Coded, Coder

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

HEADER = ["row", "title", "code", "name", "confidence", "candidates"]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("code", help="code job titles to the classification of occupations")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.add_argument(
        "--title", default="", metavar="COLUMN", help="the column of the titles; usual names are known"
    )
    command.add_argument("--labelled", type=Path, metavar="CSV", help="titles with their codes, to learn from")
    command.add_argument("--labelled-title", default="", metavar="COLUMN")
    command.add_argument("--labelled-code", default="", metavar="COLUMN")
    command.add_argument("--classification", type=Path, metavar="CSV", help="code, name, alias; default: that of 2022")
    command.add_argument("--floor", type=float, default=None, help="no code under this confidence; default: 0.2")
    command.add_argument("--out", type=Path, metavar="CSV", help="default: standard output")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write a row for every title and say how many were coded; return 1 if a file could not be used, else 0."""
    from ronghe.insight.occupations import tables

    try:
        titles = tables.titles(arguments.file, column=arguments.title)
        coder, names = _coder(arguments)
    except tables.Unusable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    coded = coder.code(titles)
    if arguments.out is None:
        _write(sys.stdout, titles, coded, names)
    else:
        with arguments.out.open("w", encoding="utf-8", newline="") as file:
            _write(file, titles, coded, names)
    sys.stderr.write(f"{sum(bool(one.code) for one in coded)} of {len(titles)} titles coded\n")
    return 0


def _coder(arguments: argparse.Namespace) -> "tuple[Coder, Mapping[str, str]]":
    from ronghe.insight.occupations import tables
    from ronghe.insight.occupations.coder import FLOOR, Coder
    from ronghe.insight.vocabularies.occupations import occupations

    entries = tables.classification(arguments.classification) if arguments.classification else None
    pairs: Iterable[tuple[str, str]] = ()
    if arguments.labelled:
        known = tables.labelled(arguments.labelled, title=arguments.labelled_title, code=arguments.labelled_code)
        pairs = known.pairs
        sys.stderr.write(f"{len(known.pairs)} labelled titles, {known.left_out} rows without title or code left out\n")
    names = {one.code: one.name for one in entries or occupations().values()}
    floor = FLOOR if arguments.floor is None else arguments.floor
    return Coder.of(pairs, entries, floor=floor), names


def _write(file: TextIO, titles: Sequence[str], coded: "Sequence[Coded]", names: Mapping[str, str]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for row, (title, one) in enumerate(zip(titles, coded, strict=True), start=2):
        others = " ".join(f"{code}:{share:.2f}" for code, share in one.candidates)
        writer.writerow([row, _safe(title), one.code, names.get(one.code, ""), f"{one.confidence:.3f}", others])


def _safe(title: str) -> str:
    """Return a title that no spreadsheet takes for a formula."""
    return f"'{title}" if title[:1] in "=+-@" and title else title
