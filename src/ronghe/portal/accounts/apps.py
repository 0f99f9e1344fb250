"""The Django app `accounts`."""

from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of this app."""
        from ronghe.portal.accounts.checks import no_demo_people_in_production

        checks.register(no_demo_people_in_production, checks.Tags.database)
