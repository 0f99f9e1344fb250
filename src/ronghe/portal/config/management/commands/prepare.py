"""`manage prepare`: make the database ready for this version of the code."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrates, and in the demo loads its data; may be repeated at any time."""

    help = "Migrate the database; in the demo, load its data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps in order; a step that fails stops the rest."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("rebuild_search", missing=True, stdout=StringIO())
        if settings.MODE == "demo" and "load_demo" in get_commands():
            call_command("load_demo")
