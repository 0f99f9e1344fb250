"""Finds skills in texts: of all spellings that count, the leftmost, of those the longest, and on from its end.

A spelling counts where it stands alone as it has to, and in no text in which it means something else. Every occurrence
of every spelling is found and judged before any is chosen, so what does not count hides nothing. What is chosen in a
list of majors is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from ronghe.insight.extraction.degrees import SEPARATOR
from ronghe.insight.extraction.normalising import Flags, Numbers, Positions, normalised
from ronghe.insight.extraction.patterns import Patterns, compiled
from ronghe.insight.extraction.trie import Ints, Occurrences, planted
from ronghe.insight.lexicon import Skill, skill_id

_BITS = 21  # of the number of a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a text names a skill: from `start` up to `end` in its characters."""

    start: int
    end: int
    skill_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Where a text names skills, as columns; `places` are those of the skills in the lexicon."""

    starts: Positions
    ends: Positions
    places: Ints


class Matcher:
    """A lexicon ready to be looked for; sent to another process it need not be made anew there."""

    def __init__(self, *, skills: tuple[Skill, ...], patterns: Patterns) -> None:
        self.skills = skills
        numbers = [skill_id(one.name) for one in skills]
        self.numbers = np.array(numbers, dtype=np.int32)
        self.types = {number: one.type for number, one in zip(numbers, skills, strict=True)}
        self._patterns = patterns
        self._trie = planted(patterns.words, letters=len(patterns.in_word) - 1)

    @classmethod
    def of(cls, skills: Iterable[Skill]) -> Self:
        """Return the matcher of a lexicon; of two skills that share a spelling the first has it."""
        every = tuple(skills)
        return cls(skills=every, patterns=compiled(every))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where a text names skills, in its order and without overlaps."""
        hits = self.hits(text)
        return tuple(map(self._span, hits.starts.tolist(), hits.ends.tolist(), hits.places.tolist()))

    def spans_of(self, texts: Sequence[str]) -> Iterator[tuple[Span, ...]]:
        """Yield the spans of each of several texts, which are searched together."""
        hits = self.hits(SEPARATOR.join(texts))
        begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
        bounds = np.searchsorted(hits.starts, begins).tolist()
        columns = list(zip(hits.starts.tolist(), hits.ends.tolist(), hits.places.tolist(), strict=True))
        for begin, first, last in zip(begins.tolist(), bounds, bounds[1:], strict=False):
            yield tuple(self._span(start - begin, end - begin, place) for start, end, place in columns[first:last])

    def _span(self, start: int, end: int, place: int) -> Span:
        return Span(start=start, end=end, skill_id=int(self.numbers[place]), name=self.skills[place].name)

    def ids(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the skills that a text names, each once, in the order in which they come first."""
        return tuple(dict.fromkeys(self.numbers[self.hits(text).places].tolist()))

    def hits(self, text: str) -> Hits:
        """Return where a text names skills, in its order and without overlaps."""
        read = normalised(text, self._patterns.alphabet)
        found = self._trie.occurrences(read.codes)
        stands = np.flatnonzero(self._stand(found, read.codes))
        both = np.sort(found.starts.take(stands) << _BITS | found.words.take(stands))
        starts, words = _longest(both.take(np.flatnonzero(self._mean(both, found))))
        ends = starts + self._patterns.lengths.take(words)
        chosen = np.flatnonzero(_first_come(starts, ends))
        chosen = chosen[~self._patterns.degrees.hold(starts.take(chosen), read.codes)]
        whole, starts, ends = read.original(starts.take(chosen), ends.take(chosen))
        places = self._patterns.place.take(words.take(chosen[whole]))
        return Hits(starts=starts, ends=ends, places=places)

    def _stand(self, found: Occurrences, letters: Numbers) -> Flags:
        """Return which occurrences are of spellings that stand alone where they have to."""
        known, (starts, words) = self._patterns, found
        stands = known.place.take(words) >= 0
        edge = np.flatnonzero(known.left.take(words) & (starts > 0))
        stands[edge[known.in_word.take(letters.take(starts.take(edge) - 1))]] = False
        ends = starts + known.lengths.take(words)
        edge = np.flatnonzero(known.right.take(words) & (ends < len(letters)))
        after = letters.take(ends.take(edge))
        of_version = known.digits.take(after) & known.versions.take(words.take(edge))
        stands[edge[known.in_word.take(after) & ~of_version]] = False
        return stands

    def _mean(self, both: Ints, found: Occurrences) -> Flags:
        """Return which spellings, sorted as start and number, lie in no text in which they mean something else."""
        means = np.ones(len(both), dtype=np.bool_)
        texts = np.flatnonzero(self._patterns.is_context.take(found.words))
        ruled_out = np.array(
            [
                start + offset << _BITS | word
                for start, text in zip(found.starts.take(texts).tolist(), found.words.take(texts).tolist(), strict=True)
                for word, offset in self._patterns.contexts[text]
            ],
            dtype=np.int64,
        )
        at = np.searchsorted(both, ruled_out)
        there = at[at < len(both)]
        means[there[both[there] == ruled_out[at < len(both)]]] = False
        return means


def _longest(both: Ints) -> tuple[Positions, Ints]:
    """Return the starts of spellings, sorted as start and number, and the number of the longest that starts there."""
    starts = both >> _BITS
    last = np.flatnonzero(np.diff(starts, append=-1) != 0)
    return starts.take(last), both.take(last) & ((1 << _BITS) - 1)


def _first_come(starts: Positions, ends: Positions) -> Flags:
    """Return which of several stretches, in the order of their starts, are left when the first come takes its room."""
    chosen = np.ones(len(starts), dtype=np.bool_)
    np.greater_equal(starts[1:], np.maximum.accumulate(ends)[:-1], out=chosen[1:])
    at = np.flatnonzero(chosen)  # nothing before reaches into these: each begins a group that is settled in itself
    beyond = np.append(at[1:], len(starts))
    while len(at):
        crowded = np.flatnonzero(beyond - at > 1)
        at, beyond = at.take(crowded), beyond.take(crowded)
        at = np.searchsorted(starts, ends.take(at))
        inside = np.flatnonzero(at < beyond)
        at, beyond = at.take(inside), beyond.take(inside)
        chosen[at] = True
    return chosen
