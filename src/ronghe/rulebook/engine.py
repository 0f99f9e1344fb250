"""The engine: decides on an act from values alone, and explains. No clock, no database, no error for bad data."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from ronghe.rulebook import findings as say
from ronghe.rulebook import values
from ronghe.rulebook.calendar import Calendar, WindowState, day_of, window_state
from ronghe.rulebook.decisions import Act, Allowed, Decision, Finding, Outcome, Refused, Value
from ronghe.rulebook.expressions import Unknown
from ronghe.rulebook.expressions import evaluate as run
from ronghe.rulebook.forms import clean, examine, stored
from ronghe.rulebook.programs import Program, program, total
from ronghe.rulebook.scope import BEGIN, is_setting
from ronghe.rulebook.sight import Ancestor, Answers, CaseView, Sight, look
from ronghe.rulebook.structure import Action, CaseKind, Definition, FactType, Severity

__all__ = [
    "Ancestor",
    "CaseView",
    "asked_data",
    "begin",
    "checklist",
    "checklist_names",
    "decide",
    "evaluate",
    "explain",
    "fact_names",
    "limit_names",
    "possible",
    "quota_limit",
]

_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.PREFER: 2}


def decide(
    definition: Definition,
    *,
    case: CaseView,
    act: Act,
    facts: Mapping[str, Value],
    used: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Decision:
    """Return whether an act on a case is allowed, or every reason why not. `used` counts the places taken, by quota.

    Raises TypeError only where the platform offers a fact that is not of its declared type.
    """
    action = definition.cases[case.kind].actions.get(act.action)
    if action is None:
        return Refused(findings=(say.no_such_action(act.action),))
    prepared = program(definition, kind=case.kind, action=act.action)
    answers, problems = _of_forms(prepared, case=case, act=act)
    sight = look(prepared, case=case, act=act, facts=facts, calendar=calendar, answers=answers)
    found = [
        *_of_action(definition, case=case, act=act, action=action),
        *_of_window(definition, name=action.window, act=act),
        *problems,
        *sight.told(),
        *_of_quota(prepared, sight=sight, used=used or {}),
    ]
    return _decision(found, target=action.target or case.state, limits=sight.limits())


def begin(
    definition: Definition,
    *,
    kind: str,
    act: Act,
    parent: CaseView | None,
    item: Mapping[str, object] | None,
    facts: Mapping[str, Value],
    used: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> Decision:
    """Return whether a case may be begun under a parent, or every reason why not. The target is its first state."""
    shape = definition.cases[kind]
    prepared = program(definition, kind=kind, action=BEGIN)
    case = _unborn(shape, kind=kind, parent=parent, item=item)
    sight = look(prepared, case=case, act=act, facts=facts, calendar=calendar)
    found = [
        *_of_beginning(definition, shape=shape, parent=parent, act=act),
        *_of_item(definition, shape=shape, item=item),
        *_of_window(definition, name=shape.begin.window, act=act),
        *sight.told(),
    ]
    return _decision(found, target=shape.initial, limits={})


def possible(definition: Definition, *, kind: str, state: str, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the actions that roles have in a state, in the definition's order, by role and state alone."""
    held = frozenset(roles)
    actions = definition.cases[kind].actions
    return tuple(key for key, each in actions.items() if state in each.source and held & frozenset(each.by))


def explain(
    definition: Definition,
    *,
    case: CaseView,
    action: str,
    act: Act,
    facts: Mapping[str, Value],
    used: Mapping[str, int] | None = None,
    calendar: Calendar | None = None,
) -> tuple[Finding, ...]:
    """Return every rule, window and quota that guards an action with its outcome, also where it held."""
    prepared = program(definition, kind=case.kind, action=action)
    sight = look(prepared, case=case, act=act, facts=facts, calendar=calendar)
    return (
        *_of_window(definition, name=prepared.action.window, act=act),
        *sight.rules(),
        *_of_quota(prepared, sight=sight, used=used or {}),
    )


