"""The spellings of a lexicon made ready to be matched: what may stand beside them, and what they may not stand in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ronghe.insight.extraction.normalising import normalised
from ronghe.insight.lexicon import Skill

Flags = npt.NDArray[np.bool_]
SEPARATOR = "\uffff"  # a noncharacter: no text that means anything has it
_LATIN = 0x250
_IN_WORD = np.array([chr(code).isalnum() for code in range(_LATIN)] + [False], dtype=np.bool_)


def in_word(codes: npt.NDArray[np.uint32]) -> Flags:
    """Return which code points are Latin letters or digits: two of them side by side are in one word."""
    return _IN_WORD[np.minimum(codes, _LATIN)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A normalised spelling of the skill at `place`.

    `left` and `right`: there it has to stand alone; `around`: before and after it, where it does not mean its skill.
    """

    spelling: str
    place: int
    left: bool
    right: bool
    around: tuple[tuple[str, str], ...]

    def meant(self, text: str, *, start: int, end: int) -> bool:
        """Return whether an occurrence in a normalised text lies in no text that means something else."""
        return not any(text.startswith(after, end) and text.endswith(before, 0, start) for before, after in self.around)

    def stands(self, text: str, *, start: int, end: int) -> bool:
        """Return whether an occurrence in a normalised text means its skill and stands alone where it has to."""
        if self.left and start > 0 and _in_word(text[start - 1]):
            return False
        if self.right and end < len(text) and _in_word(text[end]):
            return False
        return self.meant(text, start=start, end=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All patterns, the number of each spelling, and the same as columns.

    `hides`: where the pattern does not count, another one that overlaps it may.
    """

    patterns: tuple[Pattern, ...]
    numbers: Mapping[str, int]
    lengths: Mapping[str, tuple[int, ...]]
    place: npt.NDArray[np.int64]
    left: Flags
    right: Flags
    around: Flags
    hides: Flags

    def longest(self, text: str, *, start: int) -> tuple[int, int, int] | None:
        """Return start, end and number of the longest pattern that counts at a place of a normalised text."""
        for length in self.lengths.get(text[start], ()):
            number = self.numbers.get(text[start : start + length])
            if number is not None and self.patterns[number].stands(text, start=start, end=start + length):
                return start, start + length, number
        return None


def compiled(skills: Iterable[Skill]) -> Patterns:
    """Return the patterns of skills; of two that share a spelling the first has it."""
    found: dict[str, Pattern] = {}
    for place, skill in enumerate(skills):
        for pattern in _patterns(skill, place):
            found.setdefault(pattern.spelling, pattern)
    patterns = tuple(found.values())
    return Patterns(
        patterns=patterns,
        numbers={spelling: number for number, spelling in enumerate(found)},
        lengths=_lengths(found),
        place=np.array([one.place for one in patterns], dtype=np.int64),
        left=np.array([one.left for one in patterns], dtype=np.bool_),
        right=np.array([one.right for one in patterns], dtype=np.bool_),
        around=np.array([bool(one.around) for one in patterns], dtype=np.bool_),
        hides=_hides(found),
    )


def _patterns(skill: Skill, place: int) -> Iterator[Pattern]:
    texts = [_spelt(one) for one in skill.within]
    for spelling in map(_spelt, skill.spellings):
        if spelling and SEPARATOR not in spelling:
            yield Pattern(
                spelling=spelling,
                place=place,
                left=skill.alone and _in_word(spelling[0]),
                right=skill.alone and _in_word(spelling[-1]),
                around=tuple(parts for text in texts for parts in _parts(text, spelling)),
            )


def _spelt(text: str) -> str:
    return normalised(text).text.strip()


def _in_word(one: str) -> bool:
    return bool(_IN_WORD[min(ord(one), _LATIN)])


def _parts(text: str, spelling: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each occurrence of a spelling in a text."""
    at = text.find(spelling)
    while at >= 0:
        yield text[:at], text[at + len(spelling) :]
        at = text.find(spelling, at + 1)


def _lengths(spellings: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the lengths of the spellings that begin with a character, the longest first."""
    found: dict[str, set[int]] = {}
    for one in spellings:
        found.setdefault(one[0], set()).add(len(one))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _hides(found: Mapping[str, Pattern]) -> Flags:
    """Return for each pattern whether another could count that begins inside an occurrence of it."""
    beginnings: dict[str, bool] = {}  # of spellings, and whether one of them may begin inside a word
    for one in found.values():
        for end in range(1, len(one.spelling)):
            beginning = one.spelling[:end]
            beginnings[beginning] = beginnings.get(beginning, False) or not one.left
    return np.array([_hides_one(one, found, beginnings) for one in found.values()], dtype=np.bool_)


def _hides_one(pattern: Pattern, found: Mapping[str, Pattern], beginnings: Mapping[str, bool]) -> bool:
    if not (pattern.left or pattern.right or pattern.around):
        return False
    text = pattern.spelling
    inside = (
        other
        for start in range(len(text))
        for end in range(start + 1, len(text) + (start > 0))
        if (other := found.get(text[start:end])) and other.stands(text, start=start, end=end)
    )
    return any(inside) or any(_goes_on(text, start, beginnings) for start in range(1, len(text)))


def _goes_on(text: str, start: int, beginnings: Mapping[str, bool]) -> bool:
    """Return whether a spelling that is longer than the rest of a text could count from a place of it."""
    inside_word = _in_word(text[start - 1]) and _in_word(text[start])
    anywhere = beginnings.get(text[start:])
    return anywhere is not None and (anywhere or not inside_word)
