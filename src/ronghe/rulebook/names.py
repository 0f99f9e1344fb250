"""A name that expressions may read."""

from dataclasses import dataclass

from ronghe.rulebook.structure import Column, FactType, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that expressions may read, with its type and how people call it."""

    name: str
    type: FactType
    label: Text
    columns: tuple[Column, ...] = ()
