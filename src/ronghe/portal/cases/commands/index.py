"""The typed side table of form fields that lists filter and sort by."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from ronghe.portal.cases.commands import search
from ronghe.portal.cases.models import Case, IndexedValue
from ronghe.portal.cases.views_of_case import item_of
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.forms import stored
from ronghe.rulebook.structure import Column, Definition, FactType

NUMBERS = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.SHARE})
TEXT_LIMIT = 300


def write(*, case: Case, definition: Definition) -> None:
    """Write a case's indexed values anew: fields marked `index`, and the choices of the item it was made to.

    With them goes what the case is found by. Whoever changes a case's form, leader or parties has to call this.
    """
    case.indexed.all().delete()
    IndexedValue.objects.bulk_create(values_of(case=case, definition=definition))
    search.write([case])


def values_of(*, case: Case, definition: Definition) -> list[IndexedValue]:
    """Return a case's indexed values without storing them."""
    return [*_of_form(case=case, definition=definition), *_of_item(case=case, definition=definition)]


def _of_form(*, case: Case, definition: Definition) -> Iterator[IndexedValue]:
    form = definition.forms[definition.cases[case.kind].form]
    values = stored(form, case.data)
    for field in form.fields():
        if field.index:
            yield from _rows(case=case, name=field.key, column=field, value=values.get(field.key))


def _of_item(*, case: Case, definition: Definition) -> Iterator[IndexedValue]:
    row = item_of(definition=definition, case=case) or {}
    for name, value in row.items():
        if isinstance(value, str) and len(value) <= TEXT_LIMIT:
            yield IndexedValue(case=case, field=f"item.{name}", text=value)


def _rows(*, case: Case, name: str, column: Column, value: Value) -> Iterator[IndexedValue]:
    if value is None:
        return
    if isinstance(value, Decimal | int) and column.type in NUMBERS:
        yield IndexedValue(case=case, field=name, number=value)
    elif isinstance(value, dt.date) and column.type is FactType.DATE:
        yield IndexedValue(case=case, field=name, day=value)
    elif isinstance(value, tuple):
        yield from (IndexedValue(case=case, field=name, text=str(one)[:TEXT_LIMIT]) for one in value)
    else:
        yield IndexedValue(case=case, field=name, text=str(value)[:TEXT_LIMIT])
