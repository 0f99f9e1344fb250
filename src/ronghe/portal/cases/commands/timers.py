"""What a state is due by, and when the system will act in it by itself."""

import datetime as dt

from ronghe.portal.cases.access import admitted_parties
from ronghe.portal.cases.commands.situation import Situation, day_of
from ronghe.portal.cases.models import Deadline
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.structure import Definition, Timer


def enter_state(*, here: Situation, state: str, at: dt.datetime) -> None:
    """Put a case into a state: since when, due when; what the former state would have done by itself is called off."""
    case = here.case
    place(here=here, state=state, at=at)
    if case.pk is not None:
        case.deadlines.all().delete()
        admitted = admitted_parties(definition=here.definition, kind=case.kind, state=state)
        case.parties.filter(admitted=False, party__in=admitted).update(admitted=True)


def place(*, here: Situation, state: str, at: dt.datetime) -> None:
    """Give a case its state, since when and due when, without storing anything."""
    due = here.definition.cases[here.case.kind].states[state].due
    here.case.state, here.case.state_since = state, at
    here.case.due_at = _end_of_period(definition=here.definition, period=due, at=at) if due else None


def set_deadlines(*, here: Situation, at: dt.datetime) -> None:
    """Note when the system will act by itself in the state that a case is in."""
    Deadline.objects.bulk_create(deadlines_of(here=here, at=at))


def deadlines_of(*, here: Situation, at: dt.datetime) -> list[Deadline]:
    """Return when the system will act by itself in the state that a case is in, without storing anything."""
    case = here.case
    actions = here.definition.cases[case.kind].actions
    return [
        Deadline(case=case, action=key, at=moment)
        for key, action in actions.items()
        for timer in action.timers
        if timer.state == case.state and (moment := _moment(here=here, timer=timer, at=at)) is not None
    ]


def _moment(*, here: Situation, timer: Timer, at: dt.datetime) -> dt.datetime | None:
    if timer.after:
        return _end_of_period(definition=here.definition, period=timer.after, at=at)
    name = timer.at or ""
    if name.startswith("window."):
        return periods.end_of_day(here.definition.windows[name.split(".")[1]].closes, zone=here.definition.timezone)
    day = here.known(names=frozenset({name}), at=at)[name]
    return periods.end_of_day(day, zone=here.definition.timezone) if isinstance(day, dt.date) else None


def _end_of_period(*, definition: Definition, period: str, at: dt.datetime) -> dt.datetime:
    start = day_of(definition, at)
    return periods.due_at(start, period, calendar=programmes.calendar(), zone=definition.timezone)
