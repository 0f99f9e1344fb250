"""One value in its four clothes: as posted, as kept in JSON, as typed in Python, as CEL sees it."""

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from ronghe.rulebook.calendar import is_usual
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Column, FactType, Text

_LARGEST_INTEGER = 2**53
_LARGEST_COUNTED = 2**63 - 1  # by expressions
_MOST_DIGITS = 15  # before the point
_MOST_PLACES = 6
MOST_KEPT = 50_000  # characters of an answer that does not fit, so that nobody loses what was typed
_MOST_ROWS = 1000
_LONGEST_NUMBER = 100
_LONGEST_NAME = 255
_MOST_MARKS = 30  # in a row on one letter; more make putting a text in order slow without end
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # control signs and halves of pairs
_PLAIN_MONEY = re.compile(r"[0-9]{1,15}\.[0-9]{2}", re.ASCII)  # as it is kept
_CENT = Decimal("0.01")
_FINEST = Decimal("0.000001")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TRUE = frozenset({"true", "on", "1", "yes", "是"})
_FALSE = frozenset({"false", "off", "0", "no", "否"})


class UnfitError(ValueError):
    """A value that does not fit its type; `text` says to people what is expected."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


def parse(raw: object, *, kind: FactType) -> Value:
    """Return the typed value of a posted string, a JSON value or a typed value; None when empty. Raises UnfitError."""
    if raw is None or (isinstance(raw, str | list | tuple) and not raw):
        return () if kind is FactType.CHOICES and raw is not None and raw != "" else None
    if isinstance(raw, str) and not raw.strip():
        return None
    return _PARSERS[kind](raw)


def known(raw: object, *, kind: FactType, columns: Sequence[Column] = ()) -> Value:
    """Return the typed value of stored data, or None (not known) where it does not fit its type."""
    if kind is FactType.TABLE:
        if not isinstance(raw, list | tuple) or len(raw) > _MOST_ROWS:
            return None
        rows = [row for row in raw if isinstance(row, Mapping)]
        return tuple({column.key: known(row.get(column.key), kind=column.type) for column in columns} for row in rows)
    try:
        return parse(raw, kind=kind)
    except UnfitError:
        return None


def to_json(value: Value) -> object:
    """Return the plain JSON of a typed value: money and decimals as text, days and moments in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json_row(each) if isinstance(each, Mapping) else each for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


def as_typed(raw: object, *, depth: int = 2) -> object:
    """Return posted data as plain JSON that a database can keep: rows of texts, without unshowable signs or end.

    What is nested deeper than a table's cells is no answer that somebody typed and is left out.
    """
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, Mapping):
        rows = list(raw.items())[:_MOST_ROWS] if depth else ()
        return {_shown(key)[:60]: as_typed(value, depth=depth - 1) for key, value in rows}
    if isinstance(raw, list | tuple):
        return [as_typed(value, depth=depth - 1) for value in raw[:_MOST_ROWS]] if depth else []
    return _shown(raw)


def _shown(raw: object) -> str:
    text = raw if isinstance(raw, str) else "" if _is_endless(raw) else str(raw)
    return _UNSHOWN.sub("", text[:MOST_KEPT])


def _is_endless(raw: object) -> bool:
    """Integers of thousands of digits are refused by Python when they are written out."""
    return isinstance(raw, int) and raw.bit_length() > _LONGEST_NUMBER * 3


def to_cel(value: Value, *, kind: FactType, columns: Sequence[Column] = ()) -> object:
    """Return what an expression sees: money in 分, days as midnight UTC.

    Raises TypeError for another type's value and OverflowError for one larger than expressions can count.
    """
    if kind is FactType.TABLE:
        return [_cel_row(row, columns) for row in value] if isinstance(value, tuple) else _wrong(value, kind)
    wanted, convert = _CEL[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not FactType.BOOLEAN):
        return _wrong(value, kind)
    return convert(value)


