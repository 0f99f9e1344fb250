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
    _refuse_floats(value)
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode()


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


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: str(key).encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(one) for one in value]
    return value


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a record holds no floating-point numbers")
    if isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a record's keys are texts, not {key!r}")
            _refuse_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_floats(one)
