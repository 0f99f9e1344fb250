"""Acts that the system performs when their time has come."""

import datetime as dt

from django.db import transaction

from ronghe.portal.cases import effects
from ronghe.portal.cases.commands import record
from ronghe.portal.cases.commands.acts import perform_as_system
from ronghe.portal.cases.models import Deadline
from ronghe.rulebook.decisions import Decision, Refused

RETRY = dt.timedelta(days=1)


def run_due_deadlines(*, at: dt.datetime, limit: int = 200) -> int:
    """Perform what is due at a moment, each in its own transaction; return how many acts were performed.

    A refused act keeps its reasons and is tried again a day later. Several workers may run at once.
    """
    done = 0
    tried: list[int] = []
    for _ in range(limit):
        with transaction.atomic():
            due = Deadline.objects.filter(at__lte=at).exclude(pk__in=tried)
            deadline = due.select_for_update(skip_locked=True).order_by("at", "pk").first()
            if deadline is None:
                return done
            tried.append(deadline.pk)
            done += _run(deadline, at=at)
    return done


def try_again(*, case_id: int, at: dt.datetime) -> None:
    """Let the system try at once what it was refused before, as what stood against it may be gone."""
    Deadline.objects.filter(case_id=case_id).exclude(refusal=[]).update(at=at)


def _run(deadline: Deadline, *, at: dt.datetime) -> int:
    decision = _perform(deadline, at=at)
    remaining = Deadline.objects.filter(pk=deadline.pk)
    if isinstance(decision, Refused):
        remaining.update(at=at + RETRY, refusal=[record.plain_finding(one) for one in decision.findings])
        return 0
    remaining.delete()
    return 1


def _perform(deadline: Deadline, *, at: dt.datetime) -> Decision:
    try:
        with transaction.atomic():
            return perform_as_system(case_id=deadline.case_id, action=deadline.action, at=at)
    except effects.Barred as barred:
        return Refused(findings=(barred.finding,))
