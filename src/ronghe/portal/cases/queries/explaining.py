"""What the rules say about acts that have not happened: for case pages and pages of acts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ronghe.portal.cases.access import access_case, roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.checking import Checklist, checklist_of
from ronghe.portal.cases.queries.known import facts_of, places_used
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import calendar as periods
from ronghe.rulebook import engine
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Act, Allowed, Citation, Decision, Finding, Outcome, Value
from ronghe.rulebook.forms import clean
from ronghe.rulebook.structure import Action, CaseKind, Definition, FactType, Form, Severity, State


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
class Question:
    """Which actions are in question for a case, for somebody who holds some roles in it."""

    case: Case
    keys: tuple[str, ...]
    roles: frozenset[str]


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
    checklist: Checklist | None
    returns: tuple[tuple[str, Action], ...]


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
    return prospects([Question(case=case, keys=keys, roles=roles)], definition=definition, at=at)[0]


def act_page(*, number: str, action: str, acting: Membership, at: dt.datetime) -> ActPage:
    """Return what somebody sees before acting. Raises NoAccess where the case or the action is not for them."""
    case = access_case(number=number, acting=acting)
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    roles = roles_of(case=case, acting=acting)
    if action not in shape.actions or not roles & frozenset(shape.actions[action].by):
        raise NoAccess
    asks = shape.actions[action].asks
    question = Question(case=case, keys=(action,), roles=roles)
    return ActPage(
        case=case,
        definition=definition,
        shape=shape,
        state=shape.states[case.state],
        prospect=prospects([question], definition=definition, at=at)[0][0],
        asked=definition.forms[asks] if asks else None,
        cites=cite(definition, shape.actions[action].cites),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
        checklist=checklist_of(case=case, action=action, acting=acting, at=at),
        returns=tuple(_returns(definition, case=case, roles=roles)),
    )


def reasons_field(definition: Definition, *, kind: str, action: str) -> str | None:
    """Return the question in which an act asks for its reasons: the one paragraph that it needs."""
    asks = definition.cases[kind].actions[action].asks
    needed = [one for one in (definition.forms[asks].fields() if asks else ()) if one.required]
    return needed[0].key if len(needed) == 1 and needed[0].type is FactType.PARAGRAPH else None


def _returns(definition: Definition, *, case: Case, roles: frozenset[str]) -> Iterator[tuple[str, Action]]:
    """Yield the acts that take a case out of its state with reasons: what to do when something is not right."""
    for key in engine.possible(definition, kind=case.kind, state=case.state, roles=roles):
        action = definition.cases[case.kind].actions[key]
        if action.target not in (None, case.state) and reasons_field(definition, kind=case.kind, action=key):
            yield key, action


def prospects(questions: Sequence[Question], *, definition: Definition, at: dt.datetime) -> list[tuple[Prospect, ...]]:
    """Return how the actions in question come out for each case, in a constant number of queries.

    The cases are of one definition, with their relations loaded.
    """
    cases, keys = [one.case for one in questions], [one.keys for one in questions]
    read = (engine.fact_names(definition, kind=one.case.kind, action=key) for one in questions for key in one.keys)
    known = facts_of(cases, definition=definition, names=frozenset().union(*read), at=at)
    used = places_used(cases, definition=definition, keys=keys, at=at)
    return [
        tuple(_prospect(key, one, definition=definition, facts=facts, used=held, at=at) for key in one.keys)
        for one, facts, held in zip(questions, known, used, strict=True)
    ]


def _prospect(
    key: str,
    question: Question,
    *,
    definition: Definition,
    facts: Mapping[str, Value],
    used: Mapping[str, int],
    at: dt.datetime,
) -> Prospect:
    case = question.case
    shape = definition.cases[case.kind]
    action = shape.actions[key]
    return Prospect(
        key=key,
        action=action,
        target=shape.states[action.target or case.state],
        findings=engine.explain(
            definition,
            case=case_view(case),
            action=key,
            act=Act(action=key, roles=question.roles, at=at),
            facts=facts,
            used=used,
            calendar=programmes.calendar(),
        ),
        unfinished=_unfinished(case=case, definition=definition, at=at) if action.complete else 0,
    )


def _unfinished(*, case: Case, definition: Definition, at: dt.datetime) -> int:
    form = definition.forms[definition.cases[case.kind].form]
    day = periods.day_of(at, zone=definition.timezone)
    return len(clean(form, case.data, vocabularies=definition.vocabularies, complete=True, day=day).problems)


def without_asked(decision: Decision) -> Decision:
    """Return a decision as it stands before the act's form is filled in: what hangs on that form bars nothing yet."""
    if isinstance(decision, Allowed):
        return decision
    left = tuple(one for one in decision.findings if not reads_asked(one))
    barred = any(_bars(one) for one in left)
    if barred:
        return type(decision)(findings=left, held=decision.held)
    return Allowed(target="", findings=left, held=decision.held)
