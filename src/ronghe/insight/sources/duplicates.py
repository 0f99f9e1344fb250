"""Copies of ads within a month: which ads are one ad, so that it counts once.

- Copies are looked for in one place (prefecture): an ad that an agency posts in many districts is one ad, the same ad
  in another city is asked for there as well.
- Exact: the same title and text after NFKC, lower case, without blanks and punctuation (`text_hash`). A text of fewer
  than `LONG` characters says too little, so firm and pay have to be the same too; this is so for structured ads.
- Near: long texts alike in at least `ALIKE` of their shingles of five characters (Jaccard, estimated by one permutation
  hashing, Li, Owen and Zhang 2012; bands of locality-sensitive hashing bring them together), under titles that mean
  the same. On 1,420 real descriptions this finds all copies with other punctuation, order of halves or telephone,
  .999 with a sentence more, .96 with one less, .78 with all sentences shuffled; of a million pairs of different
  descriptions it takes 45 for copies, which are reworked ads of the same firms.

Time and memory are linear in the number of ads, also where all of them are copies of one.
"""

import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ronghe.insight.extraction.normalising import normalised
from ronghe.insight.lexicon import normal

LONG = 100
ALIKE = 0.7
_SHINGLE = 5
_BINS, _ROWS = 128, 6
_BANDS = _BINS // _ROWS
_EMPTY = np.uint32(0xFFFFFFFF)
_CHUNK = 4_000
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD]
)
_FACTORS = _FACTORS.astype(np.uint64)
_MIX = np.uint64(0xC4CEB9FE1A85EC53)
_SEPARATOR = "\uffff"
_SAME_TITLE = 0.75

_ASIDE = re.compile(r"[(\[【（].*?[)\]】）]|急招|急聘|诚聘|高薪|直招|双休|五险一金|包吃住|包住|可实习")
_LEVELS = re.compile(r"初级|中级|高级|资深|首席|实习|助理|主管|经理|总监|专家|主任|组长|校招|应届")

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class _Plain:
    """Texts as code points that mean something, one after the other, and the text that each belongs to."""

    codes: Codes
    owner: Ints
    ends: Ints


def content_hashes(titles: Sequence[str], texts: Sequence[str], firms: Sequence[str], pays: Sequence[str]) -> list[str]:
    """Return the digest (32 digits) for each ad that exact copies share; `pays` are texts, equal where pay is."""
    heads, bodies = _plain(titles), _plain(texts)
    found, head, body = [], 0, 0
    rows = zip(texts, firms, pays, heads.ends.tolist(), bodies.ends.tolist(), strict=True)
    for text, firm, pay, head_end, body_end in rows:
        digest = hashlib.blake2b(heads.codes[head:head_end].tobytes(), digest_size=16)
        digest.update(b"\xff\xff\xff\xff" + bodies.codes[body:body_end].tobytes())
        if len(text) < LONG:
            digest.update(f"\0{firm}\0{pay}".encode())
        found.append(digest.hexdigest())
        head, body = head_end, body_end
    return found


def groups(table: pa.Table) -> pa.Array:
    """Return for each ad of a month (schemas.JOB_AD) the ad_id of the first published of its copies: `dup_group`."""
    by_day = [("published_on", "ascending"), ("ad_id", "ascending")]
    order = pc.sort_indices(table.select(["published_on", "ad_id"]), by_day)
    keys = pc.binary_join_element_wise(table["region"], table["text_hash"], " ").take(order)
    codes = keys.combine_chunks().dictionary_encode().indices.to_numpy()
    firsts = np.unique(codes, return_index=True)[1]  # codes are given in the order in which they come
    rows = order.to_numpy().astype(np.int64)
    roots = _near(table, rows[firsts])
    found = np.empty(table.num_rows, dtype=np.int64)
    found[rows] = rows[firsts[roots[codes]]]
    return table["ad_id"].take(pa.array(found)).combine_chunks()


def _near(ads: pa.Table, rows: Ints) -> Ints:
    """Return for each of some rows, by its place among them, the first that is nearly the same in one region."""
    roots = np.arange(len(rows))
    long = np.flatnonzero(pc.utf8_length(ads["text"]).to_numpy()[rows] >= LONG)
    regions = ads["region"].combine_chunks().dictionary_encode().indices.to_numpy()[rows[long]]
    by_region = np.argsort(regions, kind="stable")
    for places in np.split(long[by_region], np.flatnonzero(np.diff(regions[by_region])) + 1):
        if len(places) > 1:
            roots[places] = places[_components(ads, rows[places])]
    return roots


