"""The Django app `config`: management commands and wiring of the whole."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the app under its short label; it has no models."""

    name = "ronghe.portal.config"
    label = "config"
