"""The Django app `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
