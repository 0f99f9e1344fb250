"""When things happen: the days of a season, and a clock that keeps people's hours."""

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_MORNING, _NIGHT = 8, 22


def on(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """Return a moment of a day in China."""
    return dt.datetime.combine(day, dt.time(hour, minute), CHINA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """The days of one round. Acts in bulk happen on the days of `announce`, `shortlist`, `recommend` and `approve`."""

    qualify: dt.date
    write: dt.date
    announce: tuple[dt.date, ...]
    begin_from: dt.date
    begin_days: int
    apply_from: dt.date
    apply_to: dt.date
    review: dt.date
    review_days: int
    shortlist: dt.date
    recommend: dt.date
    approve: dt.date
    agree: dt.date
    agree_days: int
    months: int
    finish_from: dt.date
    finish_to: dt.date
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """Return the present day in China."""
        return self.now.astimezone(CHINA).date()

    def before(self, days: float) -> dt.datetime:
        """Return a moment some days before now."""
        return self.now - dt.timedelta(days=days)


def jilin_2024(now: dt.datetime) -> Season:
    """Return the season of the Jilin call of 2024: its window as published, everything else invented around it."""
    return Season(
        qualify=dt.date(2024, 9, 2),
        write=dt.date(2024, 9, 13),
        announce=(dt.date(2024, 9, 27), dt.date(2024, 10, 9), dt.date(2024, 10, 14)),
        begin_from=dt.date(2024, 10, 22),
        begin_days=6,
        apply_from=dt.date(2024, 10, 25),
        apply_to=dt.date(2024, 11, 1),
        review=dt.date(2024, 11, 5),
        review_days=9,
        shortlist=dt.date(2024, 11, 18),
        recommend=dt.date(2024, 12, 3),
        approve=dt.date(2024, 12, 18),
        agree=dt.date(2025, 1, 6),
        agree_days=70,
        months=24,
        finish_from=dt.date(2025, 10, 8),
        finish_to=max((now - dt.timedelta(days=30)).date(), dt.date(2025, 10, 9)),
        now=now,
    )


def practice(now: dt.datetime) -> Season:
    """Return a season that leads up to today; between two of its steps lies the longest holiday that can be."""
    today = now.astimezone(CHINA).date()

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    return Season(
        qualify=ago(100),
        write=ago(92),
        announce=(ago(87),),
        begin_from=ago(70),
        begin_days=3,
        apply_from=ago(70),
        apply_to=ago(64),
        review=ago(61),
        review_days=2,
        shortlist=ago(57),
        recommend=ago(41),
        approve=ago(38),
        agree=ago(35),
        agree_days=4,
        months=6,
        finish_from=ago(22),
        finish_to=ago(16),
        now=now,
    )


class Clock:
    """The time in one story: it only goes forward and keeps to the hours at which people work."""

    def __init__(self, start: dt.datetime, chosen: random.Random) -> None:
        self._chosen = chosen
        self.at = start

    def later(self, low: float, high: float) -> dt.datetime:
        """Move on by some hours, over the night if need be."""
        return self.reach(self.at + dt.timedelta(hours=self._chosen.uniform(low, high)))

    def reach(self, moment: dt.datetime) -> dt.datetime:
        """Move on to a moment, or a minute onward where it has passed, and to the next morning if it is night."""
        at = max(moment, self.at + dt.timedelta(minutes=1)).astimezone(CHINA).replace(second=0, microsecond=0)
        at = max(at, self.at + dt.timedelta(minutes=1))
        if not _MORNING <= at.hour < _NIGHT:
            day = at.date() + dt.timedelta(days=at.hour >= _NIGHT)
            at = on(day, _MORNING, self._chosen.randrange(60))
        self.at = at
        return at

    def exactly(self, moment: dt.datetime) -> dt.datetime:
        """Move on to a moment that others share, such as that of a bulk act; never backwards."""
        self.at = max(moment, self.at)
        return self.at
