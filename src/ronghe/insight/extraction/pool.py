"""Extraction in several processes: each reads one portion of ads after another by itself and gives back its facts.

A portion is a row group of a Parquet file, so files of ads are best written in groups of GROUP rows. No more portions
are under way than twice the workers: memory does not grow with the files.
"""

import collections
import concurrent.futures
import itertools
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ronghe.insight.extraction import batches
from ronghe.insight.extraction.batches import KEPT
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import Skill, version
from ronghe.insight.schemas import AD_SKILL

_READ = [*KEPT, "title", "text"]
_ROWS = 4_000  # of a batch: some million characters
GROUP = 5 * _ROWS

_Portion = tuple[str, int]
_Asked = tuple[pa.RecordBatch, pa.Array, pa.Array]  # ads without texts, rows, skills: a fifth of the facts to send


class WorkerLost(Exception):
    """A worker was killed, or ended before its portion was done; nothing of the facts may be used."""


def write_facts(ads: Sequence[str | Path], *, to: Path, skills: Sequence[Skill], workers: int = 2) -> int:
    """Write the facts of files of ads into one file, in the order of the ads, and return how many there are.

    Raises WorkerLost. Whoever calls gives the file its name afterwards: it is whole only when this returns.
    """
    count = 0
    with pq.ParquetWriter(to, AD_SKILL, compression="zstd") as writer:
        for batch in facts(ads, skills=skills, workers=workers):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def facts(ads: Sequence[str | Path], *, skills: Sequence[Skill], workers: int = 2) -> Iterator[pa.RecordBatch]:
    """Yield the facts of files of ads (AD, JOB_AD) in their order; copies of other ads are passed over.

    Raises WorkerLost.
    """
    portions = _portions(ads)
    matcher, of = Matcher.of(skills), version(skills)
    found: Iterator[_Asked]
    if workers < 2 or len(portions) < 2:
        found = itertools.chain.from_iterable(_portion(portion, matcher) for portion in portions)
    else:
        found = _in_processes(portions, matcher, min(workers, len(portions)))
    return (batches.facts(*asked, of) for asked in found)


def _portions(ads: Sequence[str | Path]) -> list[_Portion]:
    return [(str(path), group) for path in ads for group in range(pq.read_metadata(path).num_row_groups)]


def _portion(portion: _Portion, matcher: Matcher) -> Iterator[_Asked]:
    path, group = portion
    with pq.ParquetFile(path) as file:
        counted = "dup_group" in file.schema_arrow.names
        columns = [*_READ, "dup_group"] if counted else _READ
        for batch in file.iter_batches(_ROWS, row_groups=[group], columns=columns, use_threads=False):
            ads = batch.filter(pc.field("ad_id") == pc.field("dup_group")) if counted else batch
            yield ads.select(KEPT), *batches.asked(ads, matcher)


def _in_processes(portions: Sequence[_Portion], matcher: Matcher, workers: int) -> Iterator[_Asked]:
    pool = concurrent.futures.ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),  # Arrow's threads do not survive a fork
        initializer=_prepare,
        initargs=(matcher,),
    )
    try:
        waiting = iter(portions)
        under_way = collections.deque(_submitted(pool, one) for one in itertools.islice(waiting, 2 * workers))
        while under_way:
            done = under_way.popleft().result()
            under_way.extend(_submitted(pool, one) for one in itertools.islice(waiting, 1))
            yield from done
    except BrokenProcessPool as error:
        raise WorkerLost("a worker ended before it was done: it was killed, or there was too little memory") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: concurrent.futures.ProcessPoolExecutor, portion: _Portion) -> "Future[list[_Asked]]":
    try:
        return pool.submit(_work, portion)
    except OSError as error:  # the handles are closed already: a worker died while this one was starting another
        raise BrokenProcessPool(str(error)) from error


_prepared: Matcher


def _prepare(matcher: Matcher) -> None:
    """Keep the matcher in a worker, which leaves it to its parent to be interrupted."""
    global _prepared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepared = matcher


def _work(portion: _Portion) -> list[_Asked]:
    return list(_portion(portion, _prepared))
