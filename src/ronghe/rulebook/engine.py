"""The engine: decides on an act from values alone, and explains. No clock, no database, no error for bad data."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ronghe.rulebook import findings as say
from ronghe.rulebook import values
from ronghe.rulebook.calendar import Calendar, WindowState, day_of, window_state
from ronghe.rulebook.decisions import Act, Allowed, Decision, Finding, FoundValue, Outcome, Refused, Value
from ronghe.rulebook.expressions import Expression, Known, Unknown
from ronghe.rulebook.expressions import evaluate as run
from ronghe.rulebook.forms import clean, examine, labels_of, stored
from ronghe.rulebook.names import Name
from ronghe.rulebook.programs import Part, Program, program, total
from ronghe.rulebook.rows import spread
from ronghe.rulebook.scope import BEGIN, appended_forms, columns_of, is_setting, item_columns, kept_forms
from ronghe.rulebook.stages import standing
from ronghe.rulebook.structure import Action, CaseKind, Definition, FactType, Form, Severity, Text

_Answers = Mapping[str, Mapping[str, Value]]
_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.PREFER: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """A parent or grandparent: its state and its stored form."""

    state: str
    form: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as the engine sees it; forms and kept answers are stored JSON, which is not trusted to be well formed."""

    kind: str
    state: str
    form: Mapping[str, object]
    item: Mapping[str, object] | None = None
    ancestors: Mapping[str, Ancestor] = field(default_factory=dict[str, Ancestor])
    kept: Mapping[str, object] = field(default_factory=dict[str, object])


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
    sight = _look(prepared, case=case, act=act, facts=facts, calendar=calendar, answers=answers)
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
    sight = _look(prepared, case=case, act=act, facts=facts, calendar=calendar)
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
    sight = _look(prepared, case=case, act=act, facts=facts, calendar=calendar)
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
    return tuple(_look(prepared, case=case, act=act, facts=facts, calendar=calendar).rules())


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
    sight = _look(prepared, case=case, act=act, facts=facts, calendar=calendar)
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


def look(
    prepared: Program, *, case: CaseView, act: Act, facts: Mapping[str, Value], calendar: Calendar | None = None
) -> "Sight":
    """Return what a program sees of a case, with the facts that it reads of the platform."""
    return _look(prepared, case=case, act=act, facts=facts, calendar=calendar)


class Sight:
    """What an act sees: the known values of the names that its rules read."""

    def __init__(self, prepared: Program, known: Known) -> None:
        self._program = prepared
        self._known = known
        self._shown: dict[str, FoundValue] = {}

    def rules(self) -> list[Finding]:
        """Return how each condition of the program's rules comes out."""
        return [self._finding(part, _outcome(part, self._known)) for part in self._program.parts]

    def told(self) -> list[Finding]:
        """Return the same without those that a decision is silent about."""
        outcomes = ((part, _outcome(part, self._known)) for part in self._program.parts)
        return [self._finding(part, outcome) for part, outcome in outcomes if not _is_silent(part.severity, outcome)]

    def holds(self, condition: Expression) -> bool:
        """Return whether a condition is known to be true."""
        return run(condition, self._known) is True

    def rows(self, name: str) -> tuple[Mapping[str, object], ...]:
        """Return the rows of a table, by the keys of its columns; none where it is not known."""
        found = self._known.values.get(name)
        return tuple(row for row in found if isinstance(row, Mapping)) if isinstance(found, tuple) else ()

    def limits(self) -> dict[str, int | None]:
        """Return how many places the quotas of the act have; None where that is not known."""
        return {name: self.limit_of(name) for name in self._program.quotas}

    def limit_of(self, quota: str) -> int | None:
        """Return how many places a quota has, or None where that is not known."""
        shape = self._program.definition.quotas[quota]
        limit = self._program.limit(shape)
        if limit is None:
            return shape.limit if isinstance(shape.limit, int) else None
        result = run(limit, self._known)
        return result if isinstance(result, int) else None

    def shown(self, names: Iterable[str]) -> tuple[FoundValue, ...]:
        """Return names with their labels and values, as findings and documents show them."""
        return tuple(self._shown.get(name) or self._show(name) for name in names)

    def _show(self, name: str) -> FoundValue:
        declared = self._program.language.names[name]
        value = self._known.values.get(name)
        self._shown[name] = FoundValue(
            name=name,
            label=declared.label,
            type=declared.type,
            value=value,
            options=self._chosen(declared, value),
        )
        return self._shown[name]

    def _chosen(self, declared: Name, value: Value) -> dict[str, Text]:
        if not declared.options:
            return {}
        keys = value if isinstance(value, tuple) else (value,)
        labels = labels_of(declared.options, vocabularies=self._program.definition.vocabularies)
        return {key: labels[key] for key in keys if isinstance(key, str) and key in labels}

    def _finding(self, part: Part, outcome: Outcome) -> Finding:
        rule, shown = part.rule, self.shown((*part.reads, *part.shows))
        return Finding(
            rule=rule.id,
            title=rule.title,
            severity=part.severity,
            outcome=outcome,
            message=_message(part, outcome, shown),
            values=spread(
                shown, require=part.require, outcome=outcome, language=self._program.language, known=self._known
            ),
            cites=part.cites,
            condition=part.id,
        )


