"""What the worker does for cases: performing what is due, every minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ronghe.portal.cases.commands import run_due_deadlines


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases.deadlines", pass_context=False)
def act_on_deadlines(timestamp: int) -> int:
    """Perform the acts whose time has come; `timestamp` is the minute that the worker was called for."""
    del timestamp  # a late worker acts on what is due now
    return run_due_deadlines(at=timezone.now())
