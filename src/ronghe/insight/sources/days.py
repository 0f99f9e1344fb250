"""Days as sources write them: `2024-05-06`, `2024年5月6日`, `05-06发布`, `3天前`, serials of Excel, timestamps.

What tells no year is read beside a reference day, the day on which the ads were collected. Moments with a zone and
timestamps are the day in China. Days before 2000 and days after the reference day are mistakes.
"""

import datetime as dt
import re
import unicodedata
import zoneinfo
from dataclasses import dataclass

CHINA = zoneinfo.ZoneInfo("Asia/Shanghai")
EARLIEST = dt.date(2000, 1, 1)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day that a text tells, or why it tells none."""

    on: dt.date | None = None
    reason: str = ""


_AGO = {"刚刚": 0, "刚才": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_UNITS = {"天": 1, "日": 1, "day": 1, "days": 1, "周": 7, "星期": 7, "小时": 0, "分钟": 0, "hours": 0, "hour": 0}
_BACK = re.compile(r"(\d{1,3})\s*个?(天|日|days?|周|星期|小时|分钟|hours?)\s*(?:以?前|ago)")
_NOISE = re.compile(r"(发布|更新|刷新)(时间|日期|于)?[::]?|\s*[(星]?[期周][一二三四五六日天]\)?$")
_WHOLE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})?)?\s*日?(?:[t\s]+(\S.*))?")
_PART = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?|\d{1,2}[时点].*")


def day_of(text: str, *, reference: dt.date, form: str = "") -> Day:
    """Return the day that a text tells; `form`, in the manner of strptime, is how the source writes it if given."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower().strip()
    if not plain:
        return Day(reason="there is no day")
    try:
        found = _formed(plain, form) if form else _read(_NOISE.sub("", plain).strip(), reference)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None:
        return Day(reason="the day cannot be read")
    if found < EARLIEST:
        return Day(reason=f"the day is before {EARLIEST:%Y}")
    if found > reference:
        return Day(reason="the day is yet to come")
    return Day(on=found)


def _formed(plain: str, form: str) -> dt.date:
    return dt.datetime.strptime(plain, form).date()  # noqa: DTZ007 -- a day as written, without a zone


def _read(plain: str, reference: dt.date) -> dt.date | None:
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return _number(plain)
    if said := _WHOLE.fullmatch(plain):
        return _whole(plain, said)
    if said := _PART.fullmatch(plain):
        return _nearest(int(said[1]), int(said[2]), reference)
    if plain in _AGO:
        return reference - dt.timedelta(days=_AGO[plain])
    if said := _BACK.fullmatch(plain):
        return reference - dt.timedelta(days=int(said[1]) * _UNITS[said[2]])
    return None


def _number(plain: str) -> dt.date | None:
    whole = plain.partition(".")[0]
    if len(whole) == 5:
        return _EXCEL_EPOCH + dt.timedelta(days=int(whole))
    if len(whole) == 8 and whole == plain:
        return dt.date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if len(whole) in (10, 13):
        seconds = int(whole) / (1000 if len(whole) == 13 else 1)
        return dt.datetime.fromtimestamp(seconds, tz=CHINA).date()
    return None


def _whole(plain: str, said: re.Match[str]) -> dt.date | None:
    day = dt.date(int(said[1]), int(said[2]), int(said[3] or 1))  # a month alone counts from its first day
    if not said[4]:
        return day
    clock = _CLOCK.fullmatch(said[4].strip())
    if clock is None:
        return None
    if not clock[1]:
        return day
    return dt.datetime.fromisoformat(f"{day}T{said[4].strip().replace(' ', '').upper()}").astimezone(CHINA).date()


def _nearest(month: int, day: int, reference: dt.date) -> dt.date | None:
    """Return the last such day until the reference day, None where there is none."""
    years = (year for year in range(reference.year, reference.year - 8, -1) if _exists(year, month, day))
    return next((found for year in years if (found := dt.date(year, month, day)) <= reference), None)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
