"""How values are written on pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from ronghe.portal.web import writing
from ronghe.rulebook.structure import Text

NIGHT = dt.datetime(2024, 10, 24, 16, 30, tzinfo=dt.UTC)  # half past midnight of the 25th in China


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        (lambda: writing.money("200000.00"), "200,000 元", "CNY 200,000"),
        (lambda: writing.money(Decimal("0.50")), "0.50 元", "CNY 0.50"),
        (lambda: writing.money("两万"), "两万", "两万"),
        (lambda: writing.money("1e999999999"), "1e999999999", "1e999999999"),
        (lambda: writing.wan("1e400"), "1e400", "1e400"),
        (lambda: writing.wan("25000"), "2.5 万元", "CNY 25,000"),
        (lambda: writing.wan("9999"), "9,999 元", "CNY 9,999"),
        (lambda: writing.wan("120000000"), "1.2 亿元", "CNY 120,000,000"),
        (lambda: writing.day("2024-10-25"), "2024年10月25日", "25 Oct 2024"),
        (lambda: writing.day(NIGHT), "2024年10月25日", "25 Oct 2024"),
        (lambda: writing.moment(NIGHT), "2024-10-25 00:30", "2024-10-25 00:30"),
        (lambda: writing.say({"zh": "草稿", "en": "Draft"}), "草稿", "Draft"),
        (lambda: writing.say(Text(zh="草稿", en="Draft")), "草稿", "Draft"),
        (lambda: writing.say(None), "", ""),
    ],
)
def test_values_are_written_in_the_readers_language_and_chinas_time(written, zh, en):
    with translation.override("zh-hans"):
        assert written() == zh
    with translation.override("en"):
        assert written() == en


@pytest.mark.parametrize(
    ("last_day", "left"),
    [("2024-10-25", "今天截止"), ("2024-10-26", "还有 1 天"), ("2024-11-01", "还有 7 天"), ("2024-10-24", "已过 1 天")],
)
def test_days_left_are_counted_by_chinas_calendar(last_day, left):
    with translation.override("zh-hans"):
        assert writing.days_left(last_day, NIGHT) == left


@pytest.mark.parametrize(
    ("since", "ago"),
    [(dt.datetime(2024, 10, 24, 15, tzinfo=dt.UTC), "昨天"), (NIGHT, "今天"), ("2024-10-15", "10 天前")],
)
def test_days_ago_are_counted_by_chinas_calendar(since, ago):
    with translation.override("zh-hans"):
        assert writing.days_ago(since, NIGHT) == ago
