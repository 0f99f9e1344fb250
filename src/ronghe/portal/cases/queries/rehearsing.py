"""A bulk act before it happens: what it would do to each of the chosen cases, with the queries that one case needs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ronghe.portal.cases.access import roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.checking import Checklist, checklists, has_checklist
from ronghe.portal.cases.queries.explaining import without_asked
from ronghe.portal.cases.queries.known import facts_of, places_of, places_used
from ronghe.portal.cases.queries.listing import Listing
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.scopes import Bounds
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Allowed, Decision
from ronghe.rulebook.structure import Action, Form

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What would happen to one case of a bulk act."""

    case: Case
    decision: Decision
    checklist: Checklist | None = None
    looked_at: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Return whether the act would be allowed now, and is safe to perform among others."""
        return isinstance(self.decision, Allowed) and self.cleared

    @property
    def cleared(self) -> bool:
        """Return whether the checklist holds, as far as the machine can see, and somebody has looked at the rest."""
        return self.checklist is None or (self.checklist.safe and not self.checklist.unseen(self.looked_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """A bulk act before it happens: which cases, which of them would be refused, what it asks once for all."""

    listing: Listing
    key: str
    action: Action
    asked: Form | None
    rehearsals: tuple[Rehearsal, ...]
    missing: int

    @property
    def allowed(self) -> tuple[Rehearsal, ...]:
        """Return the cases on which the act would be allowed."""
        return tuple(one for one in self.rehearsals if one.allowed)

    @property
    def refused(self) -> tuple[Rehearsal, ...]:
        """Return the cases on which the act would be refused."""
        return tuple(one for one in self.rehearsals if not one.allowed)


def recap(
    *,
    about: Listing,
    numbers: Iterable[str],
    action: str,
    acting: Membership,
    at: dt.datetime,
    looked_at: Mapping[str, Sequence[str]] | None = None,
) -> Recap:
    """Return what a bulk act would do to the chosen cases, without doing it. Raises NoAccess for an act not theirs.

    The list has to be one mode's: an act of the same name may ask something else in another.
    Where the act has a checklist, `looked_at` says by number what somebody has ticked as looked at.
    Places of quotas that the act takes are counted on from case to case, as the act itself would.
    """
    shape = about.shape.actions.get(action)
    if about.mixed or shape is None or not shape.bulk or not about.roles & frozenset(shape.by):
        raise NoAccess
    chosen = list(dict.fromkeys(numbers))[:MOST_AT_ONCE]
    cases = with_row_relations(about.cases.filter(number__in=chosen)).order_by("version_id", "pk")
    taken: Counter[Bounds] = Counter()
    rehearsals = [
        one
        for _, group in groupby(cases, key=lambda case: case.version_id)
        for one in _with_checklists(
            list(_rehearsed(list(group), action=action, acting=acting, at=at, taken=taken)),
            action=action,
            acting=acting,
            at=at,
            looked_at=looked_at or {},
        )
    ]
    return Recap(
        listing=about,
        key=action,
        action=shape,
        asked=about.definition.forms[shape.asks] if shape.asks else None,
        rehearsals=tuple(rehearsals),
        missing=len(chosen) - len(rehearsals),
    )


def _rehearsed(
    cases: Sequence[Case], *, action: str, acting: Membership, at: dt.datetime, taken: Counter[Bounds]
) -> Iterator[Rehearsal]:
    definition = programmes.definition(cases[0].version_id)
    if action not in definition.cases[cases[0].kind].actions:
        return
    names = engine.fact_names(definition, kind=cases[0].kind, action=action)
    known = facts_of(cases, definition=definition, names=names, at=at)
    used = places_used(cases, definition=definition, keys=[(action,)] * len(cases), at=at)
    for case, facts, held in zip(cases, known, used, strict=True):
        places = places_of(case, definition=definition, keys=(action,), at=at)
        decision = engine.decide(
            definition,
            case=case_view(case),
            act=Act(action=action, roles=roles_of(case=case, acting=acting), at=at),
            facts=facts,
            used={name: number + taken[places[name]] for name, number in held.items()},
            calendar=programmes.calendar(),
        )
        expected = without_asked(decision)
        if isinstance(expected, Allowed):
            taken.update(places.values())
        yield Rehearsal(case=case, decision=expected)


def _with_checklists(
    rehearsals: Sequence[Rehearsal],
    *,
    action: str,
    acting: Membership,
    at: dt.datetime,
    looked_at: Mapping[str, Sequence[str]],
) -> Iterator[Rehearsal]:
    if not rehearsals:
        return
    case = rehearsals[0].case
    if not has_checklist(programmes.definition(case.version_id), kind=case.kind, action=action):
        yield from rehearsals
        return
    found = checklists([one.case for one in rehearsals], action=action, acting=acting, at=at)
    for one, checks in zip(rehearsals, found, strict=True):
        yield replace(one, checklist=checks, looked_at=checks.seen(looked_at.get(one.case.number or "", ())))
