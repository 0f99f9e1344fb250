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

_SPREADS, _JOINS = 0x110000, 0x110001
_LOOKED_AT = 0x30000  # beyond lie rare ideographs and tags, none of which changes
_HALVES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # of surrogate pairs
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A normalised text with its code points, and where clusters of another length are, there and in the original."""

    text: str
    codes: Codes
    from_ends: Positions
    to_starts: Positions
    to_ends: Positions

    def whole(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Return which places are between characters of the original, not inside what one of them became."""
        if not len(self.to_starts):
            return np.ones(len(positions), dtype=np.bool_)
        cluster = self._cluster(positions)
        return (cluster < 0) | (positions >= self.to_ends[cluster])

    def original(self, positions: Positions) -> Positions:
        """Return where places that are between characters of the original lie there."""
        if not len(self.to_starts):
            return positions
        cluster = self._cluster(positions)
        return positions + np.where(cluster < 0, 0, self.from_ends[cluster] - self.to_ends[cluster])

    def _cluster(self, positions: Positions) -> Positions:
        """Return the last cluster that begins before each place, -1 where none does."""
        return np.searchsorted(self.to_starts, positions, side="left") - 1


def normalised(text: str) -> Normalised:
    """Return a text in NFKC and lower case; half a surrogate pair becomes U+FFFD."""
    codes = _table()[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)]
    odd = np.flatnonzero(codes >= _SPREADS)
    if len(odd):
        return _with_clusters(text, codes, odd)
    none = np.zeros(0, dtype=np.int64)
    return Normalised(text=_decoded(codes), codes=codes, from_ends=none, to_starts=none, to_ends=none)


def _decoded(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le")


def _with_clusters(text: str, codes: Codes, odd: Positions) -> Normalised:
    first = np.flatnonzero(np.diff(odd, prepend=-2) > 1)
    starts = odd[first]
    ends = odd[np.append(first[1:], len(odd)) - 1] + 1
    starts = np.maximum(starts - (codes[starts] == _JOINS), 0)  # what joins needs what it joins
    pieces, lengths, at = [], [], 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        pieces.append(codes[at:start])
        pieces.append(_codes(unicodedata.normalize("NFKC", text[start:end].translate(_HALVES)).lower()))
        lengths.append(len(pieces[-1]))
        at = end
    whole = np.concatenate([*pieces, codes[at:]])
    to_ends = ends + np.cumsum(np.asarray(lengths, dtype=np.int64) - (ends - starts))
    return Normalised(
        text=_decoded(whole),
        codes=whole,
        from_ends=ends,
        to_starts=to_ends - lengths,
        to_ends=to_ends,
    )


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


@functools.cache
def _table() -> Codes:
    """Return what each code point becomes, or that it spreads, or that it joins what stands before it."""
    joining = {*_JAMO, *_seconds()}
    table = np.arange(0x110000, dtype=np.uint32)
    for code in range(_LOOKED_AT):
        table[code] = _becomes(chr(code), joining)
    table[list(_HALVES)] = 0xFFFD
    return table


def _becomes(one: str, joining: set[int]) -> int:
    if one.isascii():
        return ord(one.lower())
    becomes = unicodedata.normalize("NFKC", one).lower()
    if unicodedata.combining(becomes[0]) or ord(becomes[0]) in joining:
        return _JOINS
    return ord(becomes) if len(becomes) == 1 else _SPREADS


def _seconds() -> set[int]:
    """Return the characters that a canonical composition ends with."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(_LOOKED_AT))
    return {int(two[1], 16) for two in parts if len(two) == 2 and not two[0].startswith("<")}
