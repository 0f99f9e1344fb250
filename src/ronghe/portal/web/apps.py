"""The Django app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
