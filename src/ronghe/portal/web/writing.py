"""How values are written on pages: texts by language, money, days and moments in China's time."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

CHINA = ZoneInfo("Asia/Shanghai")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LARGEST = 20  # digits before the point; more is no amount, and writing 1e999999999 out would never end
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)


def say(value: object) -> str:
    """Return a text in the reader's language; a plain text stays as it is, None is empty."""
    if value is None:
        return ""
    if hasattr(value, "zh") and hasattr(value, "en"):
        return str(value.en if _english() else value.zh)
    if isinstance(value, Mapping) and "zh" in value:
        return str(value.get("en") or value["zh"]) if _english() else str(value["zh"])
    return str(value)


def named(one: object) -> str:
    """Return the name of an organisation or a major in the reader's language: the English one where there is one."""
    english = getattr(one, "name_en", "") if _english() else ""
    return str(english or getattr(one, "name", "") or "")


def money(value: object) -> str:
    """Return yuan with thousands and unit, 分 only where there are any; what is no number stays as written."""
    amount = _decimal(value)
    if amount is None:
        return say(value)
    figure = f"{amount:,.2f}".removesuffix(".00")
    return f"CNY {figure}" if _english() else f"{figure} 元"


def wan(value: object) -> str:
    """Return yuan in 万元 or 亿元, as Chinese offices read amounts; English in CNY with thousands."""
    amount = _decimal(value)
    if amount is None:
        return say(value)
    if _english() or abs(amount) < _WAN:
        return money(amount)
    unit, name = (_YI, "亿元") if abs(amount) >= _YI else (_WAN, "万元")
    return f"{_plain(amount / unit)} {name}"


def number(value: object) -> str:
    """Return a number with thousands, without empty decimal places; what is no number stays as written."""
    amount = _decimal(value)
    return say(value) if amount is None else _plain(amount)


def percent(value: object) -> str:
    """Return a share as per cent with one decimal: .1234 is 12.3%; what is no number stays as written."""
    amount = _decimal(value)
    return say(value) if amount is None else f"{amount * 100:.1f}%"


def signed_percent(value: object) -> str:
    """Return a change as per cent with its sign and one decimal: +4.0%, −3.2%."""
    amount = _decimal(value)
    return say(value) if amount is None else f"{'+' if amount >= 0 else '−'}{abs(amount) * 100:.1f}%"


def short_province(name: object) -> str:
    """Return a province as it is called in a small space: without 省, 市, 自治区; in English the name itself."""
    said = say(name)
    if _english():
        return said
    if "兵团" in said:
        return "兵团"
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市"):
        said = said.removesuffix(ending)
    return said


def day(value: object) -> str:
    """Return a day in full: 2024年10月25日, or 25 Oct 2024."""
    found = _date(value)
    if found is None:
        return say(value)
    if _english():
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
    return f"{found.year}年{found.month}月{found.day}日"


def iso_day(value: object) -> str:
    """Return a day as 2024-10-25: for tables, and for `datetime` attributes."""
    found = _date(value)
    return say(value) if found is None else found.isoformat()


def moment(value: object) -> str:
    """Return a moment in China's time as 2024-10-25 10:32."""
    found = _moment(value)
    return say(value) if found is None else found.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def iso_moment(value: object) -> str:
    """Return a moment for `datetime` and `data-` attributes, with its offset."""
    found = _moment(value)
    return say(value) if found is None else found.isoformat(timespec="seconds")


def days_ago(value: object, now: dt.datetime | None = None) -> str:
    """Return how many days of China's calendar lie between a moment or day and today: 今天, 昨天, 3 天前."""
    found = _date(value)
    if found is None:
        return say(value)
    days = (_today(now) - found).days
    if days < 0:
        return days_left(found, now)
    if days < 2:
        return gettext("昨天") if days else gettext("今天")
    return ngettext("%(count)s 天前", "%(count)s 天前", days) % {"count": days}


def days_left(value: object, now: dt.datetime | None = None) -> str:
    """Return how long a last day is away: 今天截止, 还有 3 天, 已过 2 天."""
    found = _date(value)
    if found is None:
        return say(value)
    days = (found - _today(now)).days
    if days == 0:
        return gettext("今天截止")
    if days < 0:
        return ngettext("已过 %(count)s 天", "已过 %(count)s 天", -days) % {"count": -days}
    return ngettext("还有 %(count)s 天", "还有 %(count)s 天", days) % {"count": days}


def whole_days(value: object, now: dt.datetime | None = None) -> int:
    """Return the days between a moment or day and today; negative for what lies ahead, 0 for what is no day."""
    found = _date(value)
    return 0 if found is None else (_today(now) - found).days


def size(value: object) -> str:
    """Return a number of bytes as people read it: 820 KB, 3.4 MB."""
    count = _decimal(value) or Decimal(0)
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0} KB"
    return f"{count / 1_000_000:.1f} MB"


def short_digest(value: object) -> str:
    """Return the first characters of a digest, enough to compare by eye."""
    text = str(value or "")
    return text.rpartition(":")[2][:12]


FILTERS: dict[str, Callable[..., object]] = {
    "say": say,
    "named": named,
    "money": money,
    "wan": wan,
    "number": number,
    "percent": percent,
    "signed_percent": signed_percent,
    "short_province": short_province,
    "day": day,
    "iso_day": iso_day,
    "moment": moment,
    "iso_moment": iso_moment,
    "days_ago": days_ago,
    "days_left": days_left,
    "whole_days": whole_days,
    "size": size,
    "short_digest": short_digest,
}


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _plain(amount: Decimal) -> str:
    figure = f"{round(amount, 4):,f}"
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def _decimal(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        amount = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount.adjusted() < _LARGEST else None


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(CHINA).date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and "T" in value:
        found = _moment(value)
        return found.astimezone(CHINA).date() if found else None
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _today(now: dt.datetime | None) -> dt.date:
    return (now or timezone.now()).astimezone(CHINA).date()
