"""Days: working days against a plain count, periods, windows to the minute, anniversaries."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook import reading
from ronghe.rulebook.calendar import (
    Calendar,
    WindowState,
    due_at,
    end_of,
    end_of_day,
    parse_period,
    whole_years,
    window_state,
)
from ronghe.rulebook.structure import Text, Window

CALENDAR = reading.read_calendar(Path(__file__).parent / "library")
DAYS = st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2025, 12, 31))
ONE_DAY = dt.timedelta(days=1)
WINDOW = Window(
    title=Text(zh="申报", en="Applications"), opens=dt.date(2024, 10, 25), closes=dt.date(2024, 11, 1), cites="七"
)


def _counted(start: dt.date, end: dt.date) -> int:
    days = (start + at * ONE_DAY for at in range(1, (end - start).days + 1))
    return sum(CALENDAR.is_working(day) for day in days)


@given(start=DAYS, end=DAYS)
def test_working_days_are_those_that_a_plain_count_finds(start: dt.date, end: dt.date) -> None:
    assert CALENDAR.working_days(start, end) == _counted(start, end)


@given(start=DAYS, count=st.integers(min_value=1, max_value=60))
def test_a_period_of_working_days_ends_on_its_last_working_day(start: dt.date, count: int) -> None:
    end = end_of(start, f"{count} working days", calendar=CALENDAR)

    assert (CALENDAR.is_working(end), _counted(start, end)) == (True, count)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (dt.date(2024, 9, 27), "1 working day", dt.date(2024, 9, 29)),  # a Sunday that is worked
        (dt.date(2024, 9, 30), "1 working day", dt.date(2024, 10, 8)),  # the October holiday
        (dt.date(2024, 9, 30), "5 working days", dt.date(2024, 10, 12)),
        (dt.date(2024, 10, 25), "30 days", dt.date(2024, 11, 24)),
        (dt.date(2024, 1, 31), "1 month", dt.date(2024, 2, 29)),
        (dt.date(2024, 2, 29), "1 year", dt.date(2025, 2, 28)),
        (dt.date(2024, 12, 31), "2 years", dt.date(2026, 12, 31)),
    ],
)
def test_periods_do_not_count_the_day_of_the_event(start: dt.date, period: str, end: dt.date) -> None:
    assert end_of(start, period, calendar=CALENDAR) == end


@pytest.mark.parametrize("text", ["", "5", "five days", "0 days", "5 workdays", "-1 days", "5 days ago", "10000 days"])
def test_other_texts_are_no_periods(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        parse_period(text)


def test_a_period_is_over_at_midnight_after_its_last_day_in_the_zone() -> None:
    over = due_at(dt.date(2024, 10, 25), "5 working days", calendar=Calendar(), zone="Asia/Shanghai")

    assert over == dt.datetime(2024, 11, 1, 16, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Urumqi", "UTC", "America/New_York"])
@pytest.mark.parametrize(
    ("minutes_after", "edge", "state"),
    [
        (-1, "opens", WindowState.NOT_YET),
        (0, "opens", WindowState.OPEN),
        (-1, "closes", WindowState.OPEN),
        (0, "closes", WindowState.CLOSED),
        (1, "closes", WindowState.CLOSED),
    ],
)
def test_a_window_opens_and_closes_to_the_minute_in_its_zone(
    zone: str, minutes_after: int, edge: str, state: WindowState
) -> None:
    first = dt.datetime(2024, 10, 25, tzinfo=ZoneInfo(zone))
    moment = (first if edge == "opens" else end_of_day(WINDOW.closes, zone=zone)) + dt.timedelta(minutes=minutes_after)

    assert window_state(WINDOW, moment.astimezone(dt.UTC), zone=zone) is state


@given(start=DAYS, end=DAYS)
def test_whole_years_grow_by_one_on_each_anniversary(start: dt.date, end: dt.date) -> None:
    years = whole_years(start, end)
    if end >= start:
        last, following = (end_of(start, f"{n} years", calendar=CALENDAR) if n else start for n in (years, years + 1))
        assert last <= end < following
    else:
        assert years == -whole_years(end, start)
