"""What an address asks for, read without trust: too long, too large or no number counts as not asked."""

from django.http import QueryDict

LONGEST = 60


def text(asked: QueryDict, name: str) -> str:
    """Return a word of the address, trimmed and cut."""
    return asked.get(name, "").strip()[:LONGEST].replace("\x00", "")


def number(asked: QueryDict, name: str, *, default: int = 0, most: int = 10**9) -> int:
    """Return a whole number of the address, not negative."""
    given = asked.get(name, "")
    return min(int(given), most) if given.isascii() and given.isdigit() and len(given) < 12 else default
