"""What lies in the library beside definitions: sources with their clauses, vocabularies, holidays."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from ronghe.rulebook.shapes import Shape, Text


class Clause(Shape):
    """A clause of a source, as printed (numbering holes included), with its gist in our words."""

    clause: str
    gist: Text


class Source(Shape):
    """A policy document: what a definition cites."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    number: str = Field(
        default="", description="The document number, e.g. 教高厅〔2020〕1号; empty where none is printed"
    )
    title: str
    issuer: str
    date: dt.date | None = None
    date_note: Text | None = None
    clauses: tuple[Clause, ...]


class VocabularyValue(Shape):
    """One value of a vocabulary, with the days between which it is in force."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    label: Text
    since: dt.date | None = None
    until: dt.date | None = None
    preferred: bool = False
    note: str = ""


class Vocabulary(Shape):
    """A list of values with where it comes from and when it was read."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    source: str
    as_of: dt.date
    unconfirmed: str = Field(default="", description="Why the list could not be confirmed; empty when it is")
    values: tuple[VocabularyValue, ...]


class Holidays(Shape):
    """Days off and working weekends of one year, as the State Council's notice sets them."""

    year: int
    source: str
    as_of: dt.date
    off: tuple[dt.date, ...]
    working: tuple[dt.date, ...]
    unconfirmed: str = ""
