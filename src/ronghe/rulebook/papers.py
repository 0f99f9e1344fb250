"""The shapes of what people fill in and of what is written from it: forms, documents, files to download."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ronghe.rulebook.shapes import DottedKey, Expression, FactType, Key, Shape, Text


class Option(Shape):
    """One choice of a field."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    label: Text


class Column(Shape):
    """One column of a table field."""

    key: Key
    label: Text
    type: FactType
    help: Text | None = None
    required: bool = False
    options: str | tuple[Option, ...] = Field(default=(), description="A vocabulary's key, or the options themselves")
    unit: Text | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int | None = Field(default=None, description="In characters; None: 200, or 10,000 in a paragraph")


class FormField(Column):
    """One question of a form. Its value is the fact `form.<key>` of the case."""

    shown_if: Expression | None = Field(default=None, description="CEL over form.*: asked only when true")
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    max_rows: int = 50
    index: bool = Field(default=False, description="Copied to the side table so that lists can filter and sort by it")
    public: bool = Field(default=False, description="Shown on the public portal once the case is public")
    personal: bool = Field(default=False, description="Personal information: masked for everybody but the parties")


class Section(Shape):
    """One step of a form's task list."""

    key: Key
    title: Text
    help: Text | None = None
    fields: tuple[FormField, ...]


class Form(Shape):
    """A form: sections in order. Keys of fields are unique within the form."""

    title: Text
    sections: tuple[Section, ...]

    def fields(self) -> tuple[FormField, ...]:
        """Return all fields of all sections in order."""
        return tuple(field for section in self.sections for field in section.fields)


class Block(Shape):
    """A part of a document. `text` may hold names such as `{form.title}`, which stand for their values."""

    type: Literal["heading", "paragraph", "clause", "fields", "table", "signatures"]
    text: Text | None = None
    when: Expression | None = Field(default=None, description="CEL: the part is left out unless true")
    of: DottedKey | None = Field(default=None, description="The table-valued name whose rows a table lists")
    fields: tuple[DottedKey, ...] = Field(default=(), description="The names whose labels and values are listed")
    parties: tuple[Key, ...] = Field(default=(), description="Who signs")


class Document(Shape):
    """A text of the programme made from a case: an agreement, a certificate. Its clauses are numbered in order."""

    title: Text
    of: Key = Field(description="The kind of case that it is made from")
    blocks: tuple[Block, ...]
    cites: str


class Download(Shape):
    """A common file that anybody may have: a form or a document of the programme, blank."""

    title: Text
    help: Text | None = None
    form: Key | None = None
    document: Key | None = None
    cites: str
