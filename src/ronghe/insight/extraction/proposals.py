"""New terms out of texts: what comes often, holds together and stands in many surroundings, and is in no lexicon yet.

A text is read as units: a Chinese character is one, a word in Latin letters is one, all else parts them. Of every run
of up to `LONGEST` units it is known how often it comes; how much more often than its two parts would meet by chance,
at the split where that is least (pointwise mutual information, Church and Hanks 1990, in bits); and how many
surroundings it has on either side (entropy in bits; punctuation counts as ever another one). Runs grow only from runs
that are frequent, so that memory follows what is frequent and not what is there.
"""

import collections
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ronghe.insight.extraction.texts import Text
from ronghe.insight.lexicon import normal

LONGEST = 8
_EXAMPLES = 3
_UNITS = re.compile(r"\.net|[a-z0-9][a-z0-9+#]*(?:[._-][a-z0-9+#]+)*|[\u4e00-\u9fff]|[^ \t]")
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])")
_LATIN = re.compile(r".*[a-z]")
_NOT_FIRST = frozenset(
    "的了和与及等或在对有为并能可以者各其该此本我你他将把被向从到由于所是不也都还且则而之个些等们内外后前时会要须需应"
)
_NOT_LAST = frozenset(
    "的了和与及或在对有为并能可以各其该此本我你他将把被向从到由于所是不也都还且则而之个些及如至若与其须需应熟负要"
)
_STOPPED = re.compile(  # words that ads are made of, whatever they ask
    "优先|以上|以下|以及|包括|根据|按照|相关|负责|参与|协助|完成|进行|具有|具备|熟悉|掌握|精通|了解|者|优秀|岗|职责|职位|任职|要求|"
    "公司|本科|大专|硕士|博士|学历|专业|毕业|实习|员工|工程师|经理|主管|总监|专员|助理|老师|教师|上市|有限|不限|简历|联系|地址|地点|"
    "薪|五险|一金|公积金|保险|社保|年终|福利|补贴|补助|津贴|餐|旅游|体检|年假|双休|五休|加班|团建|晋升|发展空间|弹性|股票|期权|节日|"
    "周末|免费|班车|住宿|包吃|包住|上班|年|月|日|元|万|岁"
)
_ENGLISH = re.compile(
    r"\b(?:a|able|ability|all|an|and|are|as|at|based|be|by|can|etc|experience|for|from|good|have|in|including|is|it|job|"
    r"least|more|must|new|not|of|on|or|other|our|role|skills|strong|such|team|than|that|the|their|this|to|use|using|we|"
    r"well|who|will|with|within|work|working|years|you|your)\b"
)
_SINGLE = 10.0  # bits; what holds together as well as this is one
_HOLDS, _STANDS = 1.0, 1.0  # bits

