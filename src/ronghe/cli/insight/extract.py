"""`ronghe insight extract FILE`: the skills that texts ask for, as phrases, a line of JSON a text."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight.places import SKILLS

if TYPE_CHECKING:
    from ronghe.insight.extraction.matcher import Matcher, Span

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("extract", help="find the skills that texts name")
    command.add_argument("file", type=Path, metavar="FILE", help="Parquet, CSV, JSON lines; else a text a line")
    command.add_argument("--text", default="", metavar="COLUMN", help="the column of texts; usual names are known")
    command.add_argument("--id", default="", metavar="COLUMN", help="the column of their ids; else rows are counted")
    command.add_argument("--lexicon", type=Path, default=SKILLS, metavar="FOLDER")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write a line for each text with the spans in it; return 1 if the file or the lexicon cannot be used."""
    from ronghe.insight import lexicon
    from ronghe.insight.extraction.matcher import Matcher
    from ronghe.insight.extraction.phrases import phrases
    from ronghe.insight.extraction.texts import Unusable, portions, texts

    try:
        matcher = Matcher.of(lexicon.read(arguments.lexicon))
        read = texts(arguments.file, text=arguments.text, identifier=arguments.id, tell=_tell)
        for portion in portions(read):
            found = matcher.spans_of([one.text for one in portion])
            for one, of_one in zip(portion, found, strict=True):
                sys.stdout.write(f"{_line(one.id, one.text, phrases(one.text, of_one), matcher)}\n")
    except (Unusable, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _line(identifier: str, text: str, found: "tuple[Span, ...]", matcher: "Matcher") -> str:
    spans = [
        {
            "start": one.start,
            "end": one.end,
            "text": text[one.start : one.end],
            "skill": one.name,
            "type": matcher.types[one.skill_id],
            "skill_id": one.skill_id,
        }
        for one in found
    ]
    plain = json.dumps({"id": identifier, "spans": spans}, ensure_ascii=False)
    return plain.encode("utf-8", "replace").decode()
