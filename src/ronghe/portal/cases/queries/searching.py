"""Search over all cases that somebody may see: ranked, counted by kind, with what to do next."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case as First
from django.db.models import IntegerField, Q, QuerySet, When

from ronghe.portal.base.search import Asked
from ronghe.portal.cases.access import roles_of, visible_cases
from ronghe.portal.cases.finding import NAMES, TITLES, Finder
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.ageing import age_of, days_in_state, last_day
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.queries.next_step import NextStep, next_step, possible_actions
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import CaseKind, State, Text

SHOWN = 20
COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A case that was found, with its state and what its reader can do next."""

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
class FoundKind:
    """How many cases of one kind of a programme were found."""

    programme: str
    called: Text
    kind: str
    title: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCases:
    """The best of the cases that were found, and how many there are of each kind; `more` than were counted."""

    rows: tuple[FoundCase, ...]
    kinds: tuple[FoundKind, ...]
    more: bool

    @property
    def count(self) -> int:
        """Return how many were counted."""
        return sum(one.count for one in self.kinds)


def found_cases(asked: Asked, *, acting: Membership, at: dt.datetime) -> FoundCases:
    """Return the cases that a membership sees and that answer; none where nothing can be looked for."""
    if not asked.terms:
        return FoundCases(rows=(), kinds=(), more=False)
    finder = Finder(asked)
    cases = visible_cases(acting).filter(finder.holds())
    counts = counted(cases)
    rows = best(cases, finder) if counts else []
    return FoundCases(
        rows=tuple(_found(one, acting=acting, at=at) for one in rows),
        kinds=kinds_of(counts),
        more=sum(counts.values()) > COUNTED,
    )


def counted(cases: QuerySet[Case]) -> Counter[tuple[int, str]]:
    """Return how many cases there are by version and kind, as far as they are counted."""
    return Counter(cases.order_by().values_list("version_id", "kind")[: COUNTED + 1])


def best(cases: QuerySet[Case], finder: Finder, *, names: str = NAMES) -> list[Case]:
    """Return the best of the cases: of that very number, of such parties or people, titles, items; newest first."""
    exact = Q(number=finder.asked.text.upper())
    ways = (exact, finder.holds(weights=names), finder.holds(weights=f"{names}{TITLES}"))
    rank = First(*(When(way, then=at) for at, way in enumerate(ways)), default=len(ways), output_field=IntegerField())
    keys = list(cases.annotate(rank=rank).order_by("rank", "-pk").values_list("pk", flat=True)[:SHOWN])
    found = with_row_relations(Case.objects.filter(pk__in=keys)).in_bulk()
    return [found[key] for key in keys if key in found]


def kinds_of(counts: Mapping[tuple[int, str], int]) -> tuple[FoundKind, ...]:
    """Return the counts by programme and kind, over all versions of a programme, most first."""
    together: dict[tuple[str, str], list[int]] = {}
    for version_id, kind in sorted(counts, reverse=True):
        together.setdefault((programmes.definition(version_id).programme, kind), []).append(version_id)
    found = [
        FoundKind(
            programme=programme,
            called=programmes.called(versions),
            kind=kind,
            title=programmes.definition(versions[0]).cases[kind].title,
            count=sum(counts[version_id, kind] for version_id in versions),
        )
        for (programme, kind), versions in together.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.programme, one.kind)))


def _found(case: Case, *, acting: Membership, at: dt.datetime) -> FoundCase:
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    roles = roles_of(case=case, acting=acting)
    return FoundCase(
        case=case,
        called=definition.called,
        shape=shape,
        state=shape.states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        age=age_of(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        next=next_step(case, possible_actions(case, roles=roles)),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
    )
