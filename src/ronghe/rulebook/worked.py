"""Worked cases: facts, an act and the expected outcome, beside a definition and run as its tests.

`cases.yaml` is a list (or a mapping with `cases`, and `shared` as a place for anchors). An entry names a kind of case,
its state, what is known and an act; `expect` is the state that the act leads to, or every reason for refusal. What is
known may be given as whole forms or by the names that rules read: `facts: {form.title: …, guide.state: …}`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from ronghe.rulebook import values
from ronghe.rulebook.calendar import Calendar, is_usual
from ronghe.rulebook.decisions import Act, Decision, Finding, Outcome, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView, begin, checklist, decide, explain
from ronghe.rulebook.filling import fill
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.scope import BEGIN, ancestors, appended_forms, is_setting, kept_forms
from ronghe.rulebook.strict import Loaded, load_file
from ronghe.rulebook.structure import Definition, FactType, Severity, Shape

CASES_FILE = "cases.yaml"
Data = dict[str, object]


class WorkedAct(Shape):
    """The act of a worked case, by one role or several."""

    action: str
    role: str | tuple[str, ...]
    at: dt.datetime
    asked: Data = Field(default_factory=dict)


class WorkedAncestor(Shape):
    """A parent or grandparent of a worked case."""

    state: str
    form: Data = Field(default_factory=dict)


class Expected(Shape):
    """What should come out: the state that the act leads to, or the identifiers of every reason for refusal.

    A reason is a rule (`JL-03`), one of its conditions (`JL-03/total`) or a built-in one (`window:application`). Lists
    of warnings, preferences and of what is unknown are compared where they are given; of a checklist, what it names.
    """

    target: str | None = None
    refused: tuple[str, ...] | None = None
    warned: tuple[str, ...] | None = None
    preferred: tuple[str, ...] | None = None
    unknown: tuple[str, ...] | None = None
    checklist: dict[str, Outcome] | None = None


class WorkedCase(Shape):
    """One worked case."""

    name: Annotated[str, StringConstraints(min_length=1)]
    case: str
    state: str = ""
    form: Data = Field(default_factory=dict)
    item: Data | None = None
    ancestors: dict[str, WorkedAncestor] = Field(default_factory=dict)
    kept: Data = Field(default_factory=dict)
    act: WorkedAct
    facts: Data = Field(default_factory=dict)
    used: dict[str, int] = Field(default_factory=dict)
    expect: Expected


class WorkedCases(Shape):
    """All worked cases of a definition."""

    shared: Data = Field(default_factory=dict)
    cases: tuple[WorkedCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one worked case came out: the complaint is empty when it did as expected."""

    name: str
    complaint: str = ""
    decision: Decision | None = None
    line: int = 0


@dataclass(slots=True)
class _Known:
    """What a worked case says is known, sorted to where it belongs."""

    form: Data
    item: Data | None
    asked: Data
    kept: Data
    ancestors: dict[str, Ancestor]
    facts: dict[str, Value] = field(default_factory=dict)


def run(
    definition: Definition, folder: Path, *, file: Path | None = None, calendar: Calendar | None = None
) -> tuple[Result, ...]:
    """Return the results of all worked cases; none where there is no file. Raises DefinitionError for a wrong file."""
    path = file or folder / CASES_FILE
    if not path.exists() and file is None:
        return ()
    loaded = load_file(path, name=path.name)
    listed = isinstance(loaded.value, list)
    whole = Loaded(value={"cases": loaded.value}, lines=_under_cases(loaded)) if listed else loaded
    found = fill(whole, shape=WorkedCases, name=path.name)
    return tuple(
        _run(definition, case, line=whole.line(("cases", at)), calendar=calendar) for at, case in enumerate(found.cases)
    )


def problems(definition: Definition, folder: Path, *, calendar: Calendar | None = None) -> list[Problem]:
    """Return a problem for every worked case that does not come out as expected."""
    return [
        Problem(path=result.name, message=result.complaint, file=CASES_FILE, line=result.line)
        for result in run(definition, folder, calendar=calendar)
        if result.complaint
    ]


