"""Forms: from what people type to typed values, with every mistake found at once. Bad data never raises."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ronghe.rulebook import values
from ronghe.rulebook.cache import KeptFor
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.expressions import Expression, Language, evaluate
from ronghe.rulebook.names import Name
from ronghe.rulebook.structure import Column, FactType, Form, FormField, Option, Section, Text, Vocabulary
from ronghe.rulebook.values import UnfitError

_Answer = tuple[Value, list["FormProblem"]]
_MOST_TEXT = {FactType.PARAGRAPH: 10_000}
_DEFAULT_TEXT = 200
_MEASURED = (FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.SHARE)
_WORDED = (FactType.TEXT, FactType.PARAGRAPH, FactType.PERSON, FactType.ORGANISATION)

_MOST_ROWS = 10_000  # beyond that nobody typed them
NEEDED = Text(zh="请填写此项。", en="Fill this in.")
NOT_AN_OPTION = Text(zh="请从所列选项中选择。", en="Choose one of the options.")
NOT_A_TABLE = Text(zh="应为表格。", en="This must be a table.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProblem:
    """What is wrong with one answer; `row` counts from 0 and, like `column`, is empty outside tables."""

    field: str
    message: Text
    row: int | None = None
    column: str = ""
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The typed answers that fit, by field, and what is wrong with the others.

    `data` is what to keep of a draft: plain JSON of every field, None where empty, as typed where it does not fit.
    """

    values: Mapping[str, Value]
    problems: tuple[FormProblem, ...]
    data: Mapping[str, object]


class Progress(StrEnum):
    """How far a section of a form is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStatus:
    """A section with its progress, the number of questions now asked and answered, and what is wrong in it."""

    section: Section
    progress: Progress
    asked: int
    answered: int
    problems: tuple[FormProblem, ...]


class _Plan:
    """A form with its conditions compiled once."""

    def __init__(self, form: Form) -> None:
        self.fields = form.fields()
        self.language = Language(names_of(form, space="form"))
        self.conditions: dict[str, Expression] = {
            field.key: self.language.compile(field.shown_if) for field in self.fields if field.shown_if
        }
        self._read: dict[tuple[str, ...], tuple[FormField, ...]] = {}

    def read_for(self, keys: tuple[str, ...]) -> tuple[FormField, ...]:
        """Return the fields to read for these: themselves, and those that their conditions ask about."""
        if keys not in self._read:
            asked = {name.partition(".")[2] for key in keys if key in self.conditions for name in self._names(key)}
            self._read[keys] = tuple(field for field in self.fields if field.key in asked.union(keys))
        return self._read[keys]

    def _names(self, key: str) -> tuple[str, ...]:
        return self.conditions[key].reads


_plan: KeptFor[Form, _Plan] = KeptFor(_Plan)


def names_of(form: Form, *, space: str) -> tuple[Name, ...]:
    """Return the names under which expressions read a form's fields, e.g. `form.title`."""
    return tuple(
        Name(
            name=f"{space}.{field.key}",
            type=field.type,
            label=field.label,
            columns=field.columns,
            options=field.options,
        )
        for field in form.fields()
    )


def clean(
    form: Form,
    data: object,
    *,
    vocabularies: Mapping[str, Vocabulary],
    complete: bool,
    day: dt.date | None = None,
) -> Cleaned:
    """Return the typed answers and every problem. With `complete`, what is required must be there and what is not
    asked is dropped; without, a draft may have gaps. Values of vocabularies must be in force on `day`, if it is given.
    """
    plan = _plan(form)
    found = _clean_fields(plan.fields, data, _Cleaner(vocabularies=vocabularies, complete=complete, day=day))
    hidden = _hidden(plan, {key: value for key, (value, _) in found.items()})
    return _cleaned({key: answer for key, answer in found.items() if key not in hidden or not complete}, data, hidden)


def examine(
    form: Form, data: object, *, vocabularies: Mapping[str, Vocabulary], day: dt.date
) -> tuple[dict[str, Value], tuple[FormProblem, ...]]:
    """Return what rules see of a form that must be complete, and its problems; lists without an answer are empty."""
    plan = _plan(form)
    found = _clean_fields(plan.fields, data, _Cleaner(vocabularies=vocabularies, complete=True, day=day))
    answers = {key: value for key, (value, _) in found.items()}
    _empty_lists(plan, answers)
    hidden = _hidden(plan, answers)
    problems = tuple(each for key, (_, some) in found.items() if key not in hidden for each in some)
    return {key: value for key, value in answers.items() if key not in hidden}, problems


def clean_section(
    section: Section, data: object, *, vocabularies: Mapping[str, Vocabulary], day: dt.date | None = None
) -> Cleaned:
    """Return one section's answers as a draft: gaps are no problem, and conditions of other sections are not asked."""
    cleaner = _Cleaner(vocabularies=vocabularies, complete=False, day=day)
    return _cleaned(_clean_fields(section.fields, data, cleaner), data, frozenset())


