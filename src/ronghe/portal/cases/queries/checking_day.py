"""A clerk's day: the cases that wait for an act with a checklist, each with its checklist."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from ronghe.portal.cases.queries.checking import Checklist, checklists, has_checklist
from ronghe.portal.cases.queries.listing import Listing, listing
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.rulebook.structure import Action, State

MOST_CHECKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingDay:
    """The cases that wait for an act with a checklist, in the order of their coming: what a clerk goes through."""

    listing: Listing
    key: str
    action: Action
    state_key: str
    state: State
    checklists: tuple[Checklist, ...]
    waiting: int

    @property
    def safe(self) -> tuple[Checklist, ...]:
        """Return those that can be done together once everything has been looked at."""
        return tuple(one for one in self.checklists if one.safe and self.action.bulk)

    @property
    def singly(self) -> tuple[Checklist, ...]:
        """Return those that have to be opened one by one."""
        return tuple(one for one in self.checklists if not (one.safe and self.action.bulk))


def checkable(about: Listing) -> tuple[tuple[str, str, Action], ...]:
    """Return the acts with a checklist that the viewer of a list may perform: its mode, its key, the action."""
    return tuple(
        (mode.key, key, action)
        for mode in about.modes
        for key, action in mode.definition.cases[about.kind].actions.items()
        if about.roles & frozenset(action.by) and has_checklist(mode.definition, kind=about.kind, action=key)
    )


def checking_day(
    *, programme: str, kind: str, action: str, state: str, acting: Membership, at: dt.datetime, version: str = ""
) -> CheckingDay:
    """Return the cases in a state that wait for an act with a checklist, each with its checklist.

    Raises NoAccess where the act is not the viewer's, or has no checklist in any mode.
    """
    about = listing(programme=programme, kind=kind, acting=acting, version=version)
    mode = next((mode for mode, key, _ in checkable(about) if key == action), None)
    if mode is None:
        raise NoAccess
    if about.mixed:
        about = listing(programme=programme, kind=kind, acting=acting, version=mode)
    shape = about.shape.actions[action]
    if (chosen := state or shape.source[0]) not in shape.source:
        raise NoAccess
    waiting = about.cases.filter(state=chosen)
    cases = list(with_row_relations(waiting).order_by("version_id", "state_since", "pk")[:MOST_CHECKED])
    found = [
        one
        for _, group in groupby(cases, key=lambda case: case.version_id)
        for one in checklists(list(group), action=action, acting=acting, at=at)
    ]
    return CheckingDay(
        listing=about,
        key=action,
        action=shape,
        state_key=chosen,
        state=about.states[chosen],
        checklists=tuple(sorted(found, key=lambda one: one.case.state_since)),
        waiting=waiting.count() if len(cases) == MOST_CHECKED else len(cases),
    )
