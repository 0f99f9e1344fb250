"""The standard operators of CEL on plain Python values, as cel-cpp applies them: typed, exact, within 64 bits."""

import datetime as dt
import math
import operator
from collections.abc import Callable, Mapping, Sequence

_MOST, _LEAST = 2**63 - 1, -(2**63)
_ORDERED = frozenset({int, float, str, bool, dt.datetime, dt.timedelta})
_NUMBERS = frozenset({int, float})


class NotKnownError(Exception):
    """An expression comes to nothing: a value is not known, or an operator does not apply to it."""


def same(left: object, right: object) -> bool:
    """Return whether two values are equal: numbers by value, whatever else only within its own type."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    return left == right


def counted(number: object) -> object:
    """Return a result as it is, if an integer fits 64 bits."""
    if type(number) is int and not _LEAST <= number <= _MOST:
        raise NotKnownError("integer overflow")
    return number


def _ordering(compare: Callable[..., bool]) -> Callable[[object, object], object]:
    def ordered(left: object, right: object) -> bool:
        one, other = type(left), type(right)
        if (one is other and one in _ORDERED) or (one in _NUMBERS and other in _NUMBERS):
            return compare(left, right)
        raise NotKnownError("values that have no order")

    return ordered


def _arithmetic(apply: Callable[..., object], kinds: Sequence[tuple[type, type]]) -> Callable[[object, object], object]:
    allowed = frozenset(kinds)

    def applied(left: object, right: object) -> object:
        if (type(left), type(right)) not in allowed:
            raise NotKnownError("values that cannot be reckoned with")
        try:
            return counted(apply(left, right))
        except ArithmeticError as error:
            raise NotKnownError(str(error)) from None

    return applied


def _divided(left: float, right: float) -> float:
    """Integers are cut off towards zero; a fraction of nothing is endless, as everywhere in CEL."""
    if isinstance(left, int) and isinstance(right, int):
        return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    if right == 0:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


def _remainder(left: int, right: int) -> int:
    return abs(left) % abs(right) * (1 if left >= 0 else -1)


def _negative(value: object) -> object:
    if type(value) not in _NUMBERS:
        raise NotKnownError("only a number has a negative")
    return counted(-value)  # type: ignore[operator]  # a number, as has just been seen


def _not(value: object) -> object:
    if not isinstance(value, bool):
        raise NotKnownError("only yes or no can be denied")
    return not value


def _within(value: object, held: object) -> bool:
    if isinstance(held, list):
        return any(same(value, each) for each in held)
    if isinstance(held, Mapping) and isinstance(value, str | int | float):
        return value in held
    raise NotKnownError("only a list or a mapping holds values")


def _at(held: object, place: object) -> object:
    try:
        if isinstance(held, Mapping) and isinstance(place, str | int | float):
            return held[place]
        if isinstance(held, list) and isinstance(place, int | float) and place == int(place) and place >= 0:
            return held[int(place)]
    except (LookupError, ArithmeticError, ValueError):
        raise NotKnownError("there is nothing at this place") from None
    raise NotKnownError("nothing has such a place")


def _size(value: object) -> int:
    if isinstance(value, str | list | Mapping):
        return len(value)
    raise NotKnownError("this has no size")


def _of_text(apply: Callable[[str, str], bool]) -> Callable[[object, object], object]:
    def applied(text: object, part: object) -> bool:
        if isinstance(text, str) and isinstance(part, str):
            return apply(text, part)
        raise NotKnownError("only texts have parts")

    return applied


_TIME, _SPAN = dt.datetime, dt.timedelta

OPERATORS: Mapping[str, Callable[..., object]] = {
    "_==_": same,
    "_!=_": lambda left, right: not same(left, right),
    "_<_": _ordering(operator.lt),
    "_<=_": _ordering(operator.le),
    "_>_": _ordering(operator.gt),
    "_>=_": _ordering(operator.ge),
    "_+_": _arithmetic(
        operator.add,
        [(int, int), (float, float), (str, str), (list, list), (_TIME, _SPAN), (_SPAN, _TIME), (_SPAN, _SPAN)],
    ),
    "_-_": _arithmetic(operator.sub, [(int, int), (float, float), (_TIME, _TIME), (_TIME, _SPAN), (_SPAN, _SPAN)]),
    "_*_": _arithmetic(operator.mul, [(int, int), (float, float)]),
    "_/_": _arithmetic(_divided, [(int, int), (float, float)]),
    "_%_": _arithmetic(_remainder, [(int, int)]),
    "-_": _negative,
    "!_": _not,
    "@in": _within,
    "_[_]": _at,
    "size": _size,
    "startsWith": _of_text(str.startswith),
    "endsWith": _of_text(str.endswith),
    "contains": _of_text(str.__contains__),
}
