"""`export_terms`: write what experts accepted as `accepted.csv` into the store's folder, for the next build."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ronghe.portal.talent.commands.terms import ACCEPTED, export
from ronghe.portal.talent.opened import root


class Command(BaseCommand):
    """Writes the whole file each time; what it holds can no longer be undone."""

    help = "Write accepted and merged terms as a lexicon into the store's folder."

    def handle(self, *_args: object, **_options: object) -> None:
        """Export, or say why the rows do not fit the lexicon."""
        try:
            done = export(folder=root(), at=timezone.now())
        except ValueError as error:
            raise CommandError(f"the accepted terms do not fit the lexicon:\n{error}") from None
        self.stdout.write(f"{done.terms} terms in {root() / ACCEPTED}, {done.digest}")
