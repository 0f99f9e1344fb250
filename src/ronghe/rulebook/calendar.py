"""Days: working days by the State Council's notices, periods, windows in a zone. No clock is read here."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from ronghe.rulebook.structure import Holidays, Window

FIRST_YEAR, LAST_YEAR = 1900, 2199  # what lies outside is a slip of the pen, and would lead out of the calendar
_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (working day|day|month|year)s?")
_LONGEST = {"month": 1200, "year": 100}
_SATURDAY = 5
_ONE_DAY = dt.timedelta(days=1)
Zone = str | ZoneInfo


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAY = "working day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in whole units, e.g. 5 working days."""

    count: int
    unit: Unit


class WindowState(StrEnum):
    """Where a moment lies with regard to a window."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class Calendar:
    """Knows working days; outside the years that it was given, Monday to Friday count as working."""

    def __init__(self, holidays: Iterable[Holidays] = ()) -> None:
        years = tuple(holidays)
        self.years = frozenset(year.year for year in years)
        self._off = frozenset(day for year in years for day in year.off)
        self._working = frozenset(day for year in years for day in year.working)

    def is_working(self, day: dt.date) -> bool:
        """Return whether people work on this day."""
        if day in self._working:
            return True
        return day.weekday() < _SATURDAY and day not in self._off

    def working_days(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days lie after `start` up to and including `end`; 0 when `end` is not later."""
        days = max(0, (end - start).days)
        weeks, rest = divmod(days, 7)
        first_loose = end - dt.timedelta(days=rest)
        count = weeks * 5 + sum((first_loose + (at + 1) * _ONE_DAY).weekday() < _SATURDAY for at in range(rest))
        count += sum(start < day <= end and day.weekday() >= _SATURDAY for day in self._working)
        return count - sum(
            start < day <= end and day.weekday() < _SATURDAY and day not in self._working for day in self._off
        )


def is_usual(day: dt.date) -> bool:
    """Return whether a day lies in the years that programmes can speak of, 1900 to 2199."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def parse_period(text: str) -> Period:
    """Return a period such as `5 working days`, `30 days`, `6 months`, `2 years`. Raises ValueError for other texts."""
    if not (found := _PERIOD.fullmatch(text.strip())):
        raise ValueError(
            f"{text[:60]!r} is not a period; write e.g. '5 working days', '30 days', '6 months', '2 years'"
        )
    if int(found[1]) > _LONGEST.get(found[2], 9999):
        raise ValueError(f"{text!r} is longer than 100 years")
    return Period(int(found[1]), Unit(found[2]))


def end_of(start: dt.date, period: Period | str, *, calendar: Calendar) -> dt.date:
    """Return the last day of a period, included. The day of the event itself is not counted."""
    length = parse_period(period) if isinstance(period, str) else period
    if length.unit is Unit.DAY:
        return start + length.count * _ONE_DAY
    if length.unit is Unit.WORKING_DAY:
        return _after_working_days(start, length.count, calendar)
    return _after_months(start, length.count * (12 if length.unit is Unit.YEAR else 1))


def due_at(start: dt.date, period: Period | str, *, calendar: Calendar, zone: Zone) -> dt.datetime:
    """Return the moment from which a period is over: 00:00 in the zone on the day after its last day."""
    return end_of_day(end_of(start, period, calendar=calendar), zone=zone)


def end_of_day(day: dt.date, *, zone: Zone) -> dt.datetime:
    """Return the moment from which a day is over in a zone: 00:00 of the next day."""
    return dt.datetime.combine(day + _ONE_DAY, dt.time(), _zone(zone))


def day_of(at: dt.datetime, *, zone: Zone) -> dt.date:
    """Return the day of a moment in a zone."""
    return at.astimezone(_zone(zone)).date()


def window_state(window: Window, at: dt.datetime, *, zone: Zone) -> WindowState:
    """Return whether a window is open at a moment; both of its days count whole, in the zone."""
    day = day_of(at, zone=zone)
    if day < window.opens:
        return WindowState.NOT_YET
    return WindowState.OPEN if day <= window.closes else WindowState.CLOSED


def whole_years(start: dt.date, end: dt.date) -> int:
    """Return how many anniversaries of `start` lie up to `end`; that of 29 February is the 28th in other years."""
    if end < start:
        return -whole_years(end, start)
    years = end.year - start.year
    return years if _after_months(start, years * 12) <= end else years - 1


def _zone(zone: Zone) -> ZoneInfo:
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


def _after_working_days(start: dt.date, count: int, calendar: Calendar) -> dt.date:
    day = start
    while count:
        day += _ONE_DAY
        count -= calendar.is_working(day)
    return day


def _after_months(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = 31
    while True:
        try:
            return dt.date(year, month + 1, min(start.day, last))
        except ValueError:
            if last == 28:  # every month has that many days: it is the year that does not exist
                raise
            last -= 1
