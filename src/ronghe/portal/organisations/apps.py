"""The Django app `organisations`."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Registers the app under its short label."""

    name = "ronghe.portal.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
