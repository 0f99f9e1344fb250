"""From ads to the skills that they ask for: a batch of columns in, a batch of narrow facts out.

The same function runs here, in a pool of processes and in the workers of Spark or Sail.
"""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ronghe.insight.extraction.degrees import SEPARATOR
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.extraction.trie import Ints
from ronghe.insight.schemas import AD_SKILL

_CHARACTERS = 500_000  # searched at a time: many enough to be worth the call
KEPT = ("ad_id", "month", "region", "industry", "occupation")
_ONCE = pa.dictionary(pa.int32(), pa.string())
# AD_SKILL with each text of a batch kept once: it is what Parquet writes anyway, without looking at any text again.
COMPACT = pa.schema([one.with_type(_ONCE) if one.type == pa.string() else one for one in AD_SKILL])


def extract(batch: pa.RecordBatch, matcher: Matcher, lexicon_version: str) -> pa.RecordBatch:
    """Return the facts (AD_SKILL) of a batch of ads (JOB_AD): each skill that a title or a text names, once an ad."""
    return facts(batch, *asked(batch, matcher), lexicon_version).cast(AD_SKILL)


def asked(batch: pa.RecordBatch, matcher: Matcher) -> tuple[pa.Array, pa.Array]:
    """Return which ad of a batch asks which skill, each once, as rows and numbers of skills."""
    titles, texts = (batch.column(name).to_pylist() for name in ("title", "text"))
    joined = [f"{title or ''}{SEPARATOR}{text or ''}" for title, text in zip(titles, texts, strict=True)]
    rows, places = named(joined, matcher)
    return _column(rows.astype(np.int32)), _column(matcher.numbers.take(places))


def _column(numbers: npt.NDArray[np.int32]) -> pa.Array:
    """Return numbers as a column; `pa.array` would load Pandas first, which takes a worker a second."""
    return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(numbers)])


def _text(text: str) -> pa.StringArray:
    """Return a column of one text, for the same reason without `pa.array` and `pa.repeat`."""
    written = text.encode()
    ends = np.array([0, len(written)], dtype=np.int32)
    return pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(written))


def facts(ads: pa.RecordBatch, rows: pa.Array, skills: pa.Array, lexicon_version: str) -> pa.RecordBatch:
    """Return the facts (COMPACT) of ads of which it is known which row asks which skill."""
    columns = {name: _repeated(ads.column(name), rows) for name in KEPT}
    columns["skill_id"] = skills
    columns["lexicon_version"] = _repeated(_text(lexicon_version), _column(np.zeros(len(rows), dtype=np.int32)))
    return pa.RecordBatch.from_arrays([columns[name] for name in COMPACT.names], schema=COMPACT)


def _repeated(texts: pa.Array, rows: pa.Array) -> pa.DictionaryArray:
    whole = texts.dictionary_encode()
    return pa.DictionaryArray.from_arrays(whole.indices.take(rows), whole.dictionary)


def named(texts: Sequence[str], matcher: Matcher) -> tuple[Ints, Ints]:
    """Return which text names which skill, each pair once, as rows of texts and places of skills in the lexicon."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    whole = int(lengths.sum())
    marks = np.linspace(0, whole, max(1, round(whole / _CHARACTERS)), endpoint=False)  # equal: no small rest
    portions = np.searchsorted(np.cumsum(lengths), marks, side="left").tolist()
    bounds = [*dict.fromkeys(portions), len(texts)]
    found = [
        _named(texts[first:last], lengths[first:last], matcher) + first * len(matcher.skills)
        for first, last in itertools.pairwise(bounds)
    ]
    keys = np.concatenate([np.zeros(0, dtype=np.int64), *found])
    rows, places = np.divmod(keys, max(len(matcher.skills), 1))
    return rows, places


def _named(texts: Sequence[str], lengths: Ints, matcher: Matcher) -> Ints:
    """Return the pairs of some texts as row times the number of skills plus place, sorted."""
    hits = matcher.hits(SEPARATOR.join(texts))
    up_to = np.searchsorted(hits.starts, np.cumsum(lengths))  # the hits are many, the texts few
    rows = np.repeat(np.arange(len(texts)), np.diff(up_to, prepend=0))
    keys = np.sort(rows * len(matcher.skills) + hits.places)
    return keys[np.flatnonzero(np.diff(keys, append=-1) != 0)]
