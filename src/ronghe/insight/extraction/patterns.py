"""The spellings of a lexicon made ready: where they have to stand alone, and what they may not stand in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ronghe.insight.extraction.normalising import Codes, Flags, normalised
from ronghe.insight.extraction.trie import Ints
from ronghe.insight.lexicon import Skill

SEPARATOR = "\uffff"  # a noncharacter: no text that means anything has it
_LATIN = 0x250
_IN_WORD = np.array([chr(code).isalnum() for code in range(_LATIN)] + [False], dtype=np.bool_)


def in_word(codes: Codes) -> Flags:
    """Return which code points are Latin letters or digits: two of them side by side are in one word."""
    return _IN_WORD.take(np.minimum(codes, _LATIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What is looked for, by number: normalised spellings, and texts in which some of them mean something else.

    A longer spelling has a higher number.
    `place` is that of a spelling's skill, -1 of what is a text only; at `left` and `right` it has to stand alone.
    `contexts`: by text, the spellings that it rules out and how far after its start; `is_context`: those texts.
    """

    words: tuple[str, ...]
    lengths: Ints
    place: Ints
    left: Flags
    right: Flags
    contexts: Mapping[int, tuple[tuple[int, int], ...]]
    is_context: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    text: str
    place: int
    alone: bool
    within: tuple[str, ...]


def compiled(skills: Iterable[Skill]) -> Patterns:
    """Return the patterns of skills; of two that share a spelling the first has it."""
    found: dict[str, _Spelling] = {}
    for place, skill in enumerate(skills):
        for spelling in _spellings(skill, place):
            found.setdefault(spelling.text, spelling)
    found = {text: found[text] for text in sorted(found, key=len)}
    numbers = {text: number for number, text in enumerate(found)}
    contexts: dict[int, tuple[tuple[int, int], ...]] = {}
    for spelling in found.values():
        for text in spelling.within:
            ruled_out = ((numbers[spelling.text], offset) for offset in _offsets(spelling.text, text))
            number = numbers.setdefault(text, len(numbers))
            contexts[number] = (*contexts.get(number, ()), *ruled_out)
    words = tuple(numbers)
    places = np.full(len(words), -1, dtype=np.int64)
    places[: len(found)] = [one.place for one in found.values()]
    alone = _flags((number for number, one in enumerate(found.values()) if one.alone), len(words))
    return Patterns(
        words=words,
        lengths=np.array([len(word) for word in words], dtype=np.int64),
        place=places,
        left=alone & _edges(word[0] for word in words),
        right=alone & _edges(word[-1] for word in words),
        contexts=contexts,
        is_context=_flags(contexts, len(words)),
    )


def _spellings(skill: Skill, place: int) -> Iterator[_Spelling]:
    within = tuple(_spelt(text) for text in skill.within)
    for text in map(_spelt, skill.spellings):
        if text and SEPARATOR not in text:
            yield _Spelling(text=text, place=place, alone=skill.alone, within=within)


def _spelt(text: str) -> str:
    return normalised(text).codes.tobytes().decode("utf-32-le").strip()


def _offsets(spelling: str, text: str) -> Iterator[int]:
    """Yield where a spelling begins in a text."""
    at = text.find(spelling)
    while at >= 0:
        yield at
        at = text.find(spelling, at + 1)


def _edges(letters: Iterable[str]) -> Flags:
    return in_word(np.array([ord(letter) for letter in letters], dtype=np.uint32))


def _flags(numbers: Iterable[int], count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[[*numbers]] = True
    return flags