def decide_case(definition: Definition, case: WorkedCase, *, calendar: Calendar | None = None) -> Decision:
    """Return what the engine decides on a worked case. Raises ValueError where the case names what does not exist."""
    view, act, facts = _described(definition, case)
    if act.action == BEGIN:
        parent = _parent(definition.cases[case.case].parent, view)
        return begin(definition, kind=case.case, act=act, parent=parent, item=view.item, facts=facts, used=case.used,
                     calendar=calendar)  # fmt: skip
    return decide(definition, case=view, act=act, facts=facts, used=case.used, calendar=calendar)


def explain_case(definition: Definition, case: WorkedCase, *, calendar: Calendar | None = None) -> tuple[Finding, ...]:
    """Return how every rule, and everything in the act's checklist, comes out on a worked case.

    Raises ValueError where the case names what does not exist.
    """
    view, act, facts = _described(definition, case)
    return (
        *explain(definition, case=view, action=act.action, act=act, facts=facts, used=case.used, calendar=calendar),
        *checklist(definition, case=view, action=act.action, act=act, facts=facts, calendar=calendar),
    )


def _described(definition: Definition, case: WorkedCase) -> tuple[CaseView, Act, dict[str, Value]]:
    """Return the case, the act and the platform's facts that a worked case describes."""
    if case.case not in definition.cases:
        raise ValueError(f"there is no kind of case {case.case!r}{suggestion(case.case, definition.cases)}")
    shape, action = definition.cases[case.case], case.act.action
    if action not in (BEGIN, *shape.actions):
        raise ValueError(f"there is no action {action!r}{suggestion(action, shape.actions)}")
    if action != BEGIN and case.state not in shape.states:
        raise ValueError(f"there is no state {case.state!r}{suggestion(case.state, shape.states)}")
    if case.act.at.tzinfo is None or not is_usual(case.act.at):
        raise ValueError("act.at needs a zone, e.g. 2024-10-25T09:00:00+08:00, and a year from 1900 to 2199")
    known = _sorted(definition, case)
    roles = frozenset([case.act.role] if isinstance(case.act.role, str) else case.act.role)
    view = CaseView(
        kind=case.case, state=case.state, form=known.form, item=known.item, ancestors=known.ancestors, kept=known.kept
    )
    return view, Act(action=action, roles=roles, at=case.act.at, asked=known.asked), known.facts


def _parent(kind: str | None, view: CaseView) -> CaseView | None:
    if kind is None or kind not in view.ancestors:
        return None
    above = {key: each for key, each in view.ancestors.items() if key != kind}
    nearest = view.ancestors[kind]
    return CaseView(kind=kind, state=nearest.state, form=nearest.form, item=view.item, ancestors=above)


def _sorted(definition: Definition, case: WorkedCase) -> _Known:
    """Put facts given by name where they belong. Raises ValueError for names that nothing has."""
    above = {key: Ancestor(state=each.state, form=dict(each.form)) for key, each in case.ancestors.items()}
    known = _Known(
        form=dict(case.form),
        item=dict(case.item) if case.item is not None else None,
        asked=dict(case.act.asked),
        kept=dict(case.kept),
        ancestors=above,
    )
    for name, value in case.facts.items():
        _place(definition, case.case, known, name, value)
    _above(definition, case, known)
    return known


def _above(definition: Definition, case: WorkedCase, known: _Known) -> None:
    """Raises ValueError for ancestors that the kind of case has not, and for states that they have not."""
    kinds = ancestors(definition, kind=case.case)
    for kind, ancestor in known.ancestors.items():
        if kind not in kinds:
            raise ValueError(f"{case.case} has no ancestor {kind!r}{suggestion(kind, kinds)}")
        states = definition.cases[kind].states
        if ancestor.state and ancestor.state not in states:
            raise ValueError(f"{kind} has no state {ancestor.state!r}{suggestion(ancestor.state, states)}")


