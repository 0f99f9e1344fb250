"""Common files of a programme, blank, made from the version in force: the same bytes as long as the version stands."""

import functools

from ronghe.ledger import chain
from ronghe.portal.documents.blank import blank_form
from ronghe.portal.documents.docx import docx
from ronghe.portal.documents.words import say
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import documents
from ronghe.rulebook.documents import Rendered
from ronghe.rulebook.structure import Definition, Download


@functools.lru_cache(maxsize=200)
def download(version_id: int, place: int, language: str) -> tuple[bytes, str]:
    """Return a common file as .docx with its digest. Raises IndexError where the version has no such file.

    Safe to keep for ever: a version never changes.
    """
    definition = programmes.definition(version_id)
    one = definition.downloads[place]
    content = docx(blank(one, definition=definition, language=language), foot=(_origin(definition, language),))
    return content, chain.digest(content)


def blank(one: Download, *, definition: Definition, language: str) -> Rendered:
    """Return a common file as a paper under its own title, with room wherever something is filled in."""
    if one.document is not None:
        paper = documents.blank(definition, document=one.document, language=language)
    else:
        form = definition.forms[one.form or ""]
        paper = blank_form(form, vocabularies=definition.vocabularies, language=language)
    return Rendered(title=say(one.title, language=language), blocks=paper.blocks)


def _origin(definition: Definition, language: str) -> str:
    return f"{say(definition.title, language=language)} · {definition.programme} {definition.version}"
