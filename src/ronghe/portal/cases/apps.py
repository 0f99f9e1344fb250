"""The Django app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers what cases offer to definitions."""

    name = "ronghe.portal.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the facts and effects of this app."""
        from ronghe.portal.cases import facts, own_effects

        facts.register_own()
        own_effects.register_own()