def fact_names(definition: Definition, *, kind: str, action: str) -> frozenset[str]:
    """Return the declared facts and settings that an act's rules, quotas and timers read: no others are collected."""
    prepared = program(definition, kind=kind, action=action)
    timers = prepared.action.timers if isinstance(prepared.action, Action) else ()
    return prepared.reads_of_platform | {timer.at for timer in timers if timer.at and timer.at in definition.facts}


def checklist(
    definition: Definition,
    *,
    case: CaseView,
    action: str,
    act: Act,
    facts: Mapping[str, Value],
    calendar: Calendar | None = None,
) -> tuple[Finding, ...]:
    """Return every check that stands in an action's checklist with its outcome; those without a condition are by eye.

    `facts` are those that `checklist_names` names.
    """
    prepared = program(definition, kind=case.kind, action=action).checklist
    return tuple(look(prepared, case=case, act=act, facts=facts, calendar=calendar).rules())


def checklist_names(definition: Definition, *, kind: str, action: str) -> frozenset[str]:
    """Return the declared facts and settings that an action's checklist reads or shows."""
    return program(definition, kind=kind, action=action).checklist.reads_of_platform


def evaluate(definition: Definition, *, kind: str, form: Mapping[str, object], expression: str) -> Value:
    """Return a total over one case's stored form, in the type of the fact declared with it; None when not known."""
    language, compiled = total(definition, kind=kind, text=expression)
    shape = definition.forms[definition.cases[kind].form]
    known = language.known({f"form.{key}": value for key, value in stored(shape, form, complete=True).items()})
    result = run(compiled, known)
    if isinstance(result, Unknown):
        return None
    declared = (f for f in definition.facts.values() if f.related and f.related.total == expression)
    fact = next((each for each in declared if each.related and each.related.kind == kind), None)
    try:
        return values.from_cel(result, kind=fact.type if fact else FactType.INTEGER)
    except values.UnfitError:  # larger than any number that a form can hold
        return None


def limit_names(definition: Definition, *, kind: str, action: str, quota: str) -> frozenset[str]:
    """Return the declared facts and settings that the limit of a quota reads when an action takes a place of it."""
    limit = program(definition, kind=kind, action=action).limit(definition.quotas[quota])
    reads = limit.reads if limit is not None else ()
    return frozenset(name for name in reads if name in definition.facts or is_setting(name))


def quota_limit(
    definition: Definition,
    *,
    quota: str,
    case: CaseView,
    facts: Mapping[str, Value],
    act: Act,
    calendar: Calendar | None = None,
) -> int | None:
    """Return how many places a quota has for a case, or None when that is not known."""
    prepared = program(definition, kind=case.kind, action=act.action)
    sight = look(prepared, case=case, act=act, facts=facts, calendar=calendar)
    return sight.limit_of(quota)


def asked_data(
    definition: Definition, *, kind: str, action: str, asked: Mapping[str, object], at: dt.datetime
) -> dict[str, object]:
    """Return an act's answers as they are kept: plain JSON of what fits and was asked; empty when nothing is asked."""
    form = program(definition, kind=kind, action=action).asked
    if form is None:
        return {}
    day = day_of(at, zone=definition.timezone)
    cleaned = clean(form, asked, vocabularies=definition.vocabularies, complete=True, day=day)
    return {key: values.to_json(value) for key, value in cleaned.values.items()}


def _decision(found: Iterable[Finding], *, target: str, limits: Mapping[str, int | None]) -> Decision:
    """Sort what was found: reasons against, blocking ones first, then what only warns or prefers; and what held."""
    told = sorted((each for each in found if _is_told(each)), key=lambda each: _ORDER[each.severity])
    held = tuple(each for each in found if each.outcome is Outcome.HELD and each.severity is not Severity.PREFER)
    if any(each.severity is Severity.BLOCK for each in told):
        return Refused(findings=tuple(told), held=held)
    return Allowed(target=target, findings=tuple(told), held=held, takes=tuple(limits), limits=limits)


