"""Checks of forms: unique keys, options where they are needed, conditions that can be asked."""

from collections.abc import Iterable, Iterator

from ronghe.rulebook.expressions import ExpressionError, Language, is_reserved
from ronghe.rulebook.forms import names_of
from ronghe.rulebook.problems import Problem, given_twice, suggestion
from ronghe.rulebook.structure import Column, Definition, FactType, Form, FormField
from ronghe.rulebook.values import MOST_KEPT

_MOST_ROWS = 500
_CHOSEN = (FactType.CHOICE, FactType.CHOICES)
_MEASURED = (FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.SHARE)


def problems(definition: Definition) -> Iterator[Problem]:
    """Yield what is wrong with the forms."""
    for key, form in definition.forms.items():
        yield from _form(definition, f"forms.{key}", form)


def _form(definition: Definition, path: str, form: Form) -> Iterator[Problem]:
    yield from _twice(path, "section", (section.key for section in form.sections))
    yield from _twice(path, "field", (field.key for field in form.fields()))
    language = Language(names_of(form, space="form"), vocabularies=definition.vocabularies)
    for section in form.sections:
        for field in section.fields:
            here = f"{path}.sections.{section.key}.fields.{field.key}"
            yield from _column(definition, here, field)
            yield from _table(definition, here, field)
            if field.shown_if:
                yield from _condition(language, here, field)


def _condition(language: Language, path: str, field: FormField) -> Iterator[Problem]:
    try:
        compiled = language.compile(field.shown_if or "")
    except ExpressionError as error:
        yield Problem(path=f"{path}.shown_if", message=str(error))
    else:
        if f"form.{field.key}" in compiled.reads:
            yield Problem(path=f"{path}.shown_if", message="depends on the field's own answer")


def _table(definition: Definition, path: str, field: FormField) -> Iterator[Problem]:
    if field.type is not FactType.TABLE:
        if field.columns:
            yield Problem(path=f"{path}.columns", message="only a table has columns")
        return
    if not field.columns:
        yield Problem(path=f"{path}.columns", message="a table needs columns")
    if not 0 <= field.min_rows <= field.max_rows <= _MOST_ROWS:
        yield Problem(path=f"{path}.max_rows", message=f"needs 0 ≤ min_rows ≤ max_rows ≤ {_MOST_ROWS}")
    yield from _twice(path, "column", (column.key for column in field.columns))
    for column in field.columns:
        here = f"{path}.columns.{column.key}"
        yield from _column(definition, here, column)
        if column.type is FactType.TABLE:
            yield Problem(path=f"{here}.type", message="a table cannot hold tables")


def _column(definition: Definition, path: str, column: Column) -> Iterator[Problem]:
    if is_reserved(column.key):
        yield Problem(path=path, message=f"expressions cannot read a field called {column.key!r}")
    if column.type in _CHOSEN:
        yield from _options(definition, path, column)
    elif column.options:
        yield Problem(path=f"{path}.options", message=f"a {column.type.value} has no options")
    if (column.min is not None or column.max is not None) and column.type not in _MEASURED:
        yield Problem(path=path, message=f"a {column.type.value} has neither min nor max")
    if column.max_length is not None and not 0 < column.max_length <= MOST_KEPT:
        yield Problem(path=f"{path}.max_length", message=f"needs 0 < max_length ≤ {MOST_KEPT:,}")
    if column.min is not None and column.max is not None and column.min > column.max:
        yield Problem(path=f"{path}.max", message="is less than min")


def _options(definition: Definition, path: str, column: Column) -> Iterator[Problem]:
    if isinstance(column.options, tuple):
        if not column.options:
            yield Problem(path=f"{path}.options", message="a choice needs options")
        yield from _twice(path, "option", (option.key for option in column.options))
    elif column.options not in definition.vocabularies:
        hint = suggestion(column.options, definition.vocabularies)
        yield Problem(path=f"{path}.options", message=f"there is no vocabulary {column.options!r}{hint}")


def _twice(path: str, what: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key in given_twice(keys):
        yield Problem(path=path, message=f"two {what}s are called {key!r}")
