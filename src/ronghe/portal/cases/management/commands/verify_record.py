"""`verify_record`: recompute the chain of every case and the ledger of every quota, and say where they break."""

from django.core.management.base import BaseCommand, CommandError

from ronghe.portal.cases.integrity import broken_cases, broken_quotas


class Command(BaseCommand):
    """Recomputes every event's digest from its content and its predecessor."""

    help = "Verify every event's digest and place in its case's chain, each case's state, and the ledgers of quotas."

    def handle(self, *_args: object, **_options: object) -> None:
        """Print the count of what was verified, or fail with the cases whose record is broken."""
        checked, broken = broken_cases()
        broken += broken_quotas()
        if broken:
            raise CommandError("; ".join(f"{one.number}: {one.reason}" for one in broken))
        self.stdout.write(f"{checked} cases verified, none broken")
