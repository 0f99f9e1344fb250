"""Checks of documents and downloads: names that their kind of case has, conditions, tables, parties that sign."""

from collections.abc import Iterator

from ronghe.rulebook.expressions import ExpressionError, Language
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.programs import placeholders
from ronghe.rulebook.scope import names
from ronghe.rulebook.structure import Block, Definition, FactType


def problems(definition: Definition) -> Iterator[Problem]:
    """Yield what is wrong with the documents and the files for download."""
    for key, document in definition.documents.items():
        path = f"documents.{key}"
        if document.of not in definition.cases:
            hint = suggestion(document.of, definition.cases)
            yield Problem(path=f"{path}.of", message=f"there is no kind of case {document.of!r}{hint}")
            continue
        language = Language(names(definition, kind=document.of, action=""), vocabularies=definition.vocabularies)
        if not document.blocks:
            yield Problem(path=f"{path}.blocks", message="says nothing")
        for at, block in enumerate(document.blocks):
            yield from _block(definition, f"{path}.blocks.{at}", block, language)
    yield from _downloads(definition)


def _block(definition: Definition, path: str, block: Block, language: Language) -> Iterator[Problem]:
    needed = {"fields": block.fields, "table": block.of, "signatures": block.parties}.get(block.type, block.text)
    if not needed:
        word = {"fields": "fields", "table": "of", "signatures": "parties"}.get(block.type, "text")
        yield Problem(path=f"{path}.{word}", message=f"is missing: a block of type {block.type!r} needs it")
    for name in (*placeholders(block.text), *block.fields, *([block.of] if block.of else [])):
        if name not in language.names:
            yield Problem(path=path, message=f"there is no {name!r}{suggestion(name, language.names)}")
        elif (language.names[name].type is FactType.TABLE) != (name == block.of):
            said = "is a table: list it in a block of type 'table'" if name != block.of else "is no table"
            yield Problem(path=path, message=f"{name} {said}")
    for party in block.parties:
        if party not in definition.parties:
            hint = suggestion(party, definition.parties)
            yield Problem(path=f"{path}.parties", message=f"there is no party {party!r}{hint}")
    if block.when:
        try:
            language.compile(block.when)
        except ExpressionError as error:
            yield Problem(path=f"{path}.when", message=str(error))


def _downloads(definition: Definition) -> Iterator[Problem]:
    for at, download in enumerate(definition.downloads):
        path = f"downloads.{at}"
        if (download.form is None) == (download.document is None):
            yield Problem(path=path, message="is either a form or a document")
        for word, key, known in (
            ("form", download.form, definition.forms),
            ("document", download.document, definition.documents),
        ):
            if key is not None and key not in known:
                yield Problem(path=f"{path}.{word}", message=f"there is no {word} {key!r}{suggestion(key, known)}")
