"""Texts as spellings are compared (NFKC, lower case), with the way back to where they stood.

Nearly every character normalises to exactly one, whatever stands beside it: one look-up in a table does it for a whole
batch. Those that spread (`㎡`, `…`) or join what stands before them (accents) are done one by one, and remembered.
"""

import functools
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

CODES = 0x110000
_SPREADS, _JOINS = CODES, CODES + 1
_LOOKED_AT = 0x30000  # beyond lie rare ideographs and tags, none of which changes
_HALVES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # of surrogate pairs
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """The code points of a normalised text; where clusters of another length are in it, and where they end there."""

    codes: Codes
    starts: Positions
    ends: Positions
    ends_there: Positions

    def original(self, starts: Positions, ends: Positions) -> tuple[Flags, Positions, Positions]:
        """Return which stretches are of whole characters of the original, and where those lie in it.

        Not of whole ones are the metre of a ㎡ and the e of an é that is written as two.
        """
        if not len(self.starts):
            return np.ones(len(starts), dtype=np.bool_), starts, ends
        first, last = self._cluster(starts), self._cluster(ends)
        whole = (starts >= self.ends[first]) & (ends >= self.ends[last])
        moved = self.ends_there - self.ends
        return whole, (starts + moved[first])[whole], (ends + moved[last])[whole]

    def _cluster(self, positions: Positions) -> Positions:
        """Return the last cluster that begins before each place; the first one is empty and lies before the text."""
        return np.searchsorted(self.starts, positions, side="left") - 1


def normalised(text: str) -> Normalised:
    """Return a text in NFKC and lower case; half a surrogate pair becomes U+FFFD."""
    codes = _table().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), mode="wrap")
    odd = np.flatnonzero(codes >= _SPREADS)
    if len(odd):
        return _with_clusters(text, codes, odd)
    none = np.zeros(0, dtype=np.int64)
    return Normalised(codes=codes, starts=none, ends=none, ends_there=none)


def _with_clusters(text: str, codes: Codes, odd: Positions) -> Normalised:
    first = np.flatnonzero(np.diff(odd, prepend=-2) > 1)
    starts = odd[first]
    ends = odd[np.append(first[1:], len(odd)) - 1] + 1
    starts = np.maximum(starts - (codes[starts] == _JOINS), 0)  # what joins needs what it joins
    pieces, lengths, at = [], [], 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        pieces.append(codes[at:start])
        pieces.append(_cluster(text[start:end]))
        lengths.append(len(pieces[-1]))
        at = end
    to_ends = ends + np.cumsum(np.asarray(lengths, dtype=np.int64) - (ends - starts))
    return Normalised(
        codes=np.concatenate([*pieces, codes[at:]]),
        starts=np.append(-1, to_ends - lengths),
        ends=np.append(-1, to_ends),
        ends_there=np.append(-1, ends),
    )


def _cluster(text: str) -> Codes:
    becomes = unicodedata.normalize("NFKC", text.translate(_HALVES)).lower()
    return np.frombuffer(becomes.encode("utf-32-le"), dtype=np.uint32)


@functools.cache
def _table() -> Codes:
    """Return what each code point becomes, or that it spreads, or that it joins what stands before it."""
    joining = {*_JAMO, *_seconds()}
    table = np.arange(CODES, dtype=np.uint32)
    for code in range(_LOOKED_AT):
        table[code] = _becomes(chr(code), joining)
    table[list(_HALVES)] = 0xFFFD
    return table


def _becomes(one: str, joining: set[int]) -> int:
    becomes = unicodedata.normalize("NFKC", one).lower()
    if unicodedata.combining(becomes[0]) or ord(becomes[0]) in joining:
        return _JOINS
    return ord(becomes) if len(becomes) == 1 else _SPREADS


def _seconds() -> set[int]:
    """Return the characters that a canonical composition ends with."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(_LOOKED_AT))
    return {int(two[1], 16) for two in parts if len(two) == 2 and not two[0].startswith("<")}
