"""The Django app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers what notices offer to definitions and to the inbox."""

    name = "ronghe.portal.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the facts, effects and inbox items of this app."""
        from ronghe.portal.cases import inbox
        from ronghe.portal.notices import effects, facts, queries

        facts.register()
        effects.register()
        inbox.register(queries.objections_waiting)
