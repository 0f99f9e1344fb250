"""A form as a blank paper: what is asked, with its help and choices, and room to write."""

from collections.abc import Iterator, Mapping

from ronghe.portal.documents.words import say
from ronghe.rulebook import forms
from ronghe.rulebook.documents import Plain, Rendered
from ronghe.rulebook.structure import Column, FactType, Form, FormField, Text, Vocabulary

_CHOICES = 40  # more are too many to print: the form on the platform has them
_ROWS = 3
_REQUIRED = Text(zh="必填", en="required")
_MORE = Text(zh="在平台上选择", en="chosen on the platform")
_FILE = Text(zh="在平台上传文件", en="a file, uploaded on the platform")
_YES_NO = Text(zh="□ 是  □ 否", en="□ yes  □ no")


def blank_form(form: Form, *, vocabularies: Mapping[str, Vocabulary], language: str = "zh") -> Rendered:
    """Return a form to be filled in by hand, in one language."""
    return Rendered(title=say(form.title, language=language), blocks=tuple(_parts(form, vocabularies, language)))


def _parts(form: Form, vocabularies: Mapping[str, Vocabulary], language: str) -> Iterator[Plain]:
    for section in form.sections:
        yield Plain(type="heading", text=say(section.title, language=language))
        if section.help is not None:
            yield Plain(type="paragraph", text=say(section.help, language=language))
        plain = [one for one in section.fields if one.type is not FactType.TABLE]
        if plain:
            pairs = tuple((_label(one, language), _room(one, vocabularies, language)) for one in plain)
            yield Plain(type="fields", pairs=pairs)
        for one in section.fields:
            if one.type is FactType.TABLE:
                yield _table(one, vocabularies, language)


def _table(field: FormField, vocabularies: Mapping[str, Vocabulary], language: str) -> Plain:
    head = tuple(_label(one, language) for one in field.columns)
    hints = tuple(_room(one, vocabularies, language).strip() for one in field.columns)
    rows = tuple(("",) * len(head) for _ in range(min(_ROWS, field.max_rows)))
    title = "\n".join(one for one in (_label(field, language), _help(field, language)) if one)
    return Plain(type="table", text=title, head=head, rows=(*((hints,) if any(hints) else ()), *rows))


def _label(column: Column, language: str) -> str:
    unit = f"（{say(column.unit, language=language)}）" if column.unit is not None else ""
    required = f"（{say(_REQUIRED, language=language)}）" if column.required else ""
    return f"{say(column.label, language=language)}{unit}{required}"


def _help(column: Column, language: str) -> str:
    return say(column.help, language=language) if column.help is not None else ""


def _room(column: Column, vocabularies: Mapping[str, Vocabulary], language: str) -> str:
    """Return what stands in the place of an answer: the choices, the help, and empty lines for longer ones."""
    lines = [one for one in (_choices(column, vocabularies, language), _help(column, language)) if one]
    if column.type is FactType.PARAGRAPH:
        lines += ["", "", ""]
    return "\n".join(lines)


def _choices(column: Column, vocabularies: Mapping[str, Vocabulary], language: str) -> str:
    if column.type is FactType.BOOLEAN:
        return say(_YES_NO, language=language)
    if column.type is FactType.FILE:
        return say(_FILE, language=language)
    if column.type not in (FactType.CHOICE, FactType.CHOICES):
        return ""
    labels = forms.labels_of(column.options, vocabularies=vocabularies).values()
    if len(labels) > _CHOICES:
        return say(_MORE, language=language)
    return "  ".join(f"□ {say(one, language=language)}" for one in labels)
