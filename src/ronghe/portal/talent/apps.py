"""The Django app `talent`."""

from django.apps import AppConfig


class TalentConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.talent"
    label = "talent"
    default_auto_field = "django.db.models.BigAutoField"
