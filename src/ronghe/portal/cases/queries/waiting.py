"""The inbox: what waits for a membership, until when, and what it can do; its drafts; its organisation's deadlines."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ronghe.portal.cases.access import messages_for, roles_of, visible_cases
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.conditions import InStates, in_states
from ronghe.portal.cases.inbox import InboxItem, further_items
from ronghe.portal.cases.models import Case, Deadline, Message
from ronghe.portal.cases.queries.ageing import SOON, age_of, days_in_state, last_day
from ronghe.portal.cases.queries.beginning import Beginning, OpenWindow, beginnings, open_windows
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.queries.next_step import NextStep, next_steps
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Action, CaseKind, Definition, State, Text

EACH = 6
FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case in an inbox with what its reader can do next."""

    case: Case
    called: Text
    shape: CaseKind
    state: State
    days: int
    age: str
    due_on: dt.date | None
    next: NextStep
    edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All cases of one kind and state that wait for a membership; the most pressing ones are in `cases`.

    `mixed` says that they began under versions of different names; `called` then has all names.
    """

    programme: str
    called: Text
    kind: str
    state_key: str
    shape: CaseKind
    state: State
    count: int
    late: int
    soon: int
    mixed: bool
    cases: tuple[Waiting, ...]

    @property
    def more(self) -> int:
        """Return how many cases are not shown."""
        return self.count - len(self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemAct:
    """What the system will do by itself, and when."""

    deadline: Deadline
    shape: CaseKind
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One person's page: everything that waits for them in the role they act in."""

    groups: tuple[Group, ...]
    further: tuple[InboxItem, ...]
    drafts: tuple[Waiting, ...]
    with_others: tuple[Waiting, ...]
    system_acts: tuple[SystemAct, ...]
    windows: tuple[OpenWindow, ...]
    beginnings: tuple[Beginning, ...]
    over: tuple[Beginning, ...]
    messages: tuple[Message, ...]
    several: bool

    @property
    def count(self) -> int:
        """Return how many things wait."""
        return sum(group.count for group in self.groups) + len(self.further)

    @property
    def late(self) -> int:
        """Return how many of the waiting cases are past their due moment."""
        return sum(group.late for group in self.groups)

    @property
    def soon(self) -> int:
        """Return how many of the waiting cases are due within three days."""
        return sum(group.soon for group in self.groups)


def inbox(*, acting: Membership, at: dt.datetime) -> Inbox:
    """Return the inbox of a membership at a moment, in a constant number of queries."""
    every = list(programmes.every_version())
    versions = [one for one in every if programmes.base_of(one) == one.pk]
    visible = visible_cases(acting)
    waits = states_where(lambda state, roles: bool(roles & frozenset(state.waits_for)), versions=every, acting=acting)
    drafts = states_where(lambda state, roles: _is_draft(state, roles), versions=every, acting=acting)
    begun = beginnings(versions=versions, acting=acting, at=at)
    return Inbox(
        groups=_groups(visible.filter(waits), acting=acting, at=at),
        further=tuple(further_items(acting=acting, at=at)),
        drafts=_cases(visible.filter(drafts).order_by("-state_since")[:FEW], acting=acting, at=at),
        with_others=_cases(_due(visible.exclude(waits | drafts)), acting=acting, at=at),
        system_acts=_system_acts(visible),
        windows=open_windows(versions=versions, acting=acting, at=at),
        beginnings=tuple(one for one in begun if one.closed is None),
        over=tuple(one for one in begun if one.closed is not None),
        several=len({programmes.definition(one.pk).called.zh for one in versions}) > 1,
        messages=tuple(messages_for(acting).filter(read_at=None)[:FEW]),
    )


def states_where(
    holds: Callable[[State, frozenset[str]], bool], *, versions: Iterable[ProgrammeVersion], acting: Membership
) -> Q:
    """Return the condition on cases to be in a state for which something holds, given the roles of a membership."""
    found: list[InStates] = []
    for version in versions:
        definition = programmes.definition(version.pk)
        roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
        for key, kind in definition.cases.items() if roles else ():
            found.append((version.pk, key, tuple(name for name, state in kind.states.items() if holds(state, roles))))
    return in_states(found)


