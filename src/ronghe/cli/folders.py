"""What the commands on definitions share: where a definition and its library lie, and how problems are told."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ronghe.rulebook.problems import Problem
from ronghe.rulebook.structure import Text

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_folder(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Let a command take a definition's folder, or several, and the library of sources and vocabularies."""
    if several:
        parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a folder with a definition.yaml")
    else:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder with a definition.yaml")
    parser.add_argument(
        "--library", type=Path, help="where sources/ and vocabularies/ lie; default: the nearest folder with them"
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let a command take a language for the definition's own texts."""
    parser.add_argument("--lang", choices=["zh", "en"], help="the definition's texts in one language; default: both")


def library_of(arguments: argparse.Namespace, folder: Path) -> Path:
    """Return the library of a definition: the one named, else the nearest folder above it with `sources/`."""
    above = folder.resolve().parents
    nearest = next((each for each in above if (each / "sources").is_dir()), above[0])
    return Path(arguments.library) if arguments.library else nearest


def say(text: Text, language: str | None) -> str:
    """Return a text of a definition in one language, or in both."""
    if language is None:
        return f"{text.zh} / {text.en}"
    return text.en if language == "en" else text.zh


def tell(line: str) -> None:
    """Write a line for people to read."""
    sys.stdout.write(f"{line}\n")


def tell_problems(folder: Path, problems: Iterable[Problem]) -> int:
    """Write every problem after the folder's name and return the exit status of failure."""
    for problem in problems:
        tell(f"{folder}/{problem}" if problem.file else f"{folder}: {problem}")
    return 1
