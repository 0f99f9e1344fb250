"""`manage load_nation`: go on loading the demo's nation, part by part, until it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, connection
from django.utils import timezone

from ronghe.portal.config.demo import talent
from ronghe.portal.config.demo.load import made_from
from ronghe.portal.config.demo.nation import parts
from ronghe.portal.organisations.demo import LOCK

_TRIES = 5


class Command(BaseCommand):
    """Loads what is missing; it may be ended at any moment and called again, also while another one is at it."""

    help = "Load the national demo: invented universities and enterprises, and seven years of projects."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many parts there shall be in the end."""
        parser.add_argument("--parts", type=int, default=parts.WHOLE, help="stop when so many parts are there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load part after part. Refuses where demo people may not exist, and before the demo itself is loaded."""
        if not settings.DEMO_LOGINS:
            raise CommandError("the demo cannot be loaded here: its people may not exist in production")
        if made_from() is None:
            raise CommandError("load the demo first: manage load_demo")
        with _only_one() as mine:
            if not mine:
                self.stdout.write("the nation is being loaded already")
                return
            self._load(wanted=min(options["parts"], parts.WHOLE))

    def _load(self, *, wanted: int) -> None:
        number = parts.loaded_parts()
        talent.settle(timezone.now())
        while number < wanted:
            cases = _load_part(number)
            number += 1
            self.stdout.write(f"part {number} of {parts.WHOLE}: {cases} cases")
            self.stdout.flush()
            if number in (1, 5, wanted):
                parts.analyse()
            talent.settle(timezone.now())
        self.stdout.write(f"the nation is there, {number} of {parts.WHOLE} parts")


def _load_part(number: int) -> int:
    """Load a part; somebody who files a project meanwhile takes a number that the part had in mind."""
    for _ in range(_TRIES - 1):
        with suppress(IntegrityError):
            return parts.load_part(number, library=Path(settings.DEFINITIONS_DIR), now=timezone.now())
    return parts.load_part(number, library=Path(settings.DEFINITIONS_DIR), now=timezone.now())


@contextmanager
def _only_one() -> Iterator[bool]:
    """Hold the lock of loading for as long as the connection lives; it goes with the process, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        (mine,) = cursor.fetchone()
    try:
        yield bool(mine)
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
