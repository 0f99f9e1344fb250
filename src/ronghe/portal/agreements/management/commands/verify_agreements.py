"""`verify_agreements`: recompute the digests of every agreement and say which text, answer or signature differs."""

from django.core.management.base import BaseCommand, CommandError

from ronghe.portal.agreements.integrity import broken_agreements


class Command(BaseCommand):
    """Recomputes the digest of every agreement's text and of the answers it was made from."""

    help = "Verify all agreements: text, parts, answers and signatures against the digests that were taken of them."

    def handle(self, *_args: object, **_options: object) -> None:
        """Print the count of what was verified, or fail with the cases whose agreement is broken."""
        checked, broken = broken_agreements()
        if broken:
            raise CommandError("; ".join(f"{one.number}: {one.reason}" for one in broken))
        self.stdout.write(f"{checked} agreements verified, none broken")
