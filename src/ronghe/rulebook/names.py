"""A name that expressions may read."""

from dataclasses import dataclass

from ronghe.rulebook.structure import Column, FactType, Option, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that expressions may read, with its type, how people call it and, of a choice, what can be chosen."""

    name: str
    type: FactType
    label: Text
    columns: tuple[Column, ...] = ()
    options: str | tuple[Option, ...] = ()
