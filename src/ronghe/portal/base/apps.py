"""The Django app `base`."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"
