"""`rebuild_search`: write anew what every case is found by."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ronghe.portal.cases.commands.search import rebuild


class Command(BaseCommand):
    """Needed after the way of finding has changed, or where rows were stored by other means than acts."""

    help = "Write anew what every case is found by; with --missing only cases that have nothing yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the choice of cases."""
        parser.add_argument("--missing", action="store_true", help="only cases that have nothing yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print how many cases were written."""
        done = max(rebuild(only_missing=options["missing"]), default=0)
        self.stdout.write(f"{done} cases can be found anew")
