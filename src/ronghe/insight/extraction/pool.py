"""Extraction in several processes: each reads one portion of ads after another by itself and gives back its facts.

This process is one of them: it takes portions as the others do while it waits for what comes first. A portion is a row
group of a Parquet file, so files of ads are best written in groups of GROUP rows. No more portions are under way than
four times the workers: memory does not grow with the files.
"""

import collections
import contextlib
import functools
import itertools
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any, Self

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


class Crew:
    """The processes that look for one lexicon, this one among them; the others start when there is work for them."""

    def __init__(self, *, skills: Sequence[Skill], workers: int = 2) -> None:
        self._skills, self._version, self._others = tuple(skills), version(skills), workers - 1
        self._pool: ProcessPoolExecutor | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool = None
        self._open.close()

    def write_facts(self, ads: Sequence[str | Path], *, to: Path) -> int:
        """Write the facts (AD_SKILL) of files of ads into one file, in their order; return how many there are.

        Raises WorkerLost. Whoever calls gives the file its name afterwards: it is whole only when this returns.
        """
        count = 0
        with pq.ParquetWriter(to, COMPACT, compression="zstd", store_schema=False) as writer:
            for batch in self.facts(ads):
                writer.write_batch(batch)
                count += batch.num_rows
        return count

    def facts(self, ads: Sequence[str | Path]) -> Iterator[pa.RecordBatch]:
        """Yield the facts (COMPACT) of files of ads (AD, JOB_AD) in their order; copies of others are passed over.

        Raises WorkerLost.
        """
        portions = _portions(ads)
        found = self._with_others(portions) if self._others > 0 and len(portions) > 1 else self._alone(portions)
        return (batches.facts(*asked, self._version) for asked in found)

    @functools.cached_property
    def _matcher(self) -> Matcher:
        return Matcher.of(self._skills)

    def _alone(self, portions: Sequence[_Portion]) -> Iterator[_Asked]:
        return itertools.chain.from_iterable(_portion(portion, self._matcher) for portion in portions)

    def _with_others(self, portions: Sequence[_Portion]) -> Iterator[_Asked]:
        try:
            yield from self._in_order(self._pool or self._started(), portions)
        except BrokenProcessPool as error:
            self._pool = None
            raise WorkerLost("a worker ended before it was done: it was killed, or memory was short") from error

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # Arrow's threads do not survive a fork
        ready: Queue[Matcher] = context.Queue()  # not `initargs`: this process would wait until the others read them
        self._open.callback(ready.cancel_join_thread)
        pool = ProcessPoolExecutor(self._others, mp_context=context, initializer=_prepare, initargs=(ready,))
        self._open.callback(pool.shutdown, wait=True, cancel_futures=True)
        for _ in range(self._others):
            _submitted(pool, _begun)
        for _ in range(self._others):
            ready.put(self._matcher)  # made while the others start
        self._pool = pool
        return pool

    def _in_order(self, pool: ProcessPoolExecutor, portions: Sequence[_Portion]) -> Iterator[_Asked]:
        """Yield what is asked in portion after portion; whenever the others have enough to do, take one here."""
        waiting = collections.deque(portions)
        under_way: collections.deque[_Share] = collections.deque()
        while waiting or under_way:
            while waiting and sum(not one.done() for one in under_way) < 2 * self._others:
                under_way.append(_submitted(pool, _work, waiting.popleft()))
            if waiting and len(under_way) < 4 * (self._others + 1) and not under_way[0].done():
                under_way.append(_done(_portion(waiting.popleft(), self._matcher)))
            else:
                yield from under_way.popleft().result()


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


def _submitted(pool: ProcessPoolExecutor, work: Callable[..., Any], *given: object) -> "Future[Any]":
    try:
        return pool.submit(work, *given)
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


def _begun() -> None:
    """Do nothing: a process starts when the first work is given to it."""
