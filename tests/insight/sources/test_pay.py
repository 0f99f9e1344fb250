"""Pay in every notation becomes yuan a month, or is dropped with a reason; never a wrong figure."""

import pytest

from ronghe.insight.sources.pay import Pay, pay_of

pytestmark = pytest.mark.requirement("TAL-10")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.5-2万", 15000, 20000),
        ("8千-1.2万", 8000, 12000),
        ("0.8-1万", 8000, 10000),
        ("6千-1万", 6000, 10000),
        ("6-8千", 6000, 8000),
        ("8-12千/月", 8000, 12000),
        ("1-1.5万/月", 10000, 15000),
        ("1500-2000/月", 1500, 2000),
        ("8000-12000", 8000, 12000),
        ("8000-12000元/月", 8000, 12000),
        ("8,000~12,000元", 8000, 12000),
        ("¥8000—12000", 8000, 12000),
        ("15-20K", 15000, 20000),
        ("15k-20k", 15000, 20000),
        ("8000-1.2万", 8000, 12000),
        ("8k-12000", 8000, 12000),
        ("1万-1.5万", 10000, 15000),
        ("1.5W-2W", 15000, 20000),
        ("月薪1万", 10000, 10000),
        ("2万/月", 20000, 20000),
        ("8000元", 8000, 8000),
        ("１．５－２万", 15000, 20000),
        ("１５Ｋ～２０Ｋ", 15000, 20000),
        ("八千至一万", 8000, 10000),
        ("一万二到两万", 12000, 20000),
        ("1万5-2万", 15000, 20000),
        ("1万2千-1万5千", 12000, 15000),
        ("2-1.5万", 15000, 20000),
        ("12000-8000元/月", 8000, 12000),
        ("年薪20-30万", 200000 / 12, 300000 / 12),
        ("20-40万/年", 200000 / 12, 400000 / 12),
        ("二十万/年", 200000 / 12, 200000 / 12),
        ("100-150万/年", 1000000 / 12, 1500000 / 12),
        ("200元/天", 4350, 4350),
        ("200-300/天", 4350, 6525),
        ("150元每天", 3262.5, 3262.5),
        ("日薪200", 4350, 4350),
        ("25元/小时", 4350, 4350),
        ("20-30元/时", 3480, 5220),
        ("1000元/周", 4350, 4350),
        ("薪资：8000-12000元", 8000, 12000),
        ("15-20K/人/月", 15000, 20000),
        ("8000-10000元+提成", 8000, 10000),
        ("每月8000", 8000, 8000),
        ("200元/天（日结）", 4350, 4350),
    ],
)
def test_pay_is_told_in_yuan_a_month(text: str, low: float, high: float) -> None:
    assert pay_of(text) == Pay(low=pytest.approx(low, abs=0.01), high=pytest.approx(high, abs=0.01))


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("10k以上", Pay(low=10000)),
        ("1万及以上", Pay(low=10000)),
        ("8000起", Pay(low=8000)),
        ("30k+", Pay(low=30000)),
        ("底薪4000+提成", Pay(low=4000)),
        ("4.5千及以下", Pay(high=4500)),
        ("2千以下", Pay(high=2000)),
        ("2千及以下·13薪", Pay(high=2000, months=13)),
        ("不低于8000元", Pay(low=8000)),
        ("60万及以上/年", Pay(low=50000)),
    ],
)
def test_an_open_end_stays_open(text: str, pay: Pay) -> None:
    assert pay_of(text) == pay


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("1.5-2万·13薪", Pay(low=15000, high=20000, months=13)),
        ("15-20K*14薪", Pay(low=15000, high=20000, months=14)),
        ("15-20k×16", Pay(low=15000, high=20000, months=16)),
        ("8-9千（13薪）", Pay(low=8000, high=9000, months=13)),
        ("8千-1.2万/月·15薪", Pay(low=8000, high=12000, months=15)),
        ("26万/年·13薪", Pay(low=20000, high=20000, months=13)),
    ],
)
def test_the_months_that_are_paid_are_kept_apart(text: str, pay: Pay) -> None:
    assert pay_of(text) == pay


@pytest.mark.parametrize(
    "text", ["", "  ", "无", "-", "面议", "薪资面议", "薪酬保密", "面议（优秀者从优）", "Negotiable", "NaN"]
)
def test_a_text_that_does_not_tell_of_pay_is_no_mistake(text: str) -> None:
    assert pay_of(text) == Pay()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", "pay is nothing"),
        ("0-0", "pay is nothing"),
        ("0元/月", "pay is nothing"),
        ("0-1万", "pay is below what is paid"),
        ("15-20", "pay is below what is paid"),
        ("8-9元/月", "pay is below what is paid"),
        ("1000万/月", "pay is beyond what is paid"),
        ("10000000", "pay is beyond what is paid"),
        ("1000万/年", "pay is beyond what is paid"),
        ("8千/天", "pay is beyond what is paid"),
        ("2000元/小时", "pay is beyond what is paid"),
        ("1千-5万", "pay is beyond what is paid"),
        ("8-1.2万", "pay ends below its beginning"),
        ("-5000", "pay cannot be read"),
        ("五险一金", "pay cannot be read"),
        ('=HYPERLINK("http://x","8000")', "pay cannot be read"),
        ("3000美元/月", "pay is not in yuan"),
        ("$3000", "pay is not in yuan"),
        ("5元/单", "pay is by the piece"),
        ("50元/课时", "pay is by the piece"),
        ("8000元/季度", "pay is for a time that we do not know"),
        ("1" * 5000, "pay is too long a text"),
    ],
)
def test_pay_that_cannot_be_is_dropped_with_its_reason(text: str, reason: str) -> None:
    assert pay_of(text) == Pay(reason=reason)
