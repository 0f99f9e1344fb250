"""Which cases count, and how far they have come: what boards count, lists narrow down to by the same conditions."""

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from ronghe.portal.cases.conditions import in_states
from ronghe.portal.cases.models import Case
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.scope import uncounted
from ronghe.rulebook.structure import CaseKind, State

SELECTED = "selected"
STAGES: dict[str, Callable[[State], bool]] = {
    "published": lambda state: state.public and state.tone != "bad",
    "good": lambda state: state.final and state.tone == "good",
    "bad": lambda state: state.final and state.tone == "bad",
}
# Days in the present state, both included; None where there is no limit.
AGES: dict[str, tuple[int, int | None]] = {"week": (0, 7), "month": (8, 30), "older": (31, None)}


def counted(kind: str, versions: Iterable[int]) -> Q:
    """Return the condition on cases of a kind to count under their version's definition."""
    without = Q(pk__in=[])
    for version in versions:
        states = uncounted(programmes.definition(version).cases[kind])
        if states:
            without |= Q(version_id=version, state__in=sorted(states))
    return ~without


def at_stage(stage: str, *, kind: str, versions: Iterable[int]) -> Q:
    """Return the condition on cases of a kind to have come to a stage; no case has come to one that does not exist."""
    if stage == SELECTED:
        return Q(Exists(Case.objects.filter(parent=OuterRef("pk"))))
    shapes = ((pk, programmes.definition(pk).cases[kind]) for pk in versions)
    return in_states((pk, kind, tuple(key for key in shape.states if is_at(stage, shape, key))) for pk, shape in shapes)


def is_at(stage: str, shape: CaseKind, state: str) -> bool:
    """Return whether a case in a state has come to a stage; `entered` is everything but the state of beginning."""
    if stage == "entered":
        return state != shape.initial
    return stage in STAGES and STAGES[stage](shape.states[state])


def aged(age: str, *, kind: str, versions: Iterable[int], at: dt.datetime) -> Q:
    """Return the condition on cases of a kind that still go on to have been in their state for some days."""
    shapes = [(pk, programmes.definition(pk)) for pk in versions]
    going_on = in_states(
        (pk, kind, tuple(key for key, state in one.cases[kind].states.items() if not state.final)) for pk, one in shapes
    )
    return going_on & in_state_for(age, at=at, zone=shapes[0][1].timezone) if shapes else going_on


def in_state_for(age: str, *, at: dt.datetime, zone: str) -> Q:
    """Return the condition to have been in the present state for some days of the programme's calendar."""
    least, most = AGES[age]
    found = Q(state_since__lt=_morning(at, zone, before=least - 1))
    return found if most is None else found & Q(state_since__gte=_morning(at, zone, before=most))


def _morning(at: dt.datetime, zone: str, *, before: int) -> dt.datetime:
    here = ZoneInfo(zone)
    return dt.datetime.combine(at.astimezone(here).date() - dt.timedelta(days=before), dt.time(), here)