def stored(
    form: Form, data: object, *, complete: bool = False, only: tuple[str, ...] | None = None
) -> dict[str, Value]:
    """Return the typed facts of a stored form, by field: None where not known, nothing for what is not asked.

    Of a form known to be complete, tables and lists without an answer are empty rather than unknown. With `only`,
    nothing but these fields is sure to be there, and no others are read without need.
    """
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    plan = _plan(form)
    fields = plan.fields if only is None else plan.read_for(only)
    found = {f.key: values.known(given.get(f.key), kind=f.type, columns=f.columns) for f in fields}
    if complete:
        _empty_lists(plan, found)
    hidden = _hidden(plan, found)
    return {key: value for key, value in found.items() if key not in hidden}


def to_json_data(answers: Mapping[str, Value]) -> dict[str, object]:
    """Return typed answers as plain JSON; what is not known is left out."""
    return {key: values.to_json(value) for key, value in answers.items() if value is not None}


def _clean_fields(fields: Sequence[FormField], data: object, cleaner: "_Cleaner") -> dict[str, _Answer]:
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    return {field.key: cleaner.field(field, given.get(field.key)) for field in fields}


def _cleaned(found: Mapping[str, _Answer], data: object, hidden: frozenset[str]) -> Cleaned:
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    problems = {key: some for key, (_, some) in found.items() if key not in hidden}
    return Cleaned(
        values={key: value for key, (value, _) in found.items() if value is not None},
        problems=tuple(problem for some in problems.values() for problem in some),
        data={
            key: values.as_typed(given.get(key)) if some else values.to_json(value)
            for key, (value, some) in found.items()
        },
    )


def visible(form: Form, data: object) -> tuple[FormField, ...]:
    """Return the fields that are to be asked, given the answers so far."""
    asked = stored(form, data)
    return tuple(field for field in form.fields() if field.key in asked)


def status(
    form: Form, data: object, *, vocabularies: Mapping[str, Vocabulary], day: dt.date
) -> tuple[SectionStatus, ...]:
    """Return each section's progress: complete when nothing in it is missing or wrong."""
    answers = stored(form, data)
    problems = clean(form, data, vocabularies=vocabularies, complete=True, day=day).problems
    return tuple(_section_status(section, answers, problems) for section in form.sections)


def options_of(
    column: Column, *, vocabularies: Mapping[str, Vocabulary], day: dt.date | None = None
) -> tuple[tuple[str, Text], ...]:
    """Return the options of a choice, as key and label; those in force on a day, if it is given."""
    if not isinstance(column.options, str):
        return tuple((option.key, option.label) for option in column.options)
    vocabulary = vocabularies.get(column.options)
    return tuple(
        (value.key, value.label)
        for value in (vocabulary.values if vocabulary else ())
        if day is None or ((value.since or day) <= day <= (value.until or day))
    )


def labels_of(options: str | tuple[Option, ...], *, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Text]:
    """Return the labels of options by key, those no longer in force included; `options` may be a vocabulary's key."""
    if isinstance(options, str):
        vocabulary = vocabularies.get(options)
        return {one.key: one.label for one in vocabulary.values} if vocabulary else {}
    return {one.key: one.label for one in options}


def longest(column: Column) -> int:
    """Return how many characters an answer may have: 200, in a paragraph 10,000, unless the column says otherwise."""
    return column.max_length or _MOST_TEXT.get(column.type, _DEFAULT_TEXT)


def _empty_lists(plan: _Plan, answers: dict[str, Value]) -> None:
    for field in plan.fields:
        if field.type in (FactType.TABLE, FactType.CHOICES) and answers.get(field.key, ()) is None:
            answers[field.key] = ()


def _hidden(plan: _Plan, found: Mapping[str, Value]) -> frozenset[str]:
    """Return the fields not to be asked: whose condition is false, or unknown as long as its answers are missing."""
    if not plan.conditions:
        return frozenset()
    known = plan.language.known({f"form.{key}": value for key, value in found.items()})
    conditions = ((key, condition) for key, condition in plan.conditions.items() if key in found)
    return frozenset(key for key, condition in conditions if evaluate(condition, known) is not True)


def _section_status(section: Section, answers: Mapping[str, Value], problems: Sequence[FormProblem]) -> SectionStatus:
    asked = [field.key for field in section.fields if field.key in answers]
    answered = sum(answers[key] not in (None, ()) for key in asked)
    wrong = tuple(problem for problem in problems if problem.field in asked)
    progress = Progress.IN_PROGRESS if wrong else Progress.COMPLETE
    if asked and not answered:
        progress = Progress.NOT_STARTED
    return SectionStatus(section=section, progress=progress, asked=len(asked), answered=answered, problems=wrong)