def from_cel(value: object, *, kind: FactType) -> Value:
    """Return a typed value of an expression's result, whose type was checked when it was compiled."""
    if kind is FactType.MONEY and isinstance(value, int):
        return Decimal(value) * _CENT
    if kind in (FactType.DECIMAL, FactType.SHARE) and isinstance(value, int | float):
        return Decimal(str(value)) if math.isfinite(value) else None
    if kind is FactType.DATE and isinstance(value, dt.datetime):
        return value.date()
    return parse(value, kind=kind)


def _json_row(row: Mapping[str, object]) -> dict[str, object]:
    return {key: to_json(value) for key, value in row.items() if value is not None}  # type: ignore[arg-type]


def _cel_row(row: object, columns: Sequence[Column]) -> dict[str, object]:
    """Leave out what is not known, so that reading it makes the condition unknown."""
    cells = row if isinstance(row, Mapping) else {}
    return {
        column.key: to_cel(cells[column.key], kind=column.type)
        for column in columns
        if cells.get(column.key) is not None
    }


def _wrong(value: object, kind: FactType) -> object:
    raise TypeError(f"a {kind.value} cannot be {type(value).__name__}")


def _cents(yuan: Decimal) -> int:
    if yuan.adjusted() > len(str(_LARGEST_COUNTED)):
        raise OverflowError
    if yuan * 100 % 1:
        raise TypeError(f"{yuan} is finer than 分")
    return _counted(int(yuan * 100))


def _counted(number: int) -> int:
    if abs(number) > _LARGEST_COUNTED:
        raise OverflowError
    return number


