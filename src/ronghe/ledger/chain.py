"""Canonical bytes of an event and the hash chain over the events of a case.

Events hold strings, integers, booleans, null, lists and mappings only, so that canonical JSON (RFC 8785) needs no rule
for floating-point numbers: keys sorted by UTF-16 code units, no blanks, UTF-8.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

GENESIS = "sha256:" + "0" * 64


def canonical(value: object) -> bytes:
    """Return the canonical JSON of a value as UTF-8 bytes (RFC 8785, without floats).

    Raises TypeError for a float and for anything that JSON cannot say.
    """
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """Return the digest of some bytes, with the name of the algorithm before it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def link(*, previous: str, body: Mapping[str, object]) -> str:
    """Return the digest of an event: over its canonical body together with the digest of the event before it."""
    return digest(canonical({**body, "previous": previous}))


def first_break(events: Iterable[tuple[str, Mapping[str, object]]]) -> int | None:
    """Return the position of the first event whose digest does not follow from its body and its predecessor.

    `events` are pairs of (digest as stored, body) in order; None means that the chain is whole.
    """
    previous = GENESIS
    for position, (stored, body) in enumerate(events):
        if link(previous=previous, body=body) != stored:
            return position
        previous = stored
    return None


def _ordered(value: object) -> object:
    """Return a value with its keys in canonical order. Raises TypeError for what the record never holds."""
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in _keys(value)}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    if isinstance(value, float):
        raise TypeError("a record holds no floating-point numbers")
    return value


def _keys(mapping: Mapping[object, object]) -> list[str]:
    keys = [key for key in mapping if isinstance(key, str)]
    if len(keys) < len(mapping):
        strange = next(key for key in mapping if not isinstance(key, str))
        raise TypeError(f"a record's keys are texts, not {strange!r}")
    if all(map(str.isascii, keys)):
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be"))