class _Cleaner:
    """Reads answers one by one; each method returns the value, or None, and what is wrong."""

    def __init__(self, *, vocabularies: Mapping[str, Vocabulary], complete: bool, day: dt.date | None) -> None:
        self.vocabularies = vocabularies
        self.complete = complete
        self.day = day
        self.keys: dict[int, frozenset[str]] = {}

    def field(self, field: FormField, raw: object) -> _Answer:
        if field.type is FactType.TABLE:
            return self._table(field, raw)
        value, message = self._cell(field, raw)
        if message is None:
            return value, []
        return value, [FormProblem(field=field.key, message=message, value=raw)]

    def _table(self, field: FormField, raw: object) -> _Answer:
        given, message = _rows(raw)
        rows = [row for row in given[:_MOST_ROWS] if not self._is_blank(field, row)]
        problems = [FormProblem(field=field.key, message=message, value=raw)] if message else []
        kept = []
        for at, row in enumerate(rows[: field.max_rows]):
            cells = {column.key: self._cell(column, row.get(column.key)) for column in field.columns}
            kept.append({key: value for key, (value, _) in cells.items() if value is not None})
            problems += [
                FormProblem(field=field.key, row=at, column=key, message=wrong, value=row.get(key))
                for key, (_, wrong) in cells.items()
                if wrong
            ]
        if message is None:
            problems += [FormProblem(field=field.key, message=text) for text in self._count(field, len(rows))]
        return (tuple(kept) if kept or raw is not None else None), problems

    def _is_blank(self, field: FormField, row: Mapping[str, object]) -> bool:
        """Return whether nothing in a row says anything: no cell has a value, and none is wrong but for being empty."""
        cells = (self._cell(column, row.get(column.key)) for column in field.columns)
        return all(value is None and wrong in (None, NEEDED) for value, wrong in cells)

    def _count(self, field: FormField, rows: int) -> Iterator[Text]:
        least = max(field.min_rows, int(field.required))
        if self.complete and rows < least:
            yield Text(zh=f"至少填写{least}行。", en=f"Fill in at least {least} rows.") if least > 1 else NEEDED
        if rows > field.max_rows:
            yield Text(zh=f"最多填写{field.max_rows}行。", en=f"Fill in at most {field.max_rows} rows.")

    def _cell(self, column: Column, raw: object) -> tuple[Value, Text | None]:
        try:
            value = values.parse(raw, kind=column.type)
        except UnfitError as error:
            return None, error.text
        if value is None or value == ():
            return value, NEEDED if column.required and self.complete else None
        wrong = self._limits(column, value)
        return (None if wrong == NOT_AN_OPTION or _is_huge(value) else value), wrong

    def _limits(self, column: Column, value: Value) -> Text | None:
        if column.type in _MEASURED and isinstance(value, int | Decimal):
            return _range(column, value)
        if column.type in _WORDED and isinstance(value, str):
            return _length(column, value)
        if column.type in (FactType.CHOICE, FactType.CHOICES) and isinstance(value, str | tuple):
            chosen = {value} if isinstance(value, str) else set(value)
            return None if chosen <= self._options(column) else NOT_AN_OPTION
        return None

    def _options(self, column: Column) -> frozenset[object]:
        if id(column) not in self.keys:
            allowed = options_of(column, vocabularies=self.vocabularies, day=self.day)
            self.keys[id(column)] = frozenset(key for key, _ in allowed)
        return self.keys[id(column)]


def _rows(raw: object) -> tuple[list[Mapping[str, object]], Text | None]:
    """Return a table's rows, wholly empty ones among them."""
    if raw is None or raw == "":
        return [], None
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        return [], NOT_A_TABLE
    return list(raw), None


def _range(column: Column, value: int | Decimal) -> Text | None:
    unit = column.unit
    if column.min is not None and value < column.min:
        zh, en = (f"{unit.zh}", f" {unit.en}") if unit else ("", "")
        return Text(zh=f"不能小于{column.min}{zh}。", en=f"This must be at least {column.min}{en}.")
    if column.max is not None and value > column.max:
        zh, en = (f"{unit.zh}", f" {unit.en}") if unit else ("", "")
        return Text(zh=f"不能大于{column.max}{zh}。", en=f"This must be at most {column.max}{en}.")
    return None


def _is_huge(value: Value) -> bool:
    """Too long a text is kept in a draft, so that nobody loses it, but not without end."""
    return isinstance(value, str) and len(value) > values.MOST_KEPT


def _length(column: Column, value: str) -> Text | None:
    most = longest(column)
    if len(value) <= most:
        return None
    return Text(
        zh=f"最多{most}个字，现有{len(value)}个字。", en=f"At most {most} characters; there are {len(value)} now."
    )