def _components(ads: pa.Table, rows: Ints) -> Ints:
    """Return for each of some rows of one region the first that it is joined with by pairs that are alike."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    titles, texts = ads["title"].take(pa.array(rows)).to_pylist(), ads["text"]
    parts = (rows[at : at + _CHUNK].tolist() for at in range(0, len(rows), _CHUNK))
    bins = np.concatenate([_bins([texts[row].as_py() for row in part]) for part in parts])  # `take` joins all texts
    left, right = _pairs(_filled(bins))
    enough = _likeness(bins, left, right) >= ALIKE
    pairs = zip(left[enough].tolist(), right[enough].tolist(), strict=True)
    alike = [pair for pair in pairs if same_title(titles[pair[0]], titles[pair[1]])]
    ends = np.array(alike, dtype=np.int64).reshape(-1, 2).T
    links = coo_array((np.ones(len(alike)), (ends[0], ends[1])), shape=(len(rows), len(rows)))
    labels = connected_components(links, directed=False)[1]
    return np.unique(labels, return_index=True)[1][labels]


def _plain(texts: Sequence[str]) -> _Plain:
    joined = _SEPARATOR.join([*(one.replace(_SEPARATOR, "") for one in texts), ""])
    codes = normalised(joined).codes
    codes = codes[_means_something()[codes]]
    at_end = codes == ord(_SEPARATOR)
    owner = np.cumsum(at_end)[~at_end]
    return _Plain(codes=codes[~at_end], owner=owner, ends=np.flatnonzero(at_end) - np.arange(len(texts)))


@functools.cache
def _means_something() -> npt.NDArray[np.bool_]:
    """Return which code points are letters, digits or part of the name of a language such as C++ and C#."""
    kept = np.array([chr(code).isalnum() for code in range(0x110000)], dtype=np.bool_)
    kept[[ord("+"), ord("#"), ord(_SEPARATOR)]] = True
    return kept


def _bins(texts: Sequence[str]) -> Codes:
    """Return for each text the least hash of its shingles in each bin, `_EMPTY` where there is none."""
    plain = _plain(texts)
    found = np.full(len(texts) * _BINS, _EMPTY, dtype=np.uint32)
    number = max(len(plain.codes) - _SHINGLE + 1, 0)
    mixed = np.zeros(number, dtype=np.uint64)
    for at, factor in enumerate(_FACTORS):
        mixed += plain.codes[at : at + number] * factor
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    owner = plain.owner[:number]
    whole = owner == plain.owner[_SHINGLE - 1 :]
    places = owner * _BINS + (mixed >> np.uint64(57)).astype(np.int64)
    np.minimum.at(found, places[whole], (mixed >> np.uint64(20)).astype(np.uint32)[whole])
    return found.reshape(len(texts), _BINS)


def _filled(bins: Codes) -> Codes:
    """Return the bins with empty ones filled from the next that is not (Shrivastava and Li 2014)."""
    filled = bins.copy()
    for _ in range(_BINS):
        empty = filled == _EMPTY
        if not empty.any():
            break
        filled[empty] = (np.roll(filled, -1, axis=1))[empty]
    return filled


def _pairs(filled: Codes) -> Pairs:
    """Return pairs that share a band: each with the first and with the one before it in the band, so linearly many."""
    found = []
    for band in range(_BANDS):
        part = np.ascontiguousarray(filled[:, band * _ROWS : (band + 1) * _ROWS])
        keys = (
            part.astype(np.uint64) * _FACTORS[np.arange(_ROWS) % _SHINGLE] * np.arange(1, _ROWS + 1, dtype=np.uint64)
        ).sum(axis=1)
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
        begins = np.ones(len(order), dtype=np.bool_)
        begins[same] = False
        first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
        found += [np.stack([order[first[same]], order[same]]), np.stack([order[same - 1], order[same]])]
    pairs = np.unique(np.concatenate(found, axis=1), axis=1)
    return pairs[0], pairs[1]


def _likeness(bins: Codes, left: Ints, right: Ints) -> npt.NDArray[np.float64]:
    """Return the share of shingles that two texts have in common, estimated from the bins that are not both empty."""
    found = np.zeros(len(left))
    for at in range(0, len(left), 20_000):
        one, other = bins[left[at : at + 20_000]], bins[right[at : at + 20_000]]
        used = (one != _EMPTY) | (other != _EMPTY)
        found[at : at + 20_000] = ((one == other) & used).sum(axis=1) / np.maximum(used.sum(axis=1), 1)
    return found


@functools.lru_cache(maxsize=50_000)
def same_title(one: str, other: str) -> bool:
    """Return whether two titles mean the same: the same level, and nearly the same letters but for what praises."""
    first, second = _core(one), _core(other)
    if set(_LEVELS.findall(first)) != set(_LEVELS.findall(second)):
        return False
    if first == second:
        return True
    a, b = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (first, second))
    return 2 * len(a & b) >= _SAME_TITLE * (len(a) + len(b)) > 0


def _core(title: str) -> str:
    return re.sub(r"[^\w+#]|_", "", _ASIDE.sub("", normal(title)))
