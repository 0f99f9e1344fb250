"""Texts as spellings are compared (NFKC, lower case), as numbers of letters, with the way back to where they stood.

Nearly every character normalises to exactly one, whatever stands beside it: one look-up in a table does it for a whole
batch. Those that spread (`㎡`, `…`) or join what stands before them (accents) are done one by one, and remembered.
"""

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ronghe.insight.lexicon import normal

Numbers = npt.NDArray[np.unsignedinteger]
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SLICE = 1 << 16  # characters looked at together: what is made of them stays in the cache of a core
_CODES = 0x110000
_LOOKED_AT = 0x30000  # beyond lie rare ideographs and tags, none of which changes
_BLOCK = 0x100
_SPREADS, _JOINS = _CODES, _CODES + 1
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
_NUMBERED = slice(0x2460, 0x2500)  # ① ⑵ ⒊: they count what follows and make no word with it, as 1 and 3 would
_HALVES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # of surrogate pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """The numbers of letters by code point, as it is and as it normalises.

    What spreads has the number `spreads` there, what joins what stands before it has one more.
    """

    plain: Numbers
    normalising: Numbers
    spreads: int

    @classmethod
    def of(cls, letters: Sequence[str]) -> Self:
        """Return the alphabet in which distinct letters have the numbers from 1, and all others 0."""
        spreads = len(letters) + 1
        plain = np.zeros(_CODES, dtype=np.min_scalar_type(spreads + 1))
        plain[[ord(letter) for letter in letters]] = np.arange(1, spreads)
        becomes = _becoming()
        normalising = plain.take(np.minimum(becomes, _CODES - 1))
        normalising[becomes == _SPREADS] = spreads
        normalising[becomes == _JOINS] = spreads + 1
        return cls(plain=plain, normalising=normalising, spreads=spreads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """The letters of a normalised text; where clusters of another length are in it, and where they end there."""

    codes: Numbers
    starts: Positions
    ends: Positions
    ends_there: Positions

    def original(self, starts: Positions, ends: Positions) -> tuple[Flags, Positions, Positions]:
        """Return which stretches, in the order of the text and without overlaps, are of whole characters of the
        original, and where those lie in it.

        Not of whole ones are the metre of a ㎡ and the e of an é that is written as two.
        """
        if not len(self.starts):
            return np.ones(len(starts), dtype=np.bool_), starts, ends
        first, last = self._cluster(starts), self._cluster(ends)
        whole = (starts >= self.ends.take(first)) & (ends >= self.ends.take(last))
        moved = self.ends_there - self.ends
        return whole, (starts + moved.take(first))[whole], (ends + moved.take(last))[whole]

    def _cluster(self, positions: Positions) -> Positions:
        """Return the last cluster that begins before each of several places, in the order of the text; the first
        cluster is empty and lies before the text.
        """
        later = np.searchsorted(positions, self.starts, side="right")  # the places are many, the clusters few
        return np.cumsum(np.bincount(later, minlength=len(positions) + 1))[:-1] - 1


def normalised(text: str, alphabet: Alphabet | None = None) -> Normalised:
    """Return the letters of a text in NFKC and lower case: code points, or their numbers in an alphabet.

    Half a surrogate pair becomes U+FFFD.
    """
    alphabet = alphabet or _unicode()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters = np.empty(len(codes), dtype=alphabet.normalising.dtype)
    for first in range(0, len(codes), SLICE):
        part = slice(first, first + SLICE)
        letters[part] = alphabet.normalising.take(codes[part], mode="wrap")
    odd = np.flatnonzero(letters >= alphabet.spreads)
    if len(odd):
        return _with_clusters(text, letters, odd, alphabet)
    none = np.zeros(0, dtype=np.int64)
    return Normalised(codes=letters, starts=none, ends=none, ends_there=none)


def _with_clusters(text: str, letters: Numbers, odd: Positions, alphabet: Alphabet) -> Normalised:
    first = np.flatnonzero(np.diff(odd, prepend=-2) > 1)
    starts = odd[first]
    ends = odd[np.append(first[1:], len(odd)) - 1] + 1
    starts = np.maximum(starts - (letters[starts] > alphabet.spreads), 0)  # what joins needs what it joins
    pieces, lengths, at = [], [], 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        pieces.append(letters[at:start])
        becomes = normal(f"|{text[start:end].translate(_HALVES)}|")[1:-1]
        pieces.append(alphabet.plain.take([ord(one) for one in becomes]))
        lengths.append(len(pieces[-1]))
        at = end
    to_ends = ends + np.cumsum(np.asarray(lengths, dtype=np.int64) - (ends - starts))
    return Normalised(
        codes=np.concatenate([*pieces, letters[at:]]),
        starts=np.append(-1, to_ends - lengths),
        ends=np.append(-1, to_ends),
        ends_there=np.append(-1, ends),
    )


@functools.cache
def _unicode() -> Alphabet:
    return Alphabet(plain=np.arange(_CODES, dtype=np.uint32), normalising=_becoming(), spreads=_SPREADS)


@functools.cache
def _becoming() -> npt.NDArray[np.uint32]:
    """Return what each code point becomes; one more than there are: it spreads, two more: it joins what is before."""
    joining = {*map(chr, _JAMO), *_seconds()}
    table = np.arange(_CODES, dtype=np.uint32)
    for block in _blocks():
        if not _stays(block, joining):
            table[[*map(ord, block)]] = [_becomes(one, joining) for one in block]
    table[list(_HALVES)] = 0xFFFD
    table[_NUMBERED] = 0xFFFD
    return table


def _blocks() -> Iterator[str]:
    for first in range(0, _LOOKED_AT, _BLOCK):
        yield "".join(map(chr, range(first, first + _BLOCK)))


def _stays(block: str, joining: set[str]) -> bool:
    """Return whether every character becomes itself, whatever stands before it, as most blocks' do."""
    normal_already = unicodedata.is_normalized("NFKC", block) and block.lower() == block
    return normal_already and joining.isdisjoint(block) and not any(map(unicodedata.combining, block))


def _becomes(one: str, joining: set[str]) -> int:
    becomes = unicodedata.normalize("NFKC", one).lower()
    if unicodedata.combining(becomes[0]) or becomes[0] in joining:
        return _JOINS
    return ord(becomes) if len(becomes) == 1 else _SPREADS


def _seconds() -> set[str]:
    """Return the characters that a canonical composition ends with."""
    composed = (one for block in _blocks() if not unicodedata.is_normalized("NFD", block) for one in block)
    parts = (unicodedata.decomposition(one).split() for one in composed)
    return {chr(int(two[1], 16)) for two in parts if len(two) == 2 and not two[0].startswith("<")}
