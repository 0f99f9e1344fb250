"""What the rules say about acts that have not happened: for case pages, pages of acts, recaps of bulk acts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from ronghe.portal.cases.access import access_case, parties_of, roles_of
from ronghe.portal.cases.facts import FactContext, collect
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.queries.lists import Listing, with_row_relations
from ronghe.portal.cases.scopes import scope_of
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import calendar as periods
from ronghe.rulebook import engine
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Act, Allowed, Citation, Decision, Finding, Outcome, Value
from ronghe.rulebook.forms import clean
from ronghe.rulebook.structure import Action, CaseKind, Definition, Form, Severity, State

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """An action somebody could perform on a case, with every rule that guards it and how it comes out now.

    `unfinished` counts the answers still missing or wrong in the case's form, for an act that needs it complete.
    """

    key: str
    action: Action
    target: State
    findings: tuple[Finding, ...]
    unfinished: int

    @property
    def ready(self) -> bool:
        """Return whether nothing that is known now stands against the act."""
        return not self.barred and not self.unfinished

    @property
    def barred(self) -> tuple[Finding, ...]:
        """Return what bars the act now; what depends on the form still to be filled in does not count."""
        return tuple(one for one in self.findings if _bars(one))

    @property
    def warned(self) -> tuple[Finding, ...]:
        """Return what whoever acts should know."""
        return tuple(one for one in self.findings if one.severity is Severity.WARN and one.outcome in _OPEN)

    @property
    def later(self) -> tuple[Finding, ...]:
        """Return the rules that hang on what the act's own form will say."""
        return tuple(one for one in self.findings if one.outcome in _OPEN and _bars_at_all(one) and reads_asked(one))

    @property
    def others(self) -> tuple[Finding, ...]:
        """Return the rules that are met or do not apply, and preferences either way."""
        told = (*self.barred, *self.warned, *self.later)
        return tuple(one for one in self.findings if one not in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """What somebody sees before acting: the action, what it asks, how its rules come out now."""

    case: Case
    definition: Definition
    shape: CaseKind
    state: State
    prospect: Prospect
    asked: Form | None
    cites: Citation | None
    edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What would happen to one case of a bulk act."""

    case: Case
    decision: Decision

    @property
    def allowed(self) -> bool:
        """Return whether the act would be allowed now."""
        return isinstance(self.decision, Allowed)


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


_OPEN = (Outcome.BROKEN, Outcome.UNKNOWN)


def _bars(finding: Finding) -> bool:
    return _bars_at_all(finding) and not reads_asked(finding)


def _bars_at_all(finding: Finding) -> bool:
    return finding.severity is Severity.BLOCK and finding.outcome in _OPEN


def reads_asked(finding: Finding) -> bool:
    """Return whether a finding hangs on what the act's own form will say."""
    return finding.rule.startswith("asked:") or any(one.name.startswith("asked.") for one in finding.values)


def explain_all(*, case: Case, acting: Membership, at: dt.datetime) -> tuple[Prospect, ...]:
    """Return every action that the viewer may perform on a case by role and state, with its rules as they stand.

    The case must come from `access_case`. However many actions there are, the facts are collected once.
    """
    definition = programmes.definition(case.version_id)
    roles = roles_of(case=case, acting=acting)
    keys = engine.possible(definition, kind=case.kind, state=case.state, roles=roles)
    return _prospects(case=case, definition=definition, keys=keys, roles=roles, at=at)


def act_page(*, number: str, action: str, acting: Membership, at: dt.datetime) -> ActPage:
    """Return what somebody sees before acting. Raises NoAccess where the case or the action is not for them."""
    case = access_case(number=number, acting=acting)
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    roles = roles_of(case=case, acting=acting)
    if action not in shape.actions or not roles & frozenset(shape.actions[action].by):
        raise NoAccess
    asks = shape.actions[action].asks
    return ActPage(
        case=case,
        definition=definition,
        shape=shape,
        state=shape.states[case.state],
        prospect=_prospects(case=case, definition=definition, keys=(action,), roles=roles, at=at)[0],
        asked=definition.forms[asks] if asks else None,
        cites=cite(definition, shape.actions[action].cites),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
    )


def recap(*, about: Listing, numbers: Iterable[str], action: str, acting: Membership, at: dt.datetime) -> Recap:
    """Return what a bulk act would do to the chosen cases, without doing it. Raises NoAccess for an act not theirs.

    Places of quotas that the act takes are counted on from case to case, as the act itself would.
    """
    shape = about.shape.actions.get(action)
    if shape is None or not shape.bulk or not about.roles & frozenset(shape.by):
        raise NoAccess
    chosen = list(dict.fromkeys(numbers))[:MOST_AT_ONCE]
    cases = list(
        with_row_relations(
            about.cases.filter(number__in=chosen).select_related("version").defer("version__text")
        ).order_by("pk")
    )
    taken: Counter[str] = Counter()
    rehearsals = [_rehearse(case, action=action, acting=acting, at=at, taken=taken) for case in cases]
    return Recap(
        listing=about,
        key=action,
        action=shape,
        asked=about.definition.forms[shape.asks] if shape.asks else None,
        rehearsals=tuple(rehearsals),
        missing=len(chosen) - len(cases),
    )


def _prospects(
    *, case: Case, definition: Definition, keys: tuple[str, ...], roles: frozenset[str], at: dt.datetime
) -> tuple[Prospect, ...]:
    shape = definition.cases[case.kind]
    names = frozenset().union(*(engine.fact_names(definition, kind=case.kind, action=key) for key in keys))
    known = _facts(case=case, definition=definition, names=names, at=at)
    used = places_used(case=case, definition=definition, keys=keys, at=at)
    view = case_view(case)
    unfinished = _unfinished(case=case, definition=definition, at=at)
    return tuple(
        Prospect(
            key=key,
            action=shape.actions[key],
            target=shape.states[shape.actions[key].target or case.state],
            findings=engine.explain(
                definition,
                case=view,
                action=key,
                act=Act(action=key, roles=roles, at=at),
                facts=known,
                used=used,
                calendar=programmes.calendar(),
            ),
            unfinished=unfinished if shape.actions[key].complete else 0,
        )
        for key in keys
    )


def _unfinished(*, case: Case, definition: Definition, at: dt.datetime) -> int:
    form = definition.forms[definition.cases[case.kind].form]
    day = periods.day_of(at, zone=definition.timezone)
    return len(clean(form, case.data, vocabularies=definition.vocabularies, complete=True, day=day).problems)


def _facts(*, case: Case, definition: Definition, names: frozenset[str], at: dt.datetime) -> dict[str, Value]:
    day = periods.day_of(at, zone=definition.timezone)
    context = FactContext(case=case, definition=definition, parties=parties_of(case), at=at, day=day)
    return collect(context=context, names=names)


def places_used(*, case: Case, definition: Definition, keys: Iterable[str], at: dt.datetime) -> Mapping[str, int]:
    """Return how many places other cases hold of the quotas that some actions take, within this case's scopes."""
    actions = definition.cases[case.kind].actions
    names = {taken for key in keys if (taken := actions[key].takes)}
    if not names:
        return {}
    year = periods.day_of(at, zone=definition.timezone).year
    scopes = {name: scope_of(definition=definition, name=name, case=case, year=year) for name in names}
    wanted = Q(pk__in=[])
    for name, scope in scopes.items():
        wanted |= Q(quota__name=name, quota__scope=scope)
    held = QuotaPlace.objects.filter(wanted, quota__version_id=case.version_id).exclude(case=case)
    counts = dict(held.values_list("quota__name").annotate(number=Count("pk")))
    return {name: counts.get(name, 0) for name in names}


def _rehearse(case: Case, *, action: str, acting: Membership, at: dt.datetime, taken: Counter[str]) -> Rehearsal:
    definition = programmes.definition(case.version_id)
    names = engine.fact_names(definition, kind=case.kind, action=action)
    used = places_used(case=case, definition=definition, keys=(action,), at=at)
    year = periods.day_of(at, zone=definition.timezone).year
    places = {name: f"{name} {scope_of(definition=definition, name=name, case=case, year=year)}" for name in used}
    decision = engine.decide(
        definition,
        case=case_view(case),
        act=Act(action=action, roles=roles_of(case=case, acting=acting), at=at),
        facts=_facts(case=case, definition=definition, names=names, at=at),
        used={name: number + taken[places[name]] for name, number in used.items()},
        calendar=programmes.calendar(),
    )
    if isinstance(decision, Allowed):
        taken.update(places.values())
    return Rehearsal(case=case, decision=_without_asked(decision))


def _without_asked(decision: Decision) -> Decision:
    """Return a decision as it stands before the act's form is filled in: what hangs on that form bars nothing yet."""
    if isinstance(decision, Allowed):
        return decision
    left = tuple(one for one in decision.findings if not reads_asked(one))
    barred = any(_bars(one) for one in left)
    if barred:
        return type(decision)(findings=left, held=decision.held)
    return Allowed(target="", findings=left, held=decision.held)
