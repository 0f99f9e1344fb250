"""How measurements are taken, compared with their limits and printed."""

import contextlib
import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.models import Case

WARM_UP, RUNS = 3, 15


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a measurement may cost, and what the peer's nearest page costs; None where there is nothing to compare."""

    name: str
    cpu_ms: float | None
    queries: int | None = None
    peer_ms: float | None = None
    peer_queries: int | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a measurement did cost: this process's CPU, the time that passed, and how much of it the database took."""

    limit: Limit
    cpu_ms: float
    queries: int
    wall_ms: float = 0.0
    database_ms: float = 0.0

    @property
    def within(self) -> bool:
        """Return whether the limits hold."""
        limit = self.limit
        in_time = limit.cpu_ms is None or self.cpu_ms <= limit.cpu_ms
        return in_time and (limit.queries is None or self.queries <= limit.queries)


def measure(limit: Limit, run: Callable[[], object], *, repeat: int = 1, prepare: bool = False) -> Result:
    """Run some times to warm up, then take the medians; a run that `prepare`s returns what is to be measured."""

    def ready() -> Callable[[], object]:
        prepared = run() if prepare else run
        return prepared if callable(prepared) else run

    for _ in range(WARM_UP):
        ready()()
    cpu, wall = [], []
    for _ in range(RUNS):
        measured = ready()
        began, passed = time.process_time(), time.perf_counter()
        for _ in range(repeat):
            measured()
        cpu.append((time.process_time() - began) * 1000 / repeat)
        wall.append((time.perf_counter() - passed) * 1000 / repeat)
    measured = ready()
    with _counted() as queries:
        measured()
    return Result(
        limit=limit,
        cpu_ms=statistics.median(cpu),
        queries=len(queries),
        wall_ms=statistics.median(wall),
        database_ms=sum(queries) * 1000,
    )


def measure_once(limit: Limit, run: Callable[[], object]) -> Result:
    """Measure what takes too long to be done again and again: once, its statements counted on the way."""
    began, passed = time.process_time(), time.perf_counter()
    with _counted() as queries:
        run()
    return Result(
        limit=limit,
        cpu_ms=(time.process_time() - began) * 1000,
        queries=len(queries),
        wall_ms=(time.perf_counter() - passed) * 1000,
        database_ms=sum(queries) * 1000,
    )


@contextlib.contextmanager
def _counted() -> Iterator[list[float]]:
    """Collect how long each statement took, in seconds, as seen from here."""
    seen: list[float] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's own signature
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seen.append(time.perf_counter() - began)

    with connection.execute_wrapper(note):
        yield seen


def client(user_id: int | None) -> Client:
    """Return a browser in which a person is signed in."""
    signed_in = Client()
    signed_in.force_login(User.objects.get(pk=user_id or 0), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return signed_in


def get(browser: Client, address: str) -> None:
    """Open a page; end everything where it does not answer as it should."""
    response = browser.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def show(results: Iterable[Result], *, peer: str) -> None:
    """Print a table of results."""
    print(
        f"{'':36} {'CPU ms':>8} {'limit':>7} {'queries':>8} {'limit':>6} {'wall ms':>8} {'of it db':>8} "
        f"{'peer ms':>8} {'peer q.':>8}  verdict"
    )
    for one in results:
        limit = one.limit
        limited = limit.cpu_ms is not None or limit.queries is not None
        verdict = ("ok" if one.within else "BROKEN") if limited else "–"
        print(
            f"{limit.name:36} {one.cpu_ms:8.2f} {_or_dash(limit.cpu_ms):>7} {one.queries:8d} "
            f"{_or_dash(limit.queries):>6} {one.wall_ms:8.2f} {one.database_ms:8.2f} "
            f"{_or_dash(limit.peer_ms):>8} {_or_dash(limit.peer_queries):>8}  {verdict}"
        )
    print(f"peer: {peer}; a dash where there is no limit or nothing to compare")


def write(results: Iterable[Result], *, peer: str, to: Path) -> None:
    """Write the results to a file."""
    rows = [{**dataclasses.asdict(one), "within": one.within} for one in results]
    data = {"cases": Case.objects.count(), "peer": peer, "at": timezone.now().isoformat(), "results": rows}
    to.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def progress(text: str) -> None:
    """Say how far it is, on one line where somebody watches; else only what ends a line."""
    if sys.stderr.isatty() or text.endswith("\n"):
        print(f"\r{text}" if sys.stderr.isatty() else text, end="", file=sys.stderr, flush=True)


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
