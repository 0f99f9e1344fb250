"""Checks of an installation that `check --database` and the start run."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ronghe.portal.accounts.models import User


def no_demo_people_in_production(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Return an error if people of the demo exist where the demo is not served; needs a database to look at."""
    if settings.DEMO_LOGINS or not databases or not User.objects.filter(is_demo=True).exists():
        return []
    return [
        Error(
            "There are people of the demo in a production database.",
            hint="Start production with a database of its own; the demo's data cannot be made real.",
            id="accounts.E001",
        )
    ]
