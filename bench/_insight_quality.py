"""How well skills are found in sentences of real ads, beside labels by hand (`bench/labels`): raw hits and phrases."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from bench._insight import SHARED, Line
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.extraction.phrases import phrases
from ronghe.insight.extraction.quality import Place, exact, f1_interval, overlapping, total
from ronghe.insight.lexicon import read
from ronghe.insight.places import SKILLS

_LABELS = Path(__file__).with_name("labels")
_ADS = "jobads_51job_2019_desc.parquet"
_LIMITS = {"exact": 0.45, "overlap": 0.82}
_METRICS = {"exact": exact, "overlap": overlapping}
_Labelled = tuple[str, tuple[Place, ...]]


def measure() -> list[Line]:
    """Return exact and overlapping F1 of phrases on both halves, with the bounds of their 95 % intervals.

    Only the half that nobody tuned on has limits. Raises FileNotFoundError where the ads are not here.
    """
    matcher = Matcher.of(read(SKILLS))
    halves = {half: tuple(_labelled(half)) for half in ("tune", "report")}
    return [line for half, sentences in halves.items() for line in _lines(half, sentences, matcher)]


def _lines(half: str, sentences: tuple[_Labelled, ...], matcher: Matcher) -> Iterator[Line]:
    for metric, compare in _METRICS.items():
        raw = total(compare(_hits(text, matcher), spans) for text, spans in sentences)
        counts = [compare(_phrases(text, matcher), spans) for text, spans in sentences]
        both, (low, high) = total(counts), f1_interval(counts)
        told = {"raw F1": raw.f1, "precision": both.precision, "recall": both.recall, "F1 low": low, "F1 high": high}
        name = f"spans, {half}: {metric}"
        yield Line(name=f"{name} F1", value=both.f1, limit=_LIMITS[metric] if half == "report" else None)
        yield from (Line(name=f"{name} {what}", value=value) for what, value in told.items())


def _hits(text: str, matcher: Matcher) -> list[Place]:
    return [(one.start, one.end) for one in matcher.spans(text)]


def _phrases(text: str, matcher: Matcher) -> list[Place]:
    return [(one.start, one.end) for one in phrases(text, matcher.spans(text))]


def _labelled(half: str) -> Iterator[_Labelled]:
    """Yield the sentences of a half with their labels. Raises ValueError if a sentence is not what was labelled."""
    table = pq.read_table(SHARED / _ADS, columns=["id", "description"])
    ads = dict(zip(table["id"].to_pylist(), table["description"].to_pylist(), strict=True))
    with (_LABELS / f"spans-{half}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = ads[int(row["ad"])][int(row["start"]) : int(row["end"])]
            if hashlib.sha256(text.encode()).hexdigest()[:8] != row["digest"]:
                raise ValueError(f"ad {row['ad']}: this is another edition of {_ADS}")
            yield text, tuple(_place(one) for one in row["spans"].split())


def _place(text: str) -> Place:
    start, _, end = text.partition("-")
    return int(start), int(end)
