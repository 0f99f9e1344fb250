"""Finds skills in texts: of all spellings that count, the leftmost, of those the longest, and on from its end.

A spelling counts where it stands alone as it has to, and in no text in which it means something else. The automaton
knows nothing of that: it finds the leftmost and longest of all, and where such a one does not count, what it hid is
looked for by hand. Both together give what a search among those that count would give.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import daachorse
import numpy as np

from ronghe.insight.extraction.normalising import Normalised, Positions, normalised
from ronghe.insight.extraction.patterns import Flags, Patterns, compiled, in_word
from ronghe.insight.lexicon import Skill, skill_id


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
    places: Positions


class Matcher:
    """A lexicon ready to be looked for; it is sent to another process as its skills and made anew there."""

    def __init__(self, *, skills: tuple[Skill, ...], patterns: Patterns) -> None:
        self.skills = skills
        self.numbers = np.array([skill_id(one.name) for one in skills], dtype=np.int32)
        self._patterns = patterns
        spellings = list(patterns.numbers)
        kind = daachorse.MATCH_KIND_LEFTMOST_LONGEST
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(spellings, kind) if spellings else None

    @classmethod
    def of(cls, skills: Iterable[Skill]) -> Self:
        """Return the matcher of a lexicon; of two skills that share a spelling the first has it."""
        every = tuple(skills)
        return cls(skills=every, patterns=compiled(every))

    def __reduce__(self) -> tuple[object, ...]:
        return Matcher.of, (self.skills,)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where a text names skills, in its order and without overlaps."""
        hits = self.hits(text)
        columns = (hits.starts.tolist(), hits.ends.tolist(), hits.places.tolist())
        return tuple(
            Span(start=start, end=end, skill_id=int(self.numbers[place]), name=self.skills[place].name)
            for start, end, place in zip(*columns, strict=True)
        )

    def ids(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the skills that a text names, each once, in the order in which they come first."""
        return tuple(dict.fromkeys(self.numbers[self.hits(text).places].tolist()))

    def hits(self, text: str) -> Hits:
        """Return where a text names skills, in its order and without overlaps."""
        read = normalised(text)
        found = self._automaton.find(read.text) if self._automaton else []
        flat = np.fromiter(itertools.chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
        starts, ends, numbers = flat[0::3], flat[1::3], flat[2::3]
        starts, ends, numbers = self._counting(read, starts, ends, numbers)
        whole = read.whole(starts) & read.whole(ends)  # not a metre in a square metre, nor a letter without its accent
        return Hits(
            starts=read.original(starts[whole]),
            ends=read.original(ends[whole]),
            places=self._patterns.place[numbers[whole]],
        )

    def _counting(
        self, read: Normalised, starts: Positions, ends: Positions, numbers: Positions
    ) -> tuple[Positions, Positions, Positions]:
        """Return the hits that count, with those that one that does not count hid."""
        fails = self._fail(read, starts, ends, numbers)
        if not fails.any():
            return starts, ends, numbers
        stays = ~fails
        hidden = self._hidden(read.text, starts, ends, stays, np.flatnonzero(fails & self._patterns.hides[numbers]))
        columns = [column[stays] for column in (starts, ends, numbers)]
        if hidden:
            more = np.array(hidden, dtype=np.int64).T
            columns = [np.concatenate(two) for two in zip(columns, more, strict=True)]
            order = np.argsort(columns[0], kind="stable")
            columns = [column[order] for column in columns]
        return columns[0], columns[1], columns[2]

    def _fail(self, read: Normalised, starts: Positions, ends: Positions, numbers: Positions) -> Flags:
        """Return which hits do not count."""
        known, codes = self._patterns, read.codes
        word_before = in_word(codes[starts - 1]) & (starts > 0)
        word_after = in_word(codes[np.minimum(ends, len(codes) - 1)]) & (ends < len(codes))
        fails: Flags = known.left[numbers] & word_before | known.right[numbers] & word_after
        for place in np.flatnonzero(known.around[numbers] & ~fails).tolist():
            pattern = known.patterns[numbers[place]]
            fails[place] = not pattern.meant(read.text, start=int(starts[place]), end=int(ends[place]))
        return fails

    def _hidden(
        self, text: str, starts: Positions, ends: Positions, stays: Flags, failed: Positions
    ) -> list[tuple[int, int, int]]:
        """Return what counts where hits failed; hits that overlap that no longer stay."""
        found = []
        done = 0
        for place in failed.tolist():
            if place < done:
                continue
            at, limit, done = int(starts[place]), int(ends[place]), place + 1
            while at < limit:
                here = self._patterns.longest(text, start=at)
                if here is None:
                    at += 1
                    continue
                found.append(here)
                at = here[1]
                while done < len(starts) and starts[done] < at:
                    stays[done] = False
                    limit = max(limit, int(ends[done]))
                    done += 1
        return found
