"""What the expressions of one act may read: the names, their types and what people call them."""

from collections.abc import Iterator

from ronghe.rulebook.forms import names_of
from ronghe.rulebook.names import Name
from ronghe.rulebook.structure import CaseKind, Column, Definition, FactType, Form, Option, Text

BEGIN = "begin"
SETTING = "setting"
# declared facts may be called so; the others are filled by forms, by the act or by the office
OFFERED = frozenset({"case", "item", "notice", "money", "goods", "person", "signatures", "record", "results", "leader"})
RESERVED = OFFERED | {"form", "asked", "act", SETTING}

_ACT = (
    Name(name="act.day", type=FactType.DATE, label=Text(zh="办理日期", en="day of the act")),
    Name(name="act.year", type=FactType.INTEGER, label=Text(zh="办理年份", en="year of the act")),
    Name(name="act.action", type=FactType.TEXT, label=Text(zh="办理事项", en="action")),
)


def names(definition: Definition, *, kind: str, action: str) -> tuple[Name, ...]:
    """Return all names that the rules of an act may read; for `begin` there is no form of the case yet.

    A document is made in no act: its `action` is empty, and it reads what the case holds.
    """
    found: dict[str, Name] = {}
    for name in _names(definition, kind=kind, action=action):
        found.setdefault(name.name, name)
    return tuple(found.values())


def is_setting(name: str) -> bool:
    """Return whether a name is one of a value that the office sets."""
    return name.startswith(f"{SETTING}.")


def form_names(definition: Definition, *, kind: str) -> tuple[Name, ...]:
    """Return the names of a kind's form, for totals over related cases."""
    return names_of(definition.forms[definition.cases[kind].form], space="form")


def ancestors(definition: Definition, *, kind: str) -> tuple[str, ...]:
    """Return the kinds above a kind, nearest first; ends where a parent is missing or comes again."""
    found: list[str] = []
    parent = definition.cases[kind].parent
    while parent in definition.cases and parent not in found and parent is not None:
        found.append(parent)
        parent = definition.cases[parent].parent
    return tuple(found)


def uncounted(kind: CaseKind) -> frozenset[str]:
    """Return the states that a case can be in without the act by which it begins to count; none where it always does.

    Counting is for statistics: a project that is not filed is no project yet (MOE 2024, one (2)).
    """
    if kind.counts_from is None:
        return frozenset()
    ways = [one for key, one in kind.actions.items() if key != kind.counts_from and one.target]
    reached, waiting = set[str](), [kind.initial]
    while waiting:
        if (state := waiting.pop()) not in reached:
            reached.add(state)
            waiting += [one.target for one in ways if state in one.source and one.target]
    return frozenset(reached)


def kept_forms(kind: CaseKind) -> dict[str, str]:
    """Return under which key which asked form is kept."""
    return {each.keep_as: each.asks for each in kind.actions.values() if each.keep_as and each.asks}


def appended_forms(kind: CaseKind) -> dict[str, str]:
    """Return under which key which asked form is appended as a row."""
    return {each.append_to: each.asks for each in kind.actions.values() if each.append_to and each.asks}


def _names(definition: Definition, *, kind: str, action: str) -> Iterator[Name]:
    shape = definition.cases[kind]
    yield from _ACT
    present = Text(zh="当前状态", en="present state")
    yield Name(name="act.state", type=FactType.TEXT, label=present, options=_states(shape))
    if action != BEGIN:
        yield from _form(definition, shape.form, space="form")
        if action in shape.actions and (asks := shape.actions[action].asks):
            yield from _form(definition, asks, space="asked")
        yield from _kept(definition, shape)
    for column in item_columns(definition, kind=kind):
        yield Name(name=f"item.{column.key}", type=column.type, label=column.label, options=column.options)
    for ancestor in ancestors(definition, kind=kind):
        above = definition.cases[ancestor]
        label = Text(zh=f"{above.title.zh}的状态", en=f"state of the {above.title.en}")
        yield Name(name=f"{ancestor}.state", type=FactType.TEXT, label=label, options=_states(above))
        yield from _form(definition, above.form, space=ancestor)
    for key, setting in definition.settings.items():
        yield Name(name=f"{SETTING}.{key}", type=setting.type, label=setting.title)
    for name, fact in definition.facts.items():
        yield Name(name=name, type=fact.type, label=fact.label, options=fact.vocabulary)


def _states(kind: CaseKind) -> tuple[Option, ...]:
    """Return what the state can be: in a stage of an overlay it is the state that the stage lies within."""
    return tuple(Option(key=key, label=state.label) for key, state in kind.states.items() if state.within is None)


def _form(definition: Definition, key: str, *, space: str) -> Iterator[Name]:
    if form := definition.forms.get(key):
        yield from names_of(form, space=space)


def _kept(definition: Definition, kind: CaseKind) -> Iterator[Name]:
    for space, key in kept_forms(kind).items():
        yield from _form(definition, key, space=space)
    for space, key in appended_forms(kind).items():
        if form := definition.forms.get(key):
            yield Name(name=f"{space}.rows", type=FactType.TABLE, label=form.title, columns=columns_of(form))


def columns_of(form: Form) -> tuple[Column, ...]:
    """Return a form's fields as the columns of the table that its answers make."""
    return tuple(field for field in form.fields() if field.type is not FactType.TABLE)


def item_columns(definition: Definition, *, kind: str) -> tuple[Column, ...]:
    """Return the columns of the row that a case of this kind, or its nearest ancestor that has one, was made to."""
    for each in (kind, *ancestors(definition, kind=kind)):
        shape = definition.cases[each]
        if shape.item is not None:
            parent = definition.cases.get(shape.parent or "")
            form = definition.forms.get(parent.form) if parent else None
            return next((field.columns for field in (form.fields() if form else ()) if field.key == shape.item), ())
    return ()
