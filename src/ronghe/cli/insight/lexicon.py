"""`ronghe insight lexicon [FOLDER]`: says how many skills the lexicon has, or what is wrong in it."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.insight import lexicon
from ronghe.insight.lexicon import SkillType
from ronghe.insight.places import SKILLS

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: "Subparsers") -> None:
    """Add the command; its parser carries the function to run as `run`."""
    command = subparsers.add_parser("lexicon", help="check the lexicon of skills")
    command.add_argument("folder", nargs="?", type=Path, default=SKILLS)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every mistake and return 1, or how many skills of which type there are and return 0."""
    if wrong := lexicon.mistakes(arguments.folder):
        sys.stdout.write("\n".join(str(one) for one in wrong) + "\n")
        return 1
    skills = lexicon.read(arguments.folder)
    types = Counter(one.type for one in skills)
    spellings = sum(len(one.spellings) for one in skills)
    said = ", ".join(f"{kind.name.lower()} {types[kind]}" for kind in SkillType)
    sys.stdout.write(f"{len(skills)} skills in {spellings} spellings: {said}\n")
    return 0
