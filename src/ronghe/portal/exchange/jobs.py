"""What the worker does for exports: making them, and every minute looking after what has stopped or expired."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ronghe.portal.exchange import commands


@app.task(queue="exports", pass_context=False)
def write_export(export_id: int) -> bool:
    """Make an export's file."""
    return commands.run(export_id=export_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="exchange.exports", pass_context=False)
def look_after_exports(timestamp: int) -> int:
    """Take up what a killed worker has left and remove what has expired."""
    del timestamp
    at = timezone.now()
    return commands.resume(at=at) + commands.expire(at=at)
