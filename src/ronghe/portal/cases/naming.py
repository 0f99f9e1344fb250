"""Names such as `form.title` or `university.name`, resolved for a case: label, type and the stored value."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ronghe.portal.cases import facts
from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.commands.record import plain
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.views_of_case import ancestors, item_of
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Column, Definition, FactType, Text

PARTY_NAME = Text(zh="单位", en="organisation")
LEADER = Text(zh="项目负责人", en="project leader")
TITLE = Text(zh="名称", en="title")
NUMBER = Text(zh="编号", en="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name's label and type, and the value as plain JSON; options as their labels in both languages."""

    label: Text
    type: FactType
    value: object
    options: Mapping[str, Text]


def named(*, case: Case, names: Iterable[str], at: dt.datetime) -> dict[str, Named]:
    """Return what some names stand for in a case. Raises KeyError for a name that publishing would have refused."""
    definition = programmes.definition(case.version_id)
    wanted = tuple(names)
    known = {name for name in wanted if name in definition.facts}
    context = facts.FactContext(
        case=case, definition=definition, parties=parties_of(case), at=at, day=day_of(definition, at)
    )
    found = facts.collect(context=context, names=frozenset(known)) if known else {}
    return {
        name: Named(
            label=definition.facts[name].label,
            type=definition.facts[name].type,
            value=plain(found[name]),
            options=options(definition, definition.facts[name].vocabulary),
        )
        if name in known
        else _stored(definition=definition, case=case, name=name)
        for name in wanted
    }


def column_of(*, definition: Definition, kind: str, name: str) -> Column | None:
    """Return the form field or item column that a name means for a kind of case, or None for a fact."""
    namespace, _, field = name.partition(".")
    if namespace == "form":
        return _field(definition=definition, kind=kind, field=field)
    if namespace == "item":
        return _item_column(definition=definition, kind=kind, column=field)
    if namespace in definition.cases:
        return _field(definition=definition, kind=namespace, field=field)
    return None


def options(definition: Definition, given: object) -> dict[str, Text]:
    """Return the labels of a choice by key, from a vocabulary's key or from options given in place."""
    if isinstance(given, str):
        vocabulary = definition.vocabularies.get(given)
        return {one.key: one.label for one in vocabulary.values} if vocabulary else {}
    return {one.key: one.label for one in given} if isinstance(given, tuple) else {}


def _stored(*, definition: Definition, case: Case, name: str) -> Named:
    namespace, _, field = name.partition(".")
    special = _special(case=case, name=name)
    if special is not None:
        return Named(label=special[0], type=FactType.TEXT, value=special[1], options={})
    column = column_of(definition=definition, kind=case.kind, name=name)
    if column is None:
        raise KeyError(name)
    if namespace == "form":
        source: Mapping[str, object] = case.data
    elif namespace == "item":
        source = item_of(definition=definition, case=case) or {}
    else:
        source = next((one.data for one in ancestors(case) if one.kind == namespace), {})
    return Named(
        label=column.label, type=column.type, value=source.get(field), options=options(definition, column.options)
    )


def _special(*, case: Case, name: str) -> tuple[Text, str] | None:
    namespace, _, field = name.partition(".")
    organisation = parties_of(case).get(namespace)
    if organisation is not None and field == "name":
        return PARTY_NAME, organisation.name
    values = {
        "title": (TITLE, case.title),
        "number": (NUMBER, case.number or ""),
        "leader": (LEADER, case.leader.name if case.leader else ""),
    }
    return values.get(name.removeprefix("case."))


def _field(*, definition: Definition, kind: str, field: str) -> Column | None:
    form = definition.forms[definition.cases[kind].form]
    return next((one for one in form.fields() if one.key == field), None)


def _item_column(*, definition: Definition, kind: str, column: str) -> Column | None:
    shape = definition.cases[kind]
    if shape.item is None or shape.parent is None:
        return _item_column(definition=definition, kind=shape.parent, column=column) if shape.parent else None
    form = definition.forms[definition.cases[shape.parent].form]
    table = next((one for one in form.fields() if one.key == shape.item), None)
    return next((one for one in table.columns if one.key == column), None) if table else None
