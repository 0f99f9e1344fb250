"""Stored values as a paper writes them, in full and in one language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from ronghe.portal.cases.queries.shown import Shown
from ronghe.rulebook.documents import UNFILLED
from ronghe.rulebook.structure import FactType, Text

YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")


def say(text: Text, *, language: str) -> str:
    """Return a text in a language."""
    return text.en if language == "en" else text.zh


def written(value: object, *, kind: FactType, options: Mapping[str, Text], language: str = "zh") -> str:
    """Return a stored value as a paper writes it: amounts with 分 and unit, days in full, choices by their labels."""
    if value is None or value in ("", [], {}):
        return say(UNFILLED, language=language)
    if isinstance(value, Text):
        return say(value, language=language)
    if kind is FactType.MONEY:
        return _money(value, language=language)
    if kind is FactType.DATE:
        return _day(str(value), language=language)
    if kind is FactType.BOOLEAN:
        return say(YES if value else NO, language=language)
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_label(one, options, language) for one in value)
    return _label(value, options, language)


def rows(shown: Shown, *, language: str = "zh") -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table as a paper writes them."""
    found = shown.value if isinstance(shown.value, list | tuple) else ()
    return tuple(
        tuple(
            written(row.get(head.key), kind=head.type, options=head.choices, language=language)
            for head in shown.columns
        )
        for row in found
        if isinstance(row, Mapping)
    )


def _label(value: object, options: Mapping[str, Text], language: str) -> str:
    label = options.get(str(value))
    return say(label, language=language) if label is not None else str(value)


def _money(value: object, *, language: str) -> str:
    try:
        figure = f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)
    return f"CNY {figure}" if language == "en" else f"{figure} 元"


def _day(value: str, *, language: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return day.isoformat() if language == "en" else f"{day.year}年{day.month}月{day.day}日"
