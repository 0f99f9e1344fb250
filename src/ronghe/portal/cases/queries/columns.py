"""The columns of a list of cases, as its definition names them: facts of form, item, parents, parties."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.shown import Shown, shown
from ronghe.portal.cases.views_of_case import ancestors, item_of
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import CaseKind, Column, Definition, FactType, Form, Text

PARTY_FACTS = {"name": Text(zh="单位名称", en="name"), "province": Text(zh="省份", en="province")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A column of a list: the fact's name and how its values are shown."""

    name: str
    shape: Column
    personal: bool = False

    @property
    def label(self) -> Text:
        """Return the heading."""
        return self.shape.label


def columns_of(definition: Definition, *, kind: str) -> tuple[ListColumn, ...]:
    """Return the columns that a definition names for a list, without the title, which stands first anyway."""
    shape = definition.cases[kind]
    title = f"form.{shape.title_from}"
    return tuple(
        column for name in shape.lists if name != title and (column := column_of(definition, kind=kind, name=name))
    )


@functools.lru_cache(maxsize=1000)
def columns_in(version_id: int, kind: str) -> Mapping[str, ListColumn]:
    """Return the columns that a published version names for a list, by the fact's name."""
    return {one.name: one for one in columns_of(programmes.definition(version_id), kind=kind)}


def column_of(definition: Definition, *, kind: str, name: str) -> ListColumn | None:
    """Return the column that shows a fact, or None for a fact that a list cannot show."""
    namespace, _, key = name.partition(".")
    if namespace in definition.parties:
        return _party_column(definition, name=name, party=namespace, key=key)
    form = _form_of(definition, kind=kind, namespace=namespace)
    for field in () if form is None else form:
        if field.key == key:
            return ListColumn(name=name, shape=field, personal=getattr(field, "personal", False))
    return None


def value_of(case: Case, *, column: ListColumn, definition: Definition, masked: bool = False) -> Shown:
    """Return what a column shows for a case. Needs the case's parents and parties to be loaded with it."""
    return shown(
        column.shape,
        stored_value(case, name=column.name, definition=definition),
        vocabularies=definition.vocabularies,
        key=column.name,
        masked=masked and column.personal,
    )


def item_columns(definition: Definition, *, kind: str) -> tuple[Column, ...]:
    """Return the columns of the table that cases of a kind take a row of; nothing where they take none."""
    for one in _line(definition, kind=kind):
        shape = definition.cases[one]
        if shape.item is not None and shape.parent is not None:
            parent = definition.forms[definition.cases[shape.parent].form]
            return next(field.columns for field in parent.fields() if field.key == shape.item)
    return ()


def _line(definition: Definition, *, kind: str) -> list[str]:
    line = [kind]
    while (parent := definition.cases[line[-1]].parent) is not None:
        line.append(parent)
    return line


def _form_of(definition: Definition, *, kind: str, namespace: str) -> tuple[Column, ...] | None:
    shape = definition.cases[kind]
    if namespace == "form":
        return definition.forms[shape.form].fields()
    if namespace == "item":
        return item_columns(definition, kind=kind)
    if namespace in definition.cases:
        return definition.forms[definition.cases[namespace].form].fields()
    kept = kept_form(definition, kind=shape, key=namespace)
    return None if kept is None else kept.fields()


def kept_form(definition: Definition, *, kind: CaseKind, key: str) -> Form | None:
    """Return the form that acts of a kind of case keep under a key, or None where none does."""
    for action in kind.actions.values():
        if key in (action.keep_as, action.append_to) and action.asks is not None:
            return definition.forms[action.asks]
    return None


def _party_column(definition: Definition, *, name: str, party: str, key: str) -> ListColumn | None:
    if key not in PARTY_FACTS:
        return None
    label = definition.parties[party].label if key == "name" else PARTY_FACTS[key]
    return ListColumn(name=name, shape=Column(key=key, label=label, type=FactType.TEXT))


def stored_value(case: Case, *, name: str, definition: Definition) -> object:
    """Return what a name such as `form.title` or `university.name` stands for in a case, as plain JSON, or None."""
    namespace, _, key = name.partition(".")
    if namespace in definition.parties:
        organisation = parties_of(case).get(namespace)
        return None if organisation is None else getattr(organisation, key)
    return _space(case, namespace=namespace, definition=definition).get(key)


def _space(case: Case, *, namespace: str, definition: Definition) -> Mapping[str, object]:
    if namespace == "form":
        found: object = case.data
    elif namespace == "item":
        found = item_of(definition=definition, case=case)
    elif namespace in definition.cases:
        found = next((one.data for one in ancestors(case) if one.kind == namespace), None)
    else:
        found = case.kept.get(namespace)
    return found if isinstance(found, Mapping) else {}
