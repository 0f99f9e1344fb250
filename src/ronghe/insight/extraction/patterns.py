"""The spellings of a lexicon made ready: where they have to stand alone, and what they may not stand in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ronghe.insight.extraction.degrees import LETTERS, SEPARATOR, Degrees
from ronghe.insight.extraction.normalising import Alphabet, Flags
from ronghe.insight.extraction.trie import Ints
from ronghe.insight.lexicon import Skill, normal

_VERSIONED = 3  # letters of a name from which on digits behind it are its version: C51 is another thing than C
_LATIN = dict.fromkeys(one for one in map(chr, range(0x250)) if one.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What is looked for, by number: normalised spellings, and texts in which some of them mean something else.

    A longer spelling has a higher number.
    `place` is that of a spelling's skill, -1 of what is a text only; at `left` and `right` it has to stand alone,
    beside no letter that is `in_word`; but one of `versions` may have `digits` behind it (Java8).
    `contexts`: by text, the spellings that it rules out and how far after its start; `is_context`: those texts.
    `degrees`: the lists of majors in which a spelling asks for no skill.
    """

    alphabet: Alphabet
    in_word: Flags
    words: tuple[tuple[int, ...], ...]
    lengths: Ints
    place: Ints
    left: Flags
    right: Flags
    digits: Flags
    versions: Flags
    contexts: Mapping[int, tuple[tuple[int, int], ...]]
    is_context: Flags
    degrees: Degrees


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
    letters = {letter: number for number, letter in enumerate(_letters(words), start=1)}
    places = np.full(len(words), -1, dtype=np.int64)
    places[: len(found)] = [one.place for one in found.values()]
    alone = _flags((number for number, one in enumerate(found.values()) if one.alone), len(words))
    return Patterns(
        alphabet=Alphabet.of([*letters]),
        in_word=_flags((letters[one] for one in _LATIN), len(letters) + 1),
        words=tuple(tuple(letters[letter] for letter in word) for word in words),
        lengths=np.array([len(word) for word in words], dtype=np.int64),
        place=places,
        left=alone & np.array([word[0] in _LATIN for word in words], dtype=np.bool_),
        right=alone & np.array([word[-1] in _LATIN for word in words], dtype=np.bool_),
        digits=_flags((letters[one] for one in letters if one.isdecimal()), len(letters) + 1),
        versions=np.array([len(word) >= _VERSIONED and word[-1].isalpha() for word in words], dtype=np.bool_),
        contexts=contexts,
        is_context=_flags(contexts, len(words)),
        degrees=Degrees.of(letters),
    )


def _spellings(skill: Skill, place: int) -> Iterator[_Spelling]:
    within = tuple(normal(text) for text in skill.within)
    for text in map(normal, skill.spellings):
        if text and SEPARATOR not in text:
            yield _Spelling(text=text, place=place, alone=skill.alone, within=within)


def _letters(words: Iterable[str]) -> Iterable[str]:
    """Return the letters of words, all that make words in Latin script and those of lists of majors, those that are
    words first, then those of most words.
    """
    single = dict.fromkeys(word for word in words if len(word) == 1)
    counted = Counter(letter for word in words for letter in word)
    return [*dict.fromkeys([*single, *(letter for letter, _ in counted.most_common()), *_LATIN, *LETTERS])]


def _offsets(spelling: str, text: str) -> Iterator[int]:
    """Yield where a spelling begins in a text."""
    at = text.find(spelling)
    while at >= 0:
        yield at
        at = text.find(spelling, at + 1)


def _flags(numbers: Iterable[int], count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[[*numbers]] = True
    return flags
