"""What all shapes share: how a mistake in a key is found, texts in two languages, the types of facts."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
DottedKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=120)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Shape(BaseModel):
    """The base of every part: unknown keys are errors and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Shape):
    """A text for people, in Chinese and in English."""

    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]


class FactType(StrEnum):
    """The types of facts and of form fields."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # Decimal yuan with two places in Python, an integer of 分 in expressions
    SHARE = "share"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    TABLE = "table"
    FILE = "file"
    PERSON = "person"
    ORGANISATION = "organisation"


class Severity(StrEnum):
    """What a broken rule does: bar the act, warn whoever decides, mark as preferred, or stand in a checklist."""

    BLOCK = "block"
    WARN = "warn"
    PREFER = "prefer"
    CHECK = "check"
