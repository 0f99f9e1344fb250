"""A form with its answers as a paper."""

from collections.abc import Iterator, Mapping

from ronghe.portal.cases.queries.shown import Shown, sections_of
from ronghe.portal.documents.words import rows, say, written
from ronghe.rulebook import forms
from ronghe.rulebook.documents import Plain, Rendered
from ronghe.rulebook.structure import Definition, FactType, Form


def filled(
    form: Form, data: Mapping[str, object], *, definition: Definition, masked: bool = False, language: str = "zh"
) -> Rendered:
    """Return a form as it was filled in: its sections with what was asked, and the answers."""
    sections = sections_of(
        form,
        data,
        definition=definition,
        visible=[one.key for one in forms.visible(form, data)],
        masked=masked,
        files={},
    )
    parts = tuple(
        part
        for section in sections
        for part in (
            Plain(type="heading", text=say(section.title, language=language)),
            *_values(section.values, language=language),
        )
    )
    return Rendered(title=say(form.title, language=language), blocks=parts)


def _values(values: tuple[Shown, ...], *, language: str) -> Iterator[Plain]:
    plain = [one for one in values if one.type is not FactType.TABLE or not one.value]
    if plain:
        yield Plain(
            type="fields",
            pairs=tuple(
                (
                    say(one.label, language=language),
                    written(one.value, kind=one.type, options=one.options, language=language),
                )
                for one in plain
            ),
        )
    for one in values:
        if one.type is FactType.TABLE and one.value:
            yield Plain(
                type="table",
                text=say(one.label, language=language),
                head=tuple(say(head.label, language=language) for head in one.columns),
                rows=rows(one, language=language),
            )
