"""The Django app `agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Registers what agreements offer to definitions, and notes which states of a version need a filing."""

    name = "ronghe.portal.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the facts and effects of this app."""
        from ronghe.portal.agreements import effects, facts, filing, filters, queries
        from ronghe.portal.cases import inbox
        from ronghe.portal.programmes import publication

        facts.register()
        filters.register()
        effects.register()
        publication.register(filing.note_states)
        inbox.register(queries.promises_overdue)
