"""`load_terms FILE`: take in the terms that `ronghe insight propose` found, for experts to decide on."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ronghe.portal.talent.commands.terms import load


class Command(BaseCommand):
    """Reads a file of proposals; may be repeated, decisions stay."""

    help = "Take in proposed terms from the CSV of `ronghe insight propose`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: object, file: Path, **_options: object) -> None:
        """Load, and say what was read and what could not be."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        taken = load(content=content, source=file.name, at=timezone.now())
        for row, message in taken.faults:
            self.stderr.write(f"{file.name}:{row}: {message}")
        self.stdout.write(
            f"{taken.new} new terms, {taken.renewed} renewed, {taken.known} already in the lexicon, "
            f"{len(taken.faults)} rows not read"
        )
