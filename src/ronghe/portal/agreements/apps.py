"""The Django app `agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
