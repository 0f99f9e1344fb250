"""Stored values as people read them: with label, type and the labels of choices; personal ones masked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ronghe.rulebook import forms
from ronghe.rulebook.structure import Column, Definition, FactType, Form, FormField, Text, Vocabulary

MASK = Text(zh="个人信息，已隐去", en="personal, not shown")
_EMPTY: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """A column of a table field with the labels of its choices."""

    key: str
    label: Text
    type: FactType
    choices: Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One value with everything a page or a spreadsheet needs to write it. `value` is plain JSON, None when empty."""

    key: str
    label: Text
    type: FactType
    value: object = None
    options: Mapping[str, Text] = field(default_factory=dict)
    columns: tuple[ShownColumn, ...] = ()

    @property
    def chosen(self) -> tuple[Text | str, ...]:
        """Return the labels of the chosen options; a key that no vocabulary knows stands for itself."""
        keys = self.value if isinstance(self.value, list | tuple) else [self.value]
        return tuple(self.options.get(str(key), str(key)) for key in keys if key not in _EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section of a form with its values, for reading only."""

    key: str
    title: Text
    values: tuple[Shown, ...]


def shown(
    column: Column,
    value: object,
    *,
    vocabularies: Mapping[str, Vocabulary],
    key: str = "",
    masked: bool = False,
    files: Mapping[str, str] | None = None,
) -> Shown:
    """Return one value of a form, a table cell or a list's column as people read it.

    `files` maps digests to the keys of a case's attachments, so that a file can be opened.
    """
    if masked and value not in _EMPTY:
        return Shown(key=key or column.key, label=column.label, type=FactType.TEXT, value=MASK)
    return Shown(
        key=key or column.key,
        label=_with_unit(column),
        type=column.type,
        value=None if value in _EMPTY else _with_key(value, files or {}),
        options=labels_of(column, vocabularies=vocabularies),
        columns=_columns(column, vocabularies=vocabularies),
    )


def labels_of(column: Column, *, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Text]:
    """Return the labels of a column's choices by key, values no longer in force included; empty where it has none."""
    return forms.labels_of(column.options, vocabularies=vocabularies)


def sections_of(
    form: Form,
    data: Mapping[str, object],
    *,
    definition: Definition,
    visible: Iterable[str],
    masked: bool,
    files: Mapping[str, str],
) -> tuple[ShownSection, ...]:
    """Return a form's sections with the values of the visible fields; personal ones are masked on demand."""
    asked = frozenset(visible)
    return tuple(
        ShownSection(
            key=section.key,
            title=section.title,
            values=tuple(
                shown(
                    one,
                    data.get(one.key),
                    vocabularies=definition.vocabularies,
                    masked=masked and one.personal,
                    files=files,
                )
                for one in section.fields
                if one.key in asked
            ),
        )
        for section in form.sections
    )


def _columns(column: Column, *, vocabularies: Mapping[str, Vocabulary]) -> tuple[ShownColumn, ...]:
    heads = column.columns if isinstance(column, FormField) else ()
    return tuple(
        ShownColumn(
            key=head.key, label=_with_unit(head), type=head.type, choices=labels_of(head, vocabularies=vocabularies)
        )
        for head in heads
    )


def _with_unit(column: Column) -> Text:
    if column.unit is None or column.type is FactType.MONEY:
        return column.label
    return Text(zh=f"{column.label.zh}（{column.unit.zh}）", en=f"{column.label.en} ({column.unit.en})")


def _with_key(value: object, files: Mapping[str, str]) -> object:
    if isinstance(value, Mapping) and (key := files.get(str(value.get("digest")))):
        return {**value, "key": key}
    return value
