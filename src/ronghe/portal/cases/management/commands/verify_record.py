"""`verify_record`: recompute the chain of every case and say where it breaks."""

from django.core.management.base import BaseCommand, CommandError

from ronghe.portal.cases.integrity import broken_cases


class Command(BaseCommand):
    """Recomputes every event's digest from its content and its predecessor."""

    help = "Verify the record of all cases: every event's digest, its place in the chain, and the state it led to."

    def handle(self, *_args: object, **_options: object) -> None:
        """Print the count of what was verified, or fail with the cases whose record is broken."""
        checked, broken = broken_cases()
        if broken:
            raise CommandError("; ".join(f"{one.number}: {one.reason}" for one in broken))
        self.stdout.write(f"{checked} cases verified, none broken")