def _is_draft(state: State, roles: frozenset[str]) -> bool:
    return bool(roles & frozenset(state.edit)) and not roles & frozenset(state.waits_for)


def _groups(cases: QuerySet[Case], *, acting: Membership, at: dt.datetime) -> tuple[Group, ...]:
    names = ("version__programme__key", "kind", "state", "version_id")
    late = Count("pk", filter=Q(due_at__lte=at))
    soon = Count("pk", filter=Q(due_at__gt=at, due_at__lte=at + SOON))
    order = (*names[:3], "-version__since", "-version_id")
    counts = cases.order_by().values_list(*names).annotate(number=Count("pk"), late=late, soon=soon).order_by(*order)
    pressing = list(with_row_relations(_first_of_each(cases)))
    steps = next_steps(pressing, acting=acting, at=at)
    first = tuple(_waiting(one, acting=acting, at=at, step=steps[one.pk]) for one in pressing)
    groups = [_group(list(rows), first) for _, rows in groupby(counts, key=lambda row: row[:3])]
    return tuple(sorted(groups, key=lambda group: _pressing(group, at)))


def _first_of_each(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the most pressing cases of each kind and state: the earliest due, then those waiting longest."""
    order = (F("due_at").asc(nulls_last=True), F("state_since").asc(), F("pk").asc())
    place = Window(RowNumber(), partition_by=["version__programme_id", "kind", "state"], order_by=order)
    return cases.annotate(place=place).filter(place__lte=EACH).order_by(*order)


def _group(rows: Sequence[tuple[str, str, str, int, int, int, int]], first: tuple[Waiting, ...]) -> Group:
    """Return the group of some counts that differ in the version only, the newest first."""
    programme, kind, state = rows[0][:3]
    versions = [row[3] for row in rows]
    shape = programmes.definition(versions[0]).cases[kind]
    mine = [
        one for one in first if one.case.version_id in versions and (one.case.kind, one.case.state) == (kind, state)
    ]
    return Group(
        programme=programme,
        called=programmes.called(versions),
        kind=kind,
        state_key=state,
        shape=shape,
        state=shape.states[state],
        count=sum(row[4] for row in rows),
        late=sum(row[5] for row in rows),
        soon=sum(row[6] for row in rows),
        mixed=len({programmes.definition(one).called for one in versions}) > 1,
        cases=tuple(mine),
    )


def _pressing(group: Group, at: dt.datetime) -> tuple[bool, dt.datetime]:
    due = [one.case.due_at for one in group.cases if one.case.due_at is not None]
    return (not due, min(due) if due else at)


def _cases(cases: QuerySet[Case], *, acting: Membership, at: dt.datetime) -> tuple[Waiting, ...]:
    return tuple(_waiting(case, acting=acting, at=at) for case in with_row_relations(cases))


def _waiting(case: Case, *, acting: Membership, at: dt.datetime, step: NextStep | None = None) -> Waiting:
    definition: Definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    return Waiting(
        case=case,
        called=definition.called,
        shape=shape,
        state=shape.states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        age=age_of(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        next=step or NextStep(),
        edit=bool(roles_of(case=case, acting=acting) & frozenset(shape.states[case.state].edit)),
    )


def _due(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(due_at__isnull=False).order_by("due_at", "pk")[:FEW]


def _system_acts(visible: QuerySet[Case]) -> tuple[SystemAct, ...]:
    coming = Deadline.objects.filter(case__in=visible).select_related("case").order_by("at", "pk")[:FEW]
    found = []
    for deadline in coming:
        shape = programmes.definition(deadline.case.version_id).cases[deadline.case.kind]
        found.append(SystemAct(deadline=deadline, shape=shape, action=shape.actions[deadline.action]))
    return tuple(found)
