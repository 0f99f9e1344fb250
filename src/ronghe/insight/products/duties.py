"""TAL-14: the regular dates on which a unit has to be assessed, and which of them were kept."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

EARLY_DAYS, GRACE_DAYS = 30, 30


class Kept(StrEnum):
    """Whether a date was kept: `done`, `coming` (not yet), `due` (within the days of grace), `overdue`."""

    DONE = "done"
    COMING = "coming"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A date on which an assessment is due, whether it was kept, and when it was done."""

    due_on: dt.date
    kept: Kept
    done_on: dt.date | None


def schedule(*, first_on: dt.date, every_months: int, until: dt.date) -> tuple[dt.date, ...]:
    """Return the dates from the first to the last not after `until`, on the same day of a month or on its last.

    Raises ValueError where `every_months` is under 1.
    """
    if every_months < 1:
        raise ValueError("assessments are at least a month apart")
    dates: list[dt.date] = []
    while (day := _later(first_on, months=every_months * len(dates))) <= until:
        dates.append(day)
    return tuple(dates)


def duties(
    *, dates: Sequence[dt.date], done: Sequence[dt.date], today: dt.date, grace_days: int = GRACE_DAYS
) -> tuple[Duty, ...]:
    """Return what became of each date. An assessment keeps the date it follows, or one at most 30 days ahead."""
    kept: dict[dt.date, dt.date] = {}
    for day in sorted(done):
        before = [one for one in sorted(dates) if one <= day + dt.timedelta(days=EARLY_DAYS)]
        if before:
            kept.setdefault(before[-1], day)
    return tuple(_duty(one, kept.get(one), today=today, grace_days=grace_days) for one in sorted(dates))


def _duty(due_on: dt.date, done_on: dt.date | None, *, today: dt.date, grace_days: int) -> Duty:
    if done_on is not None:
        kept = Kept.DONE
    elif today < due_on:
        kept = Kept.COMING
    else:
        kept = Kept.DUE if today <= due_on + dt.timedelta(days=grace_days) else Kept.OVERDUE
    return Duty(due_on=due_on, kept=kept, done_on=done_on)


def _later(day: dt.date, *, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
