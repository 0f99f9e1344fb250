"""What words of a title mean: our own list, and the names of the classification.

`lexicon/titles.csv` gives words and the occupation they mean; words joined by `&` have to stand in the title together,
in any order. The more of a title the words cover the surer they are. A generic word such as 工程师 counts half, so that
what it is a case of decides; of two equal ones the later stands, because a Chinese title ends with its head. Words that
begin or end with Latin letters have to stand alone there.
"""

import csv
import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ronghe.insight.lexicon import normal
from ronghe.insight.places import LEXICON
from ronghe.insight.vocabularies.occupations import occupations

TITLES = LEXICON / "titles.csv"
_LATIN, _TOGETHER, _AT_START, _BEFORE_END = 0.35, 0.6, 0.3, 0.02  # weights tried on one half of the labelled titles
_GENERIC = 0.5
_KEPT = 4
_ENDINGS = (("工程技术人员", "工程师"), ("专业人员", "专员"), ("技术人员", "技术员"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a classification: code, name, and other names of it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An occupation that words of a title mean: its share among all that were found, and how much they cover."""

    code: str
    share: float
    score: float


class Rules:
    """Words and the occupations they mean."""

    def __init__(self, words: Mapping[str, str], *, generic: frozenset[str] = frozenset()) -> None:
        self._generic = generic
        self._alone = {word: code for word, code in words.items() if "&" not in word}
        self._together: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for word, code in words.items():
            if "&" in word:
                first, *others = sorted(word.split("&"), key=len, reverse=True)
                self._together[first].append((tuple(others), code))
        lengths = [len(one) for one in (*self._alone, *self._together)]
        self._longest = max(lengths, default=0)

    @classmethod
    def of(cls, entries: Iterable[Entry] | None = None) -> "Rules":
        """Return our words and the names of a classification, by default that of 2022; ours come first.

        Words whose code a given classification does not have are left out.
        """
        if entries is None:
            return _ours()
        known = list(entries)
        codes = {one.code for one in known}
        ours = {word: code for word, code in _listed().items() if code in codes}
        return cls(_named(known) | ours, generic=_generic())

    def matches(self, title: str) -> tuple[Match, ...]:
        """Return up to four occupations that a cleaned title may mean, the likeliest first."""
        best: dict[str, float] = {}
        for start in range(len(title)):
            for end in range(start + 1, min(len(title), start + self._longest) + 1):
                word = title[start:end]
                if not _alone(title, start, end):
                    continue
                if code := self._alone.get(word):
                    place = _AT_START * (start == 0) - _BEFORE_END * (len(title) - end)
                    best[code] = max(best.get(code, 0.0), self._worth(word) + place)
                for code, score in self._joined(word, title):
                    best[code] = max(best.get(code, 0.0), score)
        return _shared(sorted(best.items(), key=lambda one: -one[1])[:_KEPT])

    def _worth(self, word: str) -> float:
        return weight(word) * (_GENERIC if word in self._generic else 1.0)

    def _joined(self, word: str, title: str) -> Iterable[tuple[str, float]]:
        for others, code in self._together.get(word, ()):
            if all(one in title for one in others):
                yield code, weight(word) + sum(map(weight, others)) + _TOGETHER


def _alone(title: str, start: int, end: int) -> bool:
    """Return whether a word does not begin or end inside a run of Latin letters and digits."""
    begins = start == 0 or not (_latin(title[start - 1]) and _latin(title[start]))
    return begins and (end == len(title) or not (_latin(title[end - 1]) and _latin(title[end])))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def weight(word: str) -> float:
    """Return how much a word says: a Chinese character is 1, any other 0.35."""
    return sum(1.0 if "\u4e00" <= one <= "\u9fff" else _LATIN for one in word)


def _shared(found: Sequence[tuple[str, float]]) -> tuple[Match, ...]:
    """Share 1 among the scores by their exponentials."""
    whole = sum(math.exp(score) for _, score in found)
    return tuple(Match(code=code, share=math.exp(score) / whole, score=score) for code, score in found)


@functools.lru_cache(maxsize=1)
def _ours() -> Rules:
    entries = (Entry(code=one.code, name=one.name) for one in occupations().values())
    return Rules(_named(entries) | _listed(), generic=_generic())


@functools.lru_cache(maxsize=1)
def _generic(path: Path = TITLES) -> frozenset[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(normal(row["words"]) for row in csv.DictReader(file) if row["generic"])


@functools.lru_cache(maxsize=1)
def _listed(path: Path = TITLES) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {normal(row["words"]): row["code"] for row in csv.DictReader(file)}


def _named(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the names and aliases of the third and fourth level, names last, so that they win over aliases."""
    narrow = [one for one in entries if not one.code.endswith("-00-00")]
    named = {normal(alias): one.code for one in narrow for alias in one.aliases if len(alias) > 1}
    for one in narrow:
        name = normal(one.name)
        for ending, short in _ENDINGS:
            if name.endswith(ending) and len(name) > len(ending) + 1:
                named[name.removesuffix(ending) + short] = one.code
        named[name] = one.code
    return named
