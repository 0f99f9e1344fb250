"""The Django app `statistics`."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Reads only; it registers nothing."""

    name = "ronghe.portal.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
