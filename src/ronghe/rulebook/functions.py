"""The named functions of expressions beside the standard ones; each takes and gives what expressions see.

Money is an integer of 分, a day its midnight in UTC. A function that raises makes the expression unknown.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ronghe.rulebook.calendar import whole_years
from ronghe.rulebook.values import midnight

_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_SHARE = re.compile(r"[0-9]{1,9}(/0*[1-9][0-9]{0,8}|\.[0-9]{1,9})?")

INT, DOUBLE, STRING, DAY, LIST, BOOL, ANY = "int", "double", "string", "day", "list", "bool", "any"
GIVEN, WORKING_DAYS = "given", "working_days"  # these two ask more than their arguments: the values and the calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function: what it gives, and for each way to call it what it takes; `does` is None where values decide."""

    gives: str
    takes: tuple[tuple[str, ...], ...]
    does: Callable[..., object] | None


def _yuan(amount: float | str) -> int:
    if not _AMOUNT.fullmatch(str(amount)):
        raise ValueError("this is no amount of money")
    cents = Decimal(str(amount)) * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount!r} is finer than 分")
    return int(cents)


def _share(part: int, whole: int, least: str) -> bool:
    """Return whether part/whole is at least a fraction such as "1/3", exactly. Of nothing there is no share."""
    if whole <= 0:
        raise ValueError("there is no share of nothing")
    if not _SHARE.fullmatch(least):
        raise ValueError("a share is written as 1/3 or 0.25")
    return Fraction(part, whole) >= Fraction(least)


def _sum(amounts: list[float]) -> float:
    if any(isinstance(amount, bool) or not isinstance(amount, int | float) for amount in amounts):
        raise ValueError("sum() adds numbers")
    return sum(amounts)


def _years(start: dt.datetime, end: dt.datetime) -> int:
    return whole_years(start.date(), end.date())


def _days(start: dt.datetime, end: dt.datetime) -> int:
    return (end.date() - start.date()).days


def _date(text: str) -> dt.datetime:
    return midnight(dt.date.fromisoformat(text))


def _floor_share(percent: int, count: int) -> int:
    return percent * count // 100


FUNCTIONS: Mapping[str, Function] = {
    "years_between": Function(gives=INT, takes=((DAY, DAY),), does=_years),
    "days_between": Function(gives=INT, takes=((DAY, DAY),), does=_days),
    WORKING_DAYS: Function(gives=INT, takes=((DAY, DAY),), does=None),
    "date": Function(gives=DAY, takes=((STRING,),), does=_date),
    "yuan": Function(gives=INT, takes=((INT,), (DOUBLE,), (STRING,)), does=_yuan),
    "share": Function(gives=BOOL, takes=((INT, INT, STRING),), does=_share),
    "floor_share": Function(gives=INT, takes=((INT, INT),), does=_floor_share),
    "sum": Function(gives=ANY, takes=((LIST,),), does=_sum),
    GIVEN: Function(gives=BOOL, takes=((STRING,),), does=None),
}
