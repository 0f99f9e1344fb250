"""The Django app `programmes`."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
