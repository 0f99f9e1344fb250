"""What an act or a document sees of a case: the values of the names that its program reads, and how rules come out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ronghe.rulebook import findings as say
from ronghe.rulebook import values
from ronghe.rulebook.calendar import Calendar, day_of
from ronghe.rulebook.decisions import Act, Finding, FoundValue, Outcome, Value
from ronghe.rulebook.expressions import Expression, Known
from ronghe.rulebook.expressions import evaluate as run
from ronghe.rulebook.forms import labels_of, stored
from ronghe.rulebook.names import Name
from ronghe.rulebook.programs import Part, Program
from ronghe.rulebook.rows import spread
from ronghe.rulebook.scope import appended_forms, columns_of, is_setting, item_columns, kept_forms
from ronghe.rulebook.stages import standing
from ronghe.rulebook.structure import Action, CaseKind, Definition, FactType, Form, Severity, Text

Answers = Mapping[str, Mapping[str, Value]]


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


def look(
    prepared: Program,
    *,
    case: CaseView,
    act: Act,
    facts: Mapping[str, Value],
    calendar: Calendar | None,
    answers: Answers | None = None,
) -> "Sight":
    """Return what a program sees: facts from the platform, everything else from the case and the act.

    `answers` are those of forms that have been examined already, by namespace.
    """
    filled = answers or {}
    seen: dict[str, Value] = {name: _given(prepared, name, facts) for name in prepared.reads_of_platform}
    for space, names in prepared.reads_of_case.items():
        found = filled[space] if space in filled else _space(prepared, space, names, case=case, act=act)
        for name in names:
            seen[f"{space}.{name}"] = found.get(name)
    return Sight(prepared, prepared.language.known(seen, calendar=calendar))


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


def _is_silent(severity: Severity, outcome: Outcome) -> bool:
    """Return whether a decision neither tells an outcome nor keeps it as held."""
    return outcome is Outcome.NOT_APPLICABLE or (severity is Severity.PREFER and outcome is not Outcome.HELD)


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
