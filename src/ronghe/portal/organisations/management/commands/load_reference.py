"""`load_reference`: store the public bodies, universities and majors that ship with the platform."""

from django.core.management.base import BaseCommand

from ronghe.portal.organisations.commands import load_reference


class Command(BaseCommand):
    """Stores reference data; what is there already stays as it is."""

    help = "Store public bodies, universities and majors; repeating it is harmless."

    def handle(self, *_args: object, **_options: object) -> None:
        """Store them in one transaction."""
        load_reference()
