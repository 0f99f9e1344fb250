"""`manage load_demo`: fill an empty portal with the demo."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ronghe.portal.config.demo.load import load


class Command(BaseCommand):
    """Loads the demo once; a second call changes nothing."""

    help = "Load real universities, invented enterprises and people, and the demo's programmes and cases."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say what was done. Refuses where demo people may not exist."""
        if not settings.DEMO_LOGINS:
            raise CommandError("the demo cannot be loaded here: its people may not exist in production")
        loaded = load(library=Path(settings.DEFINITIONS_DIR), now=timezone.now())
        if loaded.found is None:
            self.stdout.write(f"the demo is loaded: {loaded.cases} cases")
        elif loaded.found == loaded.made_from:
            self.stdout.write("the demo is there already")
        else:
            self.stdout.write(
                "a demo made from other inputs is there already and stays; ./run demo --fresh begins anew"
            )