_Ints = npt.NDArray[np.int64]
_Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A term that the lexicon may lack; cohesion and entropies in bits, `examples` are ids of texts that have it."""

    term: str
    frequency: int
    cohesion: float
    entropy_left: float
    entropy_right: float
    score: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    """The frequent runs of one length: which one begins at each unit (-1: none), and for each how often and where."""

    at: _Ints
    counts: _Ints
    firsts: _Ints


def propose(
    texts: Iterable[Text], known: Iterable[str] = (), *, least: int = 5, most: int | None = None
) -> tuple[Proposal, ...]:
    """Return the terms that come `least` times or more and are no spelling in `known`, the best first."""
    read = _Read.of(texts)
    spelt = {normal(one) for one in known}
    levels = _levels(read, least)
    found = [one for length in range(1, len(levels) + 1) for one in _of_length(read, levels, length, spelt)]
    found.sort(key=lambda one: (-one.score, one.term))
    return tuple(found[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """All texts as one row of units by number (0 parts them), the words of the numbers, and where texts begin."""

    units: _Ints
    words: Sequence[str]
    ids: Sequence[str]
    begins: _Ints

    @classmethod
    def of(cls, texts: Iterable[Text]) -> "_Read":
        """Read texts; each is followed by something that parts."""
        numbers: dict[str, int] = collections.defaultdict(itertools.count(1).__next__)
        pieces: list[_Ints] = [np.zeros(1, dtype=np.int64)]
        ids: list[str] = []
        begins: list[int] = []
        length = 1
        for one in {one.text: one for one in texts}.values():  # a copy is no evidence
            units = _UNITS.findall(_BLANK.sub("\n", normal(one.text)))
            pieces.append(np.fromiter((numbers[unit] for unit in units), dtype=np.int64, count=len(units)))
            pieces.append(np.zeros(1, dtype=np.int64))
            ids.append(one.id)
            begins.append(length)
            length += len(units) + 1
        words = ["", *numbers]
        means = np.array([_means(word) for word in words], dtype=np.bool_)
        row = np.concatenate(pieces)
        return cls(units=np.where(means[row], row, 0), words=words, ids=ids, begins=np.array(begins, dtype=np.int64))

    def term(self, first: int, length: int) -> str:
        """Return the units from a place on as they are written: two words in Latin letters are parted."""
        words = [self.words[unit] for unit in self.units[first : first + length].tolist()]
        return "".join(
            f" {word}" if before[-1:].isascii() and word[0].isascii() and before else word
            for before, word in zip(["", *words], words, strict=False)
        )

    def examples(self, places: _Ints) -> tuple[str, ...]:
        """Return the ids of the first texts in which places lie."""
        texts = np.searchsorted(self.begins, places, side="right") - 1
        return tuple(self.ids[text] for text in dict.fromkeys(texts.tolist()))[:_EXAMPLES]


def _means(word: str) -> bool:
    return "\u4e00" <= word[:1] <= "\u9fff" or bool(_LATIN.match(word))


def _levels(read: _Read, least: int) -> list[_Runs]:
    """Return the frequent runs of one unit, of two …; a run is made of the two that overlap in all but its ends."""
    numbers = np.where(read.units > 0, read.units, -1)
    levels = [_frequent(numbers, np.flatnonzero(numbers >= 0), numbers[numbers >= 0], least)]
    while len(levels) < LONGEST and len(levels[-1].counts):
        last = levels[-1].at
        places = np.flatnonzero((last[:-1] >= 0) & (last[1:] >= 0))
        keys = last[places] * len(levels[-1].counts) + last[places + 1]
        levels.append(_frequent(numbers, places, keys, least))
    return [level for level in levels if len(level.counts)]


def _frequent(like: _Ints, places: _Ints, keys: _Ints, least: int) -> _Runs:
    _, firsts, runs, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    often = counts >= least
    renumbered = np.where(often, np.cumsum(often) - 1, -1)
    at = np.full(len(like), -1, dtype=np.int64)
    at[places] = renumbered[runs]
    return _Runs(at=at, counts=counts[often], firsts=places[firsts[often]])


def _of_length(read: _Read, levels: Sequence[_Runs], length: int, known: set[str]) -> Iterator[Proposal]:
    level = levels[length - 1]
    cohesion = _cohesion(levels, length, total=int(np.count_nonzero(read.units)))
    left = _entropy(level, np.concatenate([[0], read.units[:-1]]))
    right = _entropy(level, np.concatenate([read.units[length:], np.zeros(length, dtype=np.int64)]))
    places = _places(level)
    for run in np.flatnonzero((cohesion >= _HOLDS) & (np.minimum(left, right) >= _STANDS)).tolist():
        term = read.term(int(level.firsts[run]), length)
        if term in known or _is_fragment(term):
            continue
        frequency, holds, stands = (
            int(level.counts[run]),
            float(cohesion[run]),
            min(float(left[run]), float(right[run])),
        )
        yield Proposal(
            term=term,
            frequency=frequency,
            cohesion=round(holds, 3),
            entropy_left=round(float(left[run]), 3),
            entropy_right=round(float(right[run]), 3),
            score=round(_score(term, frequency=frequency, cohesion=holds, entropy=stands), 3),
            examples=read.examples(places[run]),
        )


def _places(level: _Runs) -> list[_Ints]:
    """Return for each run where it begins."""
    order = np.argsort(level.at, kind="stable")
    return np.split(order[len(order) - int(level.counts.sum()) :], np.cumsum(level.counts)[:-1])


def _cohesion(levels: Sequence[_Runs], length: int, *, total: int) -> _Reals:
    """Return log2(p(run) / (p(first part)·p(rest))) at the split where it is least; of a single unit `_SINGLE`."""
    level = levels[length - 1]
    least = np.full(len(level.counts), np.inf if length > 1 else _SINGLE)
    for cut in range(1, length):
        first, rest = levels[cut - 1], levels[length - cut - 1]
        chance = first.counts[first.at[level.firsts]] * rest.counts[rest.at[level.firsts + cut]] / total
        least = np.minimum(least, np.log2(level.counts / chance))
    return least


def _entropy(level: _Runs, beside: _Ints) -> _Reals:
    """Return the entropy of what stands beside each run: log2(n) - Σ k·log2(k) / n, where k of n are the same unit."""
    here = np.flatnonzero((level.at >= 0) & (beside > 0))
    width = int(beside.max(initial=0)) + 1
    pairs, counts = np.unique(level.at[here] * width + beside[here], return_counts=True)
    same = np.bincount(pairs // width, weights=counts * np.log2(counts), minlength=len(level.counts))
    return np.log2(level.counts) - same / level.counts


def _score(term: str, *, frequency: int, cohesion: float, entropy: float) -> float:
    """Return how good a term is: of 300 terms hidden from the lexicon about 240 are in the first 2,000."""
    return math.log2(frequency) * entropy * min(len(term), 4) * math.sqrt(min(cohesion, _SINGLE))


def _is_fragment(term: str) -> bool:
    """Return whether a term begins or ends as no term does, or has words of which advertisements are made."""
    if len(term) == 1 and not term.isascii():
        return True
    if _STOPPED.search(term) or (term.isascii() and _ENGLISH.search(term)):
        return True
    return term[0] in _NOT_FIRST or term[-1] in _NOT_LAST
