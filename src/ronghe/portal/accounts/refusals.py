"""A refusal of a request by a person: all reasons at once, each beside the field that it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one field, in the reader's language; an empty field means the whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was changed, for these reasons."""

    problems: tuple[Problem, ...]
