"""Extraction in several processes: each reads one portion of ads after another by itself and gives back its facts.

This process is one of them: it takes portions as the others do while it waits for what comes first. A portion is a row
group of a Parquet file, so files of ads are best written in groups of GROUP rows. No more portions are under way than
four times the workers: memory does not grow with the files.
"""

import collections
import concurrent.futures
import itertools
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import Queue
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ronghe.insight.extraction import batches
from ronghe.insight.extraction.batches import COMPACT, KEPT
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import Skill, version

_READ = [*KEPT, "title", "text"]
_ROWS = 4_000  # of a batch: some million characters
GROUP = 3 * _ROWS  # small enough that no process waits long for the last portion of another

_Portion = tuple[str, int]
_Asked = tuple[pa.RecordBatch, pa.Array, pa.Array]  # ads without texts, rows, skills: a fifth of the facts to send
_Share = Future[list[_Asked]]


class WorkerLost(Exception):
    """A worker was killed, or ended before its portion was done; nothing of the facts may be used."""


def write_facts(ads: Sequence[str | Path], *, to: Path, skills: Sequence[Skill], workers: int = 2) -> int:
    """Write the facts (AD_SKILL) of files of ads into one file, in the order of the ads; return how many there are.

    Raises WorkerLost. Whoever calls gives the file its name afterwards: it is whole only when this returns.
    """
    count = 0
    with pq.ParquetWriter(to, COMPACT, compression="zstd", store_schema=False) as writer:
        for batch in facts(ads, skills=skills, workers=workers):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def facts(ads: Sequence[str | Path], *, skills: Sequence[Skill], workers: int = 2) -> Iterator[pa.RecordBatch]:
    """Yield the facts (COMPACT) of files of ads (AD, JOB_AD) in their order; copies of other ads are passed over.

    Raises WorkerLost.
    """
    portions = _portions(ads)
    of = version(skills)
    others = min(workers, len(portions)) - 1
    found = _with_others(portions, skills, others) if others > 0 else _alone(portions, skills)
    return (batches.facts(*asked, of) for asked in found)


def _portions(ads: Sequence[str | Path]) -> list[_Portion]:
    return [(str(path), group) for path in ads for group in range(pq.read_metadata(path).num_row_groups)]


def _alone(portions: Sequence[_Portion], skills: Sequence[Skill]) -> Iterator[_Asked]:
    matcher = Matcher.of(skills)
    return itertools.chain.from_iterable(_portion(portion, matcher) for portion in portions)


def _portion(portion: _Portion, matcher: Matcher) -> Iterator[_Asked]:
    path, group = portion
    with pq.ParquetFile(path) as file:
        counted = "dup_group" in file.schema_arrow.names
        columns = [*_READ, "dup_group"] if counted else _READ
        for batch in file.iter_batches(_ROWS, row_groups=[group], columns=columns, use_threads=False):
            ads = batch.filter(pc.field("ad_id") == pc.field("dup_group")) if counted else batch
            yield ads.select(KEPT), *batches.asked(ads, matcher)


def _with_others(portions: Sequence[_Portion], skills: Sequence[Skill], others: int) -> Iterator[_Asked]:
    context = multiprocessing.get_context("spawn")  # Arrow's threads do not survive a fork
    ready: Queue[Matcher] = context.Queue()  # not among `initargs`: this process would wait until the others read them
    pool = concurrent.futures.ProcessPoolExecutor(others, mp_context=context, initializer=_prepare, initargs=(ready,))
    try:
        started = [_given(pool, portion) for portion in portions[: 2 * others]]
        matcher = Matcher.of(skills)
        for _ in range(others):
            ready.put(matcher)
        yield from _in_order(pool, started, portions[len(started) :], matcher, others)
    except BrokenProcessPool as error:
        raise WorkerLost("a worker ended before it was done: it was killed, or there was too little memory") from error
    finally:
        ready.cancel_join_thread()
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: concurrent.futures.ProcessPoolExecutor,
    started: Sequence[_Share],
    portions: Sequence[_Portion],
    matcher: Matcher,
    others: int,
) -> Iterator[_Asked]:
    """Yield what is asked in portion after portion; whenever the others have enough to do, take one here."""
    under_way, waiting = collections.deque(started), collections.deque(portions)
    while waiting or under_way:
        while waiting and sum(not one.done() for one in under_way) < 2 * others:
            under_way.append(_given(pool, waiting.popleft()))
        if waiting and len(under_way) < 4 * (others + 1) and not under_way[0].done():
            under_way.append(_done(_portion(waiting.popleft(), matcher)))
        else:
            yield from under_way.popleft().result()


def _given(pool: concurrent.futures.ProcessPoolExecutor, portion: _Portion) -> _Share:
    try:
        return pool.submit(_work, portion)
    except OSError as error:  # the handles are closed already: a worker died while this one was starting another
        raise BrokenProcessPool(str(error)) from error


def _done(found: Iterator[_Asked]) -> _Share:
    share: _Share = Future()
    share.set_result(list(found))
    return share


_prepared: Matcher


def _prepare(ready: "Queue[Matcher]") -> None:
    """Keep the matcher in a worker, which leaves it to its parent to be interrupted."""
    global _prepared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepared = ready.get()


def _work(portion: _Portion) -> list[_Asked]:
    return list(_portion(portion, _prepared))
