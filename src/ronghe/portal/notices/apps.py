"""The Django app `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
