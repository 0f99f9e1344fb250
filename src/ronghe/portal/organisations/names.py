"""Sorting and finding Chinese names by how they are spoken."""

import functools
from collections.abc import Callable

# Readings that a name in this field takes and the dictionary does not know.
_READINGS = {"重庆": [["chóng"], ["qìng"]], "长春": [["cháng"], ["chūn"]], "长沙": [["cháng"], ["shā"]]}


def sort_key(name: str) -> str:
    """Return the syllables of a name, such as `ji lin da xue`: the order in which people expect lists."""
    return " ".join(_syllables(name))[:400]


def spoken(name: str) -> str:
    """Return a name as it is typed by its sound, such as `jilindaxue`: letters and digits only."""
    return "".join(one for one in "".join(_syllables(name)) if one.isalnum())


def initials(name: str) -> str:
    """Return the first letters of a name, such as `jldx`: what people type to find it."""
    return "".join(part[0] for part in _syllables(name))[:120]


@functools.lru_cache(maxsize=4096)  # the same organisations and people stand in many cases
def _syllables(name: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in _spoken()(name) if part.strip())


@functools.cache
def _spoken() -> Callable[[str], list[str]]:
    """Return what reads a name aloud. Its dictionary takes 58 MB: a worker that only shows pages need not hold it."""
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict(_READINGS)
    return functools.partial(lazy_pinyin, style=Style.NORMAL)
