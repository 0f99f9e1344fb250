"""Days in every notation; what tells no day, or one that cannot be, is told and never guessed."""

import datetime as dt

import pytest

from ronghe.insight.sources.days import Day, day_of

REFERENCE = dt.date(2024, 5, 10)
pytestmark = pytest.mark.requirement("TAL-10")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024/5/6", "2024-05-06"),
        ("2024.5.6", "2024-05-06"),
        ("2024年5月6日", "2024-05-06"),
        ("２０２４年５月６日", "2024-05-06"),
        ("20240506", "2024-05-06"),
        ("2024-05-06 10:20:30", "2024-05-06"),
        ("2024年5月6日 10时20分", "2024-05-06"),
        ("2024-05", "2024-05-01"),
        ("2024年5月", "2024-05-01"),
        ("发布于2024-05-06", "2024-05-06"),
        ("2024-05-06 星期一", "2024-05-06"),
        ("2024-05-05T16:00:00Z", "2024-05-06"),
        ("2024-05-05T15:59:59.999Z", "2024-05-05"),
        ("2024-05-05T20:00:00+00:00", "2024-05-06"),
        ("2024-05-06T00:30:00+08:00", "2024-05-06"),
        ("45418", "2024-05-06"),
        ("45418.5", "2024-05-06"),
        ("1714924800", "2024-05-06"),
        ("1714924799", "2024-05-05"),
        ("1714924800000", "2024-05-06"),
        ("05-06发布", "2024-05-06"),
        ("5月6日", "2024-05-06"),
        ("05/06 10:20", "2024-05-06"),
        ("05-10", "2024-05-10"),
        ("12-31", "2023-12-31"),
        ("02-29", "2024-02-29"),
        ("今天", "2024-05-10"),
        ("昨天发布", "2024-05-09"),
        ("前天", "2024-05-08"),
        ("3天前", "2024-05-07"),
        ("3 天前更新", "2024-05-07"),
        ("2周前", "2024-04-26"),
        ("5小时前", "2024-05-10"),
        ("刚刚", "2024-05-10"),
        ("3 days ago", "2024-05-07"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert day_of(text, reference=REFERENCE) == Day(on=dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is no day"),
        ("  ", "there is no day"),
        ("无", "the day cannot be read"),
        ("2024-13-06", "the day cannot be read"),
        ("2024-02-30", "the day cannot be read"),
        ("02-30", "the day cannot be read"),
        ("06/05/2024", "the day cannot be read"),
        ("30天以上", "the day cannot be read"),
        ("1个月前", "the day cannot be read"),
        ("2024-05-06 nonsense", "the day cannot be read"),
        ("2024-05-06T99:99:99Z", "the day cannot be read"),
        ("99999999999999999999", "the day cannot be read"),
        ("9" * 9000, "the day cannot be read"),
        ("=1+1", "the day cannot be read"),
        ("1999-12-31", "the day is before 2000"),
        ("36000", "the day is before 2000"),
        ("2024-05-11", "the day is yet to come"),
        ("2050-01-01", "the day is yet to come"),
    ],
)
def test_what_tells_no_day_is_told(text: str, reason: str) -> None:
    assert day_of(text, reference=REFERENCE) == Day(reason=reason)


def test_a_source_may_say_how_it_writes_days() -> None:
    assert day_of("06/05/2024", reference=REFERENCE, form="%d/%m/%Y") == Day(on=dt.date(2024, 5, 6))
    assert day_of("2024-05-06", reference=REFERENCE, form="%d/%m/%Y") == Day(reason="the day cannot be read")


def test_the_day_before_a_leap_day_of_another_year_is_the_last_one_there_was() -> None:
    assert day_of("02-29", reference=dt.date(2023, 6, 1)) == Day(on=dt.date(2020, 2, 29))
