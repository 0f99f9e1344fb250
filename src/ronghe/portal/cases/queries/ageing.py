"""How long a case has been where it is, and whether it is late."""

import datetime as dt
from zoneinfo import ZoneInfo

from ronghe.portal.cases.models import Case
from ronghe.rulebook.structure import Definition

SOON = dt.timedelta(days=3)
OLD_DAYS = 14


def days_in_state(case: Case, *, definition: Definition, at: dt.datetime) -> int:
    """Return the days of the programme's calendar since the case entered its state."""
    zone = ZoneInfo(definition.timezone)
    return (at.astimezone(zone).date() - case.state_since.astimezone(zone).date()).days


def age_of(case: Case, *, definition: Definition, at: dt.datetime) -> str:
    """Return `late` past the due moment, `soon` three days before, `old` after a fortnight's waiting, else ''."""
    state = definition.cases[case.kind].states[case.state]
    if state.final:
        return ""
    if case.due_at is None:
        return "old" if state.waits_for and days_in_state(case, definition=definition, at=at) >= OLD_DAYS else ""
    if at >= case.due_at:
        return "late"
    return "soon" if case.due_at - at <= SOON else ""


def last_day(case: Case, *, definition: Definition) -> dt.date | None:
    """Return the last day on which a case is in time: the day before `due_at`, which is the end of a day."""
    if case.due_at is None:
        return None
    return (case.due_at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(definition.timezone)).date()
