"""A figure with what a reader has to know of it: its interval, its sample, and why it is withheld."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value with the bounds of its interval and the size of its sample.

    A sample under the floor of its formula gives no value: `withheld` then says why, else it is empty.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How a measure is computed: its key (M1 …), version, unit, where it comes from, and its smallest sample.

    `title`, `formula` and `note` are shown to readers, in Chinese and in English.
    """

    key: str
    version: int
    title: tuple[str, str]
    formula: str
    unit: str
    source: str
    floor: int
    note: tuple[str, str] = ("", "")