def _message(part: Part, outcome: Outcome, shown: tuple[FoundValue, ...]) -> Text:
    if outcome in (Outcome.HELD, Outcome.NOT_APPLICABLE, Outcome.BY_EYE):
        return part.rule.title
    if outcome is Outcome.UNKNOWN and part.require is not None:
        missing = [each.label for each in shown if each.value is None]
        return say.unknown(part.rule.title, missing, part.unsourced)
    return part.message


def _outcome(part: Part, known: Known) -> Outcome:
    when = run(part.when, known) if part.when else True
    if when is False:
        return Outcome.NOT_APPLICABLE
    if part.require is None and part.severity is Severity.CHECK:
        return Outcome.BY_EYE
    held = run(part.require, known) if part.require else None
    if held is True:
        return Outcome.HELD
    return Outcome.BROKEN if held is False and when is True else Outcome.UNKNOWN


def _decision(found: Iterable[Finding], *, target: str, limits: Mapping[str, int | None]) -> Decision:
    """Sort what was found: reasons against, blocking ones first, then what only warns or prefers; and what held."""
    told = sorted((each for each in found if _is_told(each)), key=lambda each: _ORDER[each.severity])
    held = tuple(each for each in found if each.outcome is Outcome.HELD and each.severity is not Severity.PREFER)
    if any(each.severity is Severity.BLOCK for each in told):
        return Refused(findings=tuple(told), held=held)
    return Allowed(target=target, findings=tuple(told), held=held, takes=tuple(limits), limits=limits)


def _is_silent(severity: Severity, outcome: Outcome) -> bool:
    """Return whether a decision neither tells an outcome nor keeps it as held."""
    return outcome is Outcome.NOT_APPLICABLE or (severity is Severity.PREFER and outcome is not Outcome.HELD)


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


def _of_forms(prepared: Program, *, case: CaseView, act: Act) -> tuple[_Answers, list[Finding]]:
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


def _look(
    prepared: Program,
    *,
    case: CaseView,
    act: Act,
    facts: Mapping[str, Value],
    calendar: Calendar | None,
    answers: _Answers | None = None,
) -> Sight:
    """Collect what the rules read: facts from the platform, everything else from the case and the act."""
    filled = answers or {}
    seen: dict[str, Value] = {name: _given(prepared, name, facts) for name in prepared.reads_of_platform}
    for space, names in prepared.reads_of_case.items():
        found = filled[space] if space in filled else _space(prepared, space, names, case=case, act=act)
        for name in names:
            seen[f"{space}.{name}"] = found.get(name)
    return Sight(prepared, prepared.language.known(seen, calendar=calendar))


def _given(prepared: Program, name: str, facts: Mapping[str, Value]) -> Value:
    """Return a fact, or for a setting that the office has not set its default."""
    if (value := facts.get(name)) is not None or not is_setting(name):
        return value
    setting = prepared.definition.settings[name.partition(".")[2]]
    return values.known(setting.default, kind=setting.type)


def _space(prepared: Program, space: str, names: tuple[str, ...], *, case: CaseView, act: Act) -> Mapping[str, Value]:
    """Return the known values of these names, and perhaps of others, in one namespace."""
    definition, shape = prepared.definition, prepared.shape
    if space == "act":
        day = day_of(act.at, zone=definition.timezone)
        return {"day": day, "year": day.year, "action": act.action, "state": standing(shape, state=case.state)}
    if space == "form":
        complete = isinstance(prepared.action, Action) and prepared.action.complete
        return stored(prepared.form, case.form, complete=complete, only=names)
    if space == "asked" and prepared.asked:
        return stored(prepared.asked, act.asked, complete=True, only=names)
    if space == "item":
        row = case.item or {}
        columns = item_columns(definition, kind=case.kind)
        return {each.key: values.known(row.get(each.key), kind=each.type) for each in columns if each.key in names}
    if space in definition.cases:
        return _of_ancestor(definition, space, names, case.ancestors.get(space))
    return _of_kept(definition, shape, space, names, case.kept.get(space))


def _of_ancestor(
    definition: Definition, kind: str, names: tuple[str, ...], ancestor: Ancestor | None
) -> Mapping[str, Value]:
    if ancestor is None:
        return {}
    shape = definition.cases[kind]
    form = definition.forms[shape.form]
    return {**stored(form, ancestor.form, only=names), "state": standing(shape, state=ancestor.state)}


def _of_kept(
    definition: Definition, shape: CaseKind, space: str, names: tuple[str, ...], kept: object
) -> Mapping[str, Value]:
    if key := kept_forms(shape).get(space):
        return stored(definition.forms[key], kept, complete=True, only=names) if kept is not None else {}
    if key := appended_forms(shape).get(space):
        return {"rows": _rows(definition.forms[key], kept)}
    return {}


def _rows(form: Form, kept: object) -> Value:
    """Return the appended answers as a table; nothing appended yet is an empty table, which is known."""
    return values.known(kept or [], kind=FactType.TABLE, columns=columns_of(form))
