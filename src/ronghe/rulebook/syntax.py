"""The checked syntax tree of an expression, read from the bytes that the CEL library gives (`cel.expr.CheckedExpr`).

Only what checks and evaluation ask for is read: names, constants, calls, selections and comprehensions. The numbers
below are those of the published `cel/expr/checked.proto` and `syntax.proto`.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_LENGTH_DELIMITED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of an expression; `kind` is name, constant, select, call, list, map, comprehension or other.

    `text` is the name, the selected field or the called function; `value` a constant; `parts` what lies below. The
    parts of a comprehension are its range, its start, its condition, its step and its result. A selection that `tests`
    only asks whether the field is there; a `member` is called behind a dot on its first part.
    """

    kind: str
    text: str = ""
    value: float | str | None = None
    parts: tuple["Node", ...] = field(default=())
    tests: bool = False
    member: bool = False

    def walk(self) -> Iterator["Node"]:
        """Yield this part and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def tree(checked: bytes) -> Node:
    """Return the syntax tree of a serialised, checked expression (wrapped in `google.protobuf.Any`)."""
    return _node(_one(_one(checked, 2), 4))


def _node(data: bytes) -> Node:
    for number, value in _fields(data):
        if number in _KINDS and isinstance(value, bytes):
            return _KINDS[number](value)
    return Node(kind="other")


def _constant(data: bytes) -> Node:
    for number, value in _fields(data):
        if number in _CONSTANTS:
            return Node(kind="constant", value=_CONSTANTS[number](value))
    return Node(kind="other")


def _name(data: bytes) -> Node:
    return Node(kind="name", text=_one(data, 1).decode())


def _select(data: bytes) -> Node:
    tests = any(number == 3 and value for number, value in _fields(data))
    return Node(kind="select", text=_one(data, 2).decode(), parts=(_node(_one(data, 1)),), tests=tests)


def _call(data: bytes) -> Node:
    parts = tuple(_node(value) for number, value in _fields(data) if number in (1, 3) and isinstance(value, bytes))
    return Node(kind="call", text=_one(data, 2).decode(), parts=parts, member=bool(_one(data, 1)))


def _list(data: bytes) -> Node:
    return Node(kind="list", parts=tuple(_node(v) for n, v in _fields(data) if n == 1 and isinstance(v, bytes)))


def _map(data: bytes) -> Node:
    entries = [value for number, value in _fields(data) if number == 2 and isinstance(value, bytes)]
    return Node(kind="map", parts=tuple(_node(_one(entry, n)) for entry in entries for n in (3, 4)))


def _comprehension(data: bytes) -> Node:
    return Node(
        kind="comprehension", text=_one(data, 1).decode(), parts=tuple(_node(_one(data, n)) for n in (2, 4, 5, 6, 7))
    )


_CONSTANTS: dict[int, Callable[..., float | str | None]] = {
    1: lambda _: None,
    2: bool,
    3: lambda number: number if number < 1 << 63 else number - (1 << 64),
    5: lambda data: float(struct.unpack("<d", data)[0]),
    6: lambda data: str(data, "utf-8"),
}
_KINDS = {3: _constant, 4: _name, 5: _select, 6: _call, 7: _list, 8: _map, 9: _comprehension}


def _one(data: bytes, number: int) -> bytes:
    """Return the last value of a field, as the encoding prescribes; empty when it is not there."""
    found = b""
    for each, value in _fields(data):
        if each == number and isinstance(value, bytes):
            found = value
    return found


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == _LENGTH_DELIMITED:
            size, at = _varint(data, at)
            yield number, data[at : at + size]
            at += size
        elif wire == 0:
            value, at = _varint(data, at)
            yield number, value
        else:
            size = 8 if wire == 1 else 4
            yield number, data[at : at + size]
            at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
