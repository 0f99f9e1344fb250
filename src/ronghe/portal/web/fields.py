"""Form fields of a definition as a page shows them, and what a browser posts as the engine reads it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from ronghe.rulebook import forms
from ronghe.rulebook.structure import Column, FactType, FormField, Text, Vocabulary

ADD_ROW = "add_row"
REMOVE_ROW = "remove_row"
_FEW = 5
_MANY = 12
_ROW = re.compile(r"^(?P<table>[a-z][a-z0-9_]*)-(?P<row>[0-9]{1,3})$")
_CELL = re.compile(r"^(?P<table>[a-z][a-z0-9_]*)-(?P<row>[0-9]{1,3})-(?P<column>[a-z][a-z0-9_]*)$")


class Problem(Protocol):
    """A problem of a form, as `rulebook.forms` reports it."""

    @property
    def field(self) -> str:
        """The field's key."""

    @property
    def row(self) -> int | None:
        """The row of a table field, from 0."""

    @property
    def column(self) -> str | None:
        """The column of a table field."""

    @property
    def message(self) -> Text:
        """What is wrong, for the person who fills in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """One choice: its key, its label, whether it is chosen."""

    key: str
    label: Text
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One question as it stands on a page. `widget` names the macro's branch; `value` is what the input holds."""

    key: str
    name: str
    id: str
    widget: str
    label: Text
    help: Text | None = None
    required: bool = False
    value: object = ""
    unit: Text | None = None
    minimum: str = ""
    maximum: str = ""
    max_length: int = 0
    options: tuple[OptionView, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple["FieldView", ...], ...] = ()
    blank_row: tuple["FieldView", ...] = ()
    max_rows: int = 0
    problems: tuple[Text, ...] = ()

    @property
    def described_by(self) -> str:
        """Return the ids of help and problems for `aria-describedby`."""
        ids = [f"{self.id}-help"] if self.help else []
        return " ".join([*ids, f"{self.id}-problems"] if self.problems else ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLink:
    """A line of the error summary: the element to go to, the question, what is wrong."""

    target: str
    label: Text
    message: Text


def field_views(
    fields: Iterable[FormField],
    *,
    data: Mapping[str, object],
    vocabularies: Mapping[str, Vocabulary],
    day: dt.date,
    problems: Sequence[Problem] = (),
) -> tuple[FieldView, ...]:
    """Return the questions with their values and problems; choices are those in force on the day."""
    page = _Page(vocabularies=vocabularies, day=day, problems=tuple(problems))
    return tuple(page.question(one, data.get(one.key)) for one in fields)


def problem_links(views: Iterable[FieldView]) -> tuple[ProblemLink, ...]:
    """Return every problem on the page in the order of its questions, cells of tables included."""
    return tuple(_links(views))


def posted(fields: Iterable[FormField], sent: QueryDict) -> dict[str, object]:
    """Return what a page posted as the form's data: strings, lists of strings, tables as lists of rows.

    A question that the page did not send is left out, except choices and tables, which a browser sends only when
    there is something in them: for these, `present` names the questions that were on the page. Files are left out.
    """
    known = {one.key: one for one in fields}
    on_page = set(sent.getlist("present"))
    data: dict[str, object] = {}
    for key, one in known.items():
        if one.type is FactType.TABLE:
            if key in on_page:
                data[key] = _rows(one, sent)
        elif one.type is FactType.CHOICES:
            if key in on_page:
                data[key] = [value for value in sent.getlist(key) if value]
        elif one.type is not FactType.FILE and key in sent:
            data[key] = sent[key]
    return data


def with_rows_changed(fields: Iterable[FormField], sent: QueryDict) -> dict[str, object] | None:
    """Return the posted data with a row added or removed, when that is what the person asked for, else None."""
    data = posted(fields, sent)
    added, removed = sent.get(ADD_ROW, ""), sent.get(REMOVE_ROW, "")
    if added:
        rows = data.get(added)
        if isinstance(rows, list):
            rows.append({})
        return data
    if removed:
        found = _ROW.match(removed)
        rows = data.get(found["table"]) if found else None
        if found and isinstance(rows, list) and int(found["row"]) < len(rows):
            del rows[int(found["row"])]
        return data
    return None


def _links(views: Iterable[FieldView]) -> Iterator[ProblemLink]:
    for view in views:
        target = f"{view.id}-0" if view.widget in {"radios", "checkboxes", "yesno"} else view.id
        yield from (ProblemLink(target=target, label=view.label, message=message) for message in view.problems)
        for number, row in enumerate(view.rows, start=1):
            for one in _links(row):
                yield replace(one, label=_in_row(view.label, number, one.label))


def _in_row(table: Text, number: int, column: Text) -> Text:
    return Text(zh=f"{table.zh}第 {number} 行：{column.zh}", en=f"{table.en}, row {number}: {column.en}")


def _rows(one: FormField, sent: MultiValueDict[str, str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    columns = {column.key for column in one.columns}
    for name in sent:
        found = _CELL.match(name)
        if found and found["table"] == one.key and found["column"] in columns:
            rows.setdefault(int(found["row"]), {})[found["column"]] = str(sent[name]).strip()
    return [rows[row] for row in sorted(rows) if any(rows[row].values())]


@dataclass(frozen=True, kw_only=True)
class _Page:
    vocabularies: Mapping[str, Vocabulary]
    day: dt.date
    problems: tuple[Problem, ...]

    def question(self, one: FormField, value: object) -> FieldView:
        view = self._view(one, value, name=one.key, problems=self._problems(one.key, None, None))
        if one.type is not FactType.TABLE:
            return view
        given = value if isinstance(value, list | tuple) else []
        rows = [row if isinstance(row, Mapping) else {} for row in given]
        rows += [{}] * max(0, max(one.min_rows, 1) - len(rows))
        return replace(
            view,
            columns=one.columns,
            rows=tuple(self._row(one, row, number) for number, row in enumerate(rows)),
            blank_row=self._row(one, {}, None),
            max_rows=one.max_rows,
        )

    def _row(self, table: FormField, row: Mapping[str, object], number: int | None) -> tuple[FieldView, ...]:
        place = "__row__" if number is None else str(number)
        return tuple(
            self._view(
                column,
                row.get(column.key),
                name=f"{table.key}-{place}-{column.key}",
                problems=() if number is None else self._problems(table.key, number, column.key),
                in_row=True,
            )
            for column in table.columns
        )

    def _view(
        self, one: Column, value: object, *, name: str, problems: tuple[Text, ...], in_row: bool = False
    ) -> FieldView:
        options = self._options(one, value)
        return FieldView(
            key=one.key,
            name=name,
            id=f"f-{name}",
            widget=_widget(one, count=len(options), in_row=in_row),
            label=one.label,
            help=one.help,
            required=one.required,
            value=_shown(value),
            unit=one.unit,
            minimum="" if one.min is None else str(one.min),
            maximum="" if one.max is None else str(one.max),
            max_length=forms.longest(one),
            options=options,
            problems=problems,
        )

    def _options(self, one: Column, value: object) -> tuple[OptionView, ...]:
        chosen = {str(key) for key in value} if isinstance(value, list | tuple) else {str(_shown(value))}
        return tuple(
            OptionView(key=key, label=label, chosen=key in chosen)
            for key, label in forms.options_of(one, vocabularies=self.vocabularies, day=self.day)
        )

    def _problems(self, key: str, row: int | None, column: str | None) -> tuple[Text, ...]:
        return tuple(
            one.message
            for one in self.problems
            if one.field == key and one.row == row and (one.column or None) == column
        )


def _widget(one: Column, *, count: int, in_row: bool) -> str:
    if one.type is FactType.CHOICE:
        if in_row or count > _FEW:
            return "search" if count > _MANY else "select"
        return "radios"
    if one.type is FactType.BOOLEAN:
        return "select_yesno" if in_row else "yesno"
    return {
        FactType.CHOICES: "checkboxes",
        FactType.PARAGRAPH: "paragraph",
        FactType.INTEGER: "integer",
        FactType.DECIMAL: "decimal",
        FactType.SHARE: "share",
        FactType.MONEY: "money",
        FactType.DATE: "date",
        FactType.MOMENT: "moment",
        FactType.TABLE: "table",
        FactType.FILE: "file",
    }.get(one.type, "text")


def _shown(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | Mapping) else str(value)
