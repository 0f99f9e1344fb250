"""Numbers as people write them in plans and lists: `2.0`, `32学时`, `1,200`, `3周`; what is none is told apart."""

import math
import re
import unicodedata

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(学时|学分|课时|小时|人|分|h)?")


def number(text: str) -> float | None:
    """Return the number that a cell holds, None if it is blank. Raises ValueError if it holds anything else."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip().lower()
    if plain in ("", "-", "--", "/", "none", "nan", "null"):
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise ValueError(text)
    value = float(match[1])
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def whole(text: str) -> int | None:
    """Return the whole number that a cell holds, None if it is blank. Raises ValueError if it holds anything else."""
    value = number(text)
    if value is None:
        return None
    if not value.is_integer():
        raise ValueError(text)
    return int(value)
