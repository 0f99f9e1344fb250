"""Pay as job ads write it, in yuan a month: `1.5-2万·13薪`, `8千-1.2万`, `200元/天`, `年薪20-30万`, `15-20K`.

- A month has 21.75 paid days and 174 paid hours, a week 5 of the days (劳社部发〔2008〕3号, 二); a year has 12 months,
  or as many as are paid (`·13薪`).
- A number without a unit has that of the other one (`8-12千`), but from 1,000 on it is yuan (`8000-1.2万`).
- `以上` and `以下` leave the other end open; a range that is written the wrong way round is turned.
- Beyond the bounds below, which are our judgement, pay is taken for a mistake: no pay is better than a wrong one.
"""

import re
import unicodedata
from dataclasses import dataclass

DAYS_A_MONTH = 21.75
HOURS_A_MONTH = DAYS_A_MONTH * 8
LOWEST, HIGHEST = 500.0, 200_000.0  # yuan a month: below it no work of a month, beyond it a slip of the unit
_MOST = {"天": 5_000.0, "小时": 1_000.0}  # yuan a day or an hour
_WIDEST = 20.0  # the higher end beside the lower one
_WIDEST_TURNED = 3.0
_IN_YUAN_FROM = 1000
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """Pay in yuan a month, None for an end that is open or not known, and how many months a year are paid.

    `reason` says why a text that tells of pay gives none; it is empty where the text does not tell of pay at all.
    """

    low: float | None = None
    high: float | None = None
    months: float = 12.0
    reason: str = ""


_UNITS = {"": 1, "元": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "百万": 1_000_000}
_TO_A_MONTH = {"月": 1.0, "天": DAYS_A_MONTH, "小时": HOURS_A_MONTH, "周": DAYS_A_MONTH / 5}
_PERIODS = {
    "天": ("天", "日", "日结", "day"),
    "小时": ("小时", "时", "钟头", "hour", "h"),
    "周": ("周", "星期", "week"),
    "月": ("月", "个月", "month", "mon"),
    "年": ("年", "year", "annum"),
}
_PERIOD_OF = {word: period for period, words in _PERIODS.items() for word in words}
_LEADS = {"年": "年", "月": "月", "日": "天", "天": "天", "时": "小时", "小时": "小时", "周": "周"}
_SILENT = re.compile(r"|[无-]|null|none|nan|n/?a|(薪资|薪酬|工资|待遇)?(面议|面谈|详谈|保密|不限|待定|另议|从优|open)")
_SILENT_PARTS = re.compile(r"面议|面谈|negotiable|competitive")
_DIGITS = str.maketrans("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖仟佰", "001223456789123456789千百")
_TENS = re.compile(r"(\d?)十(\d?)(?=[万千k元])")
_MONTHS = re.compile(r"[·.・*x×,，/(\[]?(?<!\d)(1[2-9]|2[0-4])(?:\.\d)?(?:薪|个月薪?)[)\]]?|[*x×](1[2-9]|2[0-4])$")
_FOREIGN = re.compile(r"[$€£]|usd|hkd|eur|jpy|sgd|美元|美金|港币|港元|欧元|日元|英镑|新币")
_PIECES = re.compile(r"[/每](单|次|件|课时|节|场|篇|个|票|趟|字|条|套)")
_NOISE = re.compile(
    r"\([日周月]结\)|(?<=[天日时月])[日周月]结|[\s,，:：¥￥()（）]|人民币|rmb|cny|左右|税前|税后|薪资|薪酬|工资|待遇|底薪|综合|大约|约"
)
_QUANTITY = r"(\d+(?:\.\d+)?)(百万|[百千万kw元]?)(?:(\d)([千百]?)(?![\d.]))?元?"
_RANGE = re.compile(
    rf"(?:每?(?P<lead>年|月|日|天|小?时|周)薪?)?(?P<least>不低于|不少于)?(?:{_QUANTITY}(?P<per1>/[a-z\u4e00-\u9fff]+?)?[-–—~至到]+)?{_QUANTITY}"
    r"(?P<open1>及?以[上下]|起|\+|封顶)?(?:(?:元|/人|/)*[/每一](?P<per>[a-z\u4e00-\u9fff]{1,5}?))?"
    r"(?P<open2>及?以[上下]|起|\+|封顶)?(?:\+?(?:提成|奖金|绩效|补贴|分红|餐补|社保|五险一金|年终奖)+)?"
)


def pay_of(text: str) -> Pay:
    """Return the pay that a text tells of."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower().strip()
    if _SILENT.fullmatch(plain) or _SILENT_PARTS.search(plain):
        return Pay()
    if len(text) > _LONGEST:
        return Pay(reason="pay is too long a text")
    if _FOREIGN.search(plain):
        return Pay(reason="pay is not in yuan")
    if _PIECES.search(plain):
        return Pay(reason="pay is by the piece")
    return _read(_NOISE.sub("", plain).translate(_DIGITS))


def _read(plain: str) -> Pay:
    months = 12.0
    if said := _MONTHS.search(plain):
        months = float(said[1] or said[2])
        plain = plain[: said.start()] + plain[said.end() :]
    found = _RANGE.fullmatch(_TENS.sub(lambda one: str(int(one[1] or 1) * 10 + int(one[2] or 0)), plain))
    if found is None:
        return Pay(reason="pay cannot be read")
    period = _period(found)
    if period is None:
        return Pay(reason="pay is for a time that we do not know")
    return _bounded(found, period=period, months=months)


def _period(found: re.Match[str]) -> str | None:
    word = found["per"] or (found["per1"] or "").removeprefix("/")
    return _PERIOD_OF.get(word) if word else _LEADS.get(found["lead"] or "", "月")


def _bounded(found: re.Match[str], *, period: str, months: float) -> Pay:
    low, high = _ends(found)
    if high < low and low / max(high, 1) > _WIDEST_TURNED:
        return Pay(reason="pay ends below its beginning")
    low, high = sorted((low, high))
    if high > _MOST.get(period, high):
        return Pay(reason="pay is beyond what is paid")
    rate = 1 / months if period == "年" else _TO_A_MONTH[period]
    low, high = round(low * rate, 2), round(high * rate, 2)
    if low < LOWEST:
        return Pay(reason="pay is nothing" if high <= 0 else "pay is below what is paid")
    if high > HIGHEST or high > low * _WIDEST:
        return Pay(reason="pay is beyond what is paid")
    side = (found["least"] or "") + (found["open1"] or "") + (found["open2"] or "")
    if low < high or not side:
        return Pay(low=low, high=high, months=months)
    return Pay(high=high, months=months) if side.endswith(("下", "封顶")) else Pay(low=low, months=months)


def _ends(found: re.Match[str]) -> tuple[float, float]:
    first, second = found.groups()[2:6], found.groups()[7:11]
    if first[0] is None:
        return (_yuan(second, unit=second[1]),) * 2
    return _yuan(first, unit=first[1] or second[1]), _yuan(second, unit=second[1] or first[1])


def _yuan(quantity: tuple[str, ...], *, unit: str) -> float:
    number, own, more, more_unit = quantity
    if not own and float(number) >= _IN_YUAN_FROM:
        unit = ""
    rest = float(more or 0) * (_UNITS[more_unit] if more_unit else _UNITS[unit] / 10)
    return float(number) * _UNITS[unit] + rest