def _is_told(finding: Finding) -> bool:
    """A preference is told when it is met, anything else when it is broken or not known."""
    if finding.severity is Severity.PREFER:
        return finding.outcome is Outcome.HELD
    return finding.outcome in (Outcome.BROKEN, Outcome.UNKNOWN)


def _of_action(definition: Definition, *, case: CaseView, act: Act, action: Action) -> Iterator[Finding]:
    if not act.roles & frozenset(action.by):
        yield say.wrong_role(definition, action=act.action, by=action.by)
    if case.state not in action.source:
        state = definition.cases[case.kind].states.get(case.state)
        yield say.wrong_state(case.state, state.label if state else say.UNKNOWN_STATE)


def _of_beginning(definition: Definition, *, shape: CaseKind, parent: CaseView | None, act: Act) -> Iterator[Finding]:
    if not act.roles & frozenset(shape.begin.by):
        yield say.wrong_role(definition, action=BEGIN, by=shape.begin.by)
    if shape.parent is None:
        return
    above = definition.cases[shape.parent]
    if parent is None or parent.kind != shape.parent:
        yield say.no_parent(shape.parent, above.title)
    elif shape.begin.parent_states and parent.state not in shape.begin.parent_states:
        state = above.states.get(parent.state)
        yield say.wrong_parent(parent.state, above.title, state.label if state else say.UNKNOWN_STATE)


def _of_item(definition: Definition, *, shape: CaseKind, item: Mapping[str, object] | None) -> Iterator[Finding]:
    if shape.item is None or shape.parent is None or item is not None:
        return
    fields = definition.forms[definition.cases[shape.parent].form].fields()
    yield say.no_item(shape.item, next(field.label for field in fields if field.key == shape.item))


def _of_window(definition: Definition, *, name: str | None, act: Act) -> Iterator[Finding]:
    if name is not None:
        window = definition.windows[name]
        state: WindowState = window_state(window, act.at, zone=definition.timezone)
        yield say.window(definition, name=name, window=window, state=state)


def _of_forms(prepared: Program, *, case: CaseView, act: Act) -> tuple[Answers, list[Finding]]:
    """Return what rules see of the forms that must be complete, by namespace, and what is wrong in them."""
    definition, day = prepared.definition, day_of(act.at, zone=prepared.definition.timezone)
    own = prepared.form if isinstance(prepared.action, Action) and prepared.action.complete else None
    answers: dict[str, Mapping[str, Value]] = {}
    found: list[Finding] = []
    for space, form, data in (("form", own, case.form), ("asked", prepared.asked, act.asked)):
        if form is not None:
            answers[space], problems = examine(form, data, vocabularies=definition.vocabularies, day=day)
            found += say.in_form(space, form, problems)
    return answers, found


def _of_quota(prepared: Program, *, sight: Sight, used: Mapping[str, int]) -> Iterator[Finding]:
    for name, quota in prepared.quotas.items():
        limit = prepared.limit(quota)
        yield say.quota(
            prepared.definition,
            name=name,
            quota=quota,
            limit=sight.limit_of(name),
            used=used.get(name, 0),
            values=sight.shown(limit.reads if limit else ()),
        )


def _unborn(shape: CaseKind, *, kind: str, parent: CaseView | None, item: Mapping[str, object] | None) -> CaseView:
    """Return the case that is about to begin: nothing in it yet, but its ancestors and the nearest item known."""
    above = {} if parent is None else {parent.kind: Ancestor(state=parent.state, form=parent.form), **parent.ancestors}
    inherited = item if shape.item or item is not None or parent is None else parent.item
    return CaseView(kind=kind, state=shape.initial, form={}, item=inherited, ancestors=above)