def _place(definition: Definition, kind: str, known: _Known, name: str, value: object) -> None:
    space, _, last = name.partition(".")
    shape = definition.cases[kind]
    if name in definition.facts:
        known.facts[name] = _typed(name, value, definition.facts[name].type)
    elif is_setting(name) and last in definition.settings:
        known.facts[name] = _typed(name, value, definition.settings[last].type)
    elif space == "form":
        known.form[last] = value
    elif space == "asked":
        known.asked[last] = value
    elif space == "item":
        known.item = {**(known.item or {}), last: value}
    elif space in ancestors(definition, kind=kind):
        _place_above(known, space, last, value)
    elif space in kept_forms(shape):
        kept = known.kept.get(space)
        known.kept[space] = {**(kept if isinstance(kept, Mapping) else {}), last: value}
    elif space in appended_forms(shape) and last == "rows":
        known.kept[space] = value
    else:
        raise ValueError(f"there is no fact {name!r}{suggestion(name, definition.facts)}")


def _place_above(known: _Known, kind: str, last: str, value: object) -> None:
    before = known.ancestors.get(kind, Ancestor(state="", form={}))
    if last == "state":
        known.ancestors[kind] = Ancestor(state=str(value), form=before.form)
    else:
        known.ancestors[kind] = Ancestor(state=before.state, form={**before.form, last: value})


def _typed(name: str, value: object, kind: FactType) -> Value:
    try:
        return values.parse(value, kind=kind)
    except values.UnfitError as error:
        raise ValueError(f"{name}: {value!r} is no {kind.value}: {error}") from None


def _run(definition: Definition, case: WorkedCase, *, line: int, calendar: Calendar | None) -> Result:
    try:
        decision = decide_case(definition, case, calendar=calendar)
    except ValueError as error:
        return Result(name=case.name, complaint=str(error), line=line)
    complaints = [_complaint(case.expect, decision), *_checklist_complaints(definition, case, calendar=calendar)]
    return Result(
        name=case.name, complaint="; ".join(each for each in complaints if each), decision=decision, line=line
    )


def _checklist_complaints(definition: Definition, case: WorkedCase, *, calendar: Calendar | None) -> Iterator[str]:
    if case.expect.checklist is None:
        return
    view, act, facts = _described(definition, case)
    looked = checklist(definition, case=view, action=act.action, act=act, facts=facts, calendar=calendar)
    found = {name: each.outcome for each in looked for name in (_id(each), each.rule)}
    for name, wanted in case.expect.checklist.items():
        if (outcome := found.get(name)) is not wanted:
            yield f"checklist: {name} is {outcome.value if outcome else 'not there'}, not {wanted.value}"


def _complaint(expected: Expected, decision: Decision) -> str:
    blocking = [each for each in decision.findings if each.severity is Severity.BLOCK]
    found = []
    if expected.refused is not None:
        found.append(_difference("refused", expected.refused, blocking))
    elif isinstance(decision, Refused):
        found.append(f"refused by {', '.join(_id(each) for each in blocking)}")
    elif expected.target is None:
        found.append("expects neither a target nor a refusal")
    elif decision.target != expected.target:
        found.append(f"leads to {decision.target!r}, not to {expected.target!r}")
    for word, severity, wanted in (
        ("warned", Severity.WARN, expected.warned),
        ("preferred", Severity.PREFER, expected.preferred),
    ):
        if wanted is not None:
            found.append(_difference(word, wanted, [each for each in decision.findings if each.severity is severity]))
    if expected.unknown is not None:
        unknown = [each for each in decision.findings if each.outcome is Outcome.UNKNOWN]
        found.append(_difference("unknown", expected.unknown, unknown))
    return "; ".join(each for each in found if each)


def _difference(word: str, wanted: Iterable[str], found: Iterable[Finding]) -> str:
    """Return what is missing and what is too much; a rule's id stands for any of its conditions."""
    names = {(each.rule, _id(each)) for each in found}
    wants = set(wanted)
    missing = sorted(want for want in wants if not any(want in pair for pair in names))
    extra = sorted(name for rule, name in names if rule not in wants and name not in wants)
    parts = [f"not {word} by {', '.join(missing)}"] if missing else []
    parts += [f"{word} also by {', '.join(extra)}"] if extra else []
    return "; ".join(parts)


def _id(finding: Finding) -> str:
    return f"{finding.rule}/{finding.condition}" if finding.condition else finding.rule


def _under_cases(loaded: Loaded) -> dict[tuple[str | int, ...], int]:
    return {("cases", *path): line for path, line in loaded.lines.items()}
