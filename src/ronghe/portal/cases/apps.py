"""The Django app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers what cases offer to definitions."""

    name = "ronghe.portal.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the facts and effects of this app."""
        from ronghe.portal.cases import facts, inbox, own_effects
        from ronghe.portal.cases.queries.left import leaders_left

        facts.register_own()
        own_effects.register_own()
        inbox.register(leaders_left)