def midnight(day: dt.date) -> dt.datetime:
    """Return how expressions see a day."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


_CEL: Mapping[FactType, tuple[type | tuple[type, ...], Callable[..., object]]] = {
    FactType.TEXT: (str, str),
    FactType.PARAGRAPH: (str, str),
    FactType.CHOICE: (str, str),
    FactType.PERSON: (str, str),
    FactType.ORGANISATION: (str, str),
    FactType.INTEGER: (int, _counted),
    FactType.DECIMAL: ((Decimal, int), float),
    FactType.SHARE: ((Decimal, int), float),
    FactType.MONEY: ((Decimal, int), lambda yuan: _cents(Decimal(yuan))),
    FactType.DATE: (dt.date, midnight),
    FactType.MOMENT: (dt.datetime, lambda moment: moment),
    FactType.BOOLEAN: (bool, bool),
    FactType.CHOICES: (tuple, list),
    FactType.FILE: (Mapping, dict),
}


def _text(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal) or _is_endless(raw):
        raise UnfitError("应为文字。", "This must be a text.")
    if len(str(raw)) > MOST_KEPT:
        raise UnfitError(f"文字过长，最多{MOST_KEPT}个字。", f"This is longer than {MOST_KEPT:,} characters.")
    text = str(raw)
    if not text.isascii():
        if _has_piles(text):
            raise UnfitError("含有不可显示的字符。", "This has characters that cannot be shown.")
        text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").strip()
    if _UNSHOWN.search(text):
        raise UnfitError("含有不可显示的字符。", "This has characters that cannot be shown.")
    return text


def _has_piles(text: str) -> bool:
    if not any(map(unicodedata.combining, text)):
        return False
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > _MOST_MARKS:
            return True
    return False


def _line(raw: object) -> str:
    text = _text(raw)
    if "\n" in text:
        raise UnfitError("只能填写一行。", "This must be a single line.")
    return text


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal | float):
        raise UnfitError("应为数字。", "This must be a number.")
    if _is_endless(raw) or len(str(raw)) > _LONGEST_NUMBER:
        raise UnfitError("数字过大。", "This number is too large.")
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise UnfitError("应为数字。", "This must be a number.") from None
    if not number.is_finite() or (number and number.adjusted() >= _MOST_DIGITS):
        raise UnfitError("数字过大。", "This number is too large.")
    if _places(number) > _MOST_PLACES:
        raise UnfitError("小数位数过多。", "This has too many decimal places.")
    return number if "E" not in str(number) else number.quantize(_FINEST)  # databases do not read powers of ten


def _places(number: Decimal) -> int:
    """Return how many decimal places a number needs; of 1.500 it is one."""
    _, digits, exponent = number.as_tuple()
    if not number or not isinstance(exponent, int) or exponent >= 0:
        return 0
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -exponent - zeros)


def _integer(raw: object) -> int:
    number = _decimal(raw)
    if number != number.to_integral_value() or abs(number) > _LARGEST_INTEGER:
        raise UnfitError("应为整数。", "This must be a whole number.")
    return int(number)


def _money(raw: object) -> Decimal:
    if isinstance(raw, str) and _PLAIN_MONEY.fullmatch(raw):
        return Decimal(raw)
    if isinstance(raw, str) and len(raw) <= _LONGEST_NUMBER:
        raw = unicodedata.normalize("NFKC", raw).strip().removeprefix("¥").removesuffix("元")
    number = _decimal(raw)
    if _places(number) > 2:  # 分 is the smallest unit
        raise UnfitError("金额最多两位小数。", "Money has at most two decimal places.")
    return number.quantize(_CENT)


def _date(raw: object) -> dt.date:
    day = raw if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime) else _read_day(raw)
    if day is None:
        raise UnfitError("应为日期，例如 2024-10-25。", "This must be a date such as 2024-10-25.")
    if not is_usual(day):
        raise UnfitError("年份应在1900年至2199年之间。", "The year must be between 1900 and 2199.")
    return day


def _read_day(raw: object) -> dt.date | None:
    if not isinstance(raw, str) or len(raw) > _LONGEST_NUMBER:
        return None
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", raw).strip())
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:  # such as 31 June
        return None


def _moment(raw: object) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    except ValueError:
        moment = None
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None or not is_usual(moment):
        raise UnfitError("应为带时区的时刻。", "This must be a moment with its zone.")
    return moment


def _boolean(raw: object) -> bool:
    word = str(raw).strip().lower() if isinstance(raw, bool | str) or raw in (0, 1) else ""
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise UnfitError("请选择“是”或“否”。", "Choose yes or no.")


def _choices(raw: object) -> tuple[str, ...]:
    each = raw if isinstance(raw, list | tuple) else [raw]
    return tuple(dict.fromkeys(_line(one) for one in each if one not in (None, "")))


def _file(raw: object) -> Mapping[str, object]:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raw = None
    if not isinstance(raw, Mapping) or set(raw) != {"name", "digest", "size"}:
        raise UnfitError("请上传文件。", "Upload a file.")
    size, digest = raw["size"], raw["digest"]
    if (
        type(size) is not int
        or not 0 <= size <= _LARGEST_INTEGER
        or not isinstance(digest, str)
        or not _DIGEST.fullmatch(digest)
    ):
        raise UnfitError("请重新上传文件。", "Upload the file again.")
    return {"name": _line(raw["name"])[:_LONGEST_NAME], "digest": digest, "size": size}


def _table(_raw: object) -> Value:
    """Tables are read cell by cell, by whoever knows their columns."""
    raise UnfitError("应为表格。", "This must be a table.")


_PARSERS: Mapping[FactType, Callable[[object], Value]] = {
    FactType.TEXT: _line,
    FactType.PARAGRAPH: _text,
    FactType.INTEGER: _integer,
    FactType.DECIMAL: _decimal,
    FactType.MONEY: _money,
    FactType.SHARE: _decimal,
    FactType.DATE: _date,
    FactType.MOMENT: _moment,
    FactType.BOOLEAN: _boolean,
    FactType.CHOICE: _line,
    FactType.CHOICES: _choices,
    FactType.TABLE: _table,
    FactType.FILE: _file,
    FactType.PERSON: _line,
    FactType.ORGANISATION: _line,
}
