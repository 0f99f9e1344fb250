"""The Django app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
