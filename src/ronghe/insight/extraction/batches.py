"""Batches of ads to batches of facts: one pure function for this process, a pool of them and the engines' workers."""

import pyarrow as pa

from ronghe.insight import schemas
from ronghe.insight.extraction.matcher import Matcher

_KEPT = ("ad_id", "month", "region", "industry", "occupation")


def extract(batch: pa.RecordBatch, matcher: Matcher, version: str) -> pa.RecordBatch:
    """Return the skills that ads (columns of schemas.JOB_AD) ask in title and text, each once an ad (AD_SKILL)."""
    rows = [
        {name: row[name] for name in _KEPT} | {"skill_id": number, "lexicon_version": version}
        for row in batch.to_pylist()
        for number in matcher.ids(f"{row['title']}\n{row['text']}")
    ]
    return pa.RecordBatch.from_pylist(rows, schema=schemas.AD_SKILL)
