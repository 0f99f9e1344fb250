"""The Django app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers what pages of accounts offer to the inbox, and what writes exports."""

    name = "ronghe.portal.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let decisions on organisations and people appear among everything that waits; let the worker write lists."""
        from ronghe.portal.cases import inbox
        from ronghe.portal.exchange import writers
        from ronghe.portal.web.accounts.decisions import decisions_waiting
        from ronghe.portal.web.work.exports import write

        inbox.register(decisions_waiting)
        writers.register(write)
