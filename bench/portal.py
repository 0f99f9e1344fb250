"""Measures the portal's pages and acts with 5,000 cases, beside a peer: `./run bench portal [--json FILE]`.

Everything runs in this process on an embedded PostgreSQL of its own. CPU is this process's alone, the median of several
runs after some to warm up; the server's share of the work shows in the number of queries.
"""

import argparse
import contextlib
import dataclasses
import datetime as dt
import json
import logging
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.models import Case, Event
from ronghe.portal.cases.offer import offer
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.config.demo import crowd, practice, season
from ronghe.portal.config.demo.people import Cast, settle_in
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Allowed
from ronghe.rulebook.structure import Definition

CASES = 5_000
WARM_UP, RUNS = 3, 15
PEER = "pretalx 2026.2.1, 5,000 proposals"


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
    """What a measurement did cost."""

    limit: Limit
    cpu_ms: float
    queries: int

    @property
    def within(self) -> bool:
        """Return whether the limits hold."""
        limit = self.limit
        in_time = limit.cpu_ms is None or self.cpu_ms <= limit.cpu_ms
        return in_time and (limit.queries is None or self.queries <= limit.queries)


LIST = Limit(name="list of 50 cases", cpu_ms=60, queries=15, peer_ms=774, peer_queries=23)
CASE = Limit(name="case page", cpu_ms=40, peer_ms=126, peer_queries=33)
SUBMIT = Limit(name="submit an application", cpu_ms=150, queries=40, peer_ms=1500, peer_queries=834)
BOARD = Limit(name="board of the province", cpu_ms=100, queries=25)
HOME = Limit(name="public start page", cpu_ms=10)
DECIDE = Limit(name="decide, definition of 40 rules", cpu_ms=0.5)
DECIDE_ALL = Limit(name="decide, all 40 rules on one act", cpu_ms=None)  # for scale: no definition is like that


def main(arguments: list[str]) -> int:
    """Measure, print the table, write it where asked; return 1 if a limit is broken."""
    parser = argparse.ArgumentParser(prog="./run bench portal", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases to measure with ({CASES})")
    options = parser.parse_args(arguments)
    logging.disable(logging.INFO)
    started = time.monotonic()
    version, cast = _prepare(options.cases)
    results = list(_measured(version, cast))
    _print(results)
    print(f"\n{Case.objects.count()} cases, {Event.objects.count()} events; all in {time.monotonic() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(_as_json(results), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if all(one.within for one in results) else 1


def _prepare(cases: int) -> tuple[ProgrammeVersion, Cast]:
    """Fill an empty database: reference data, people, a programme whose windows are open, and the cases."""
    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    today = now.astimezone(season.CHINA).date()
    load_reference()
    cast = settle_in(source="bench", today=today)
    version = _published(cast, now=now)
    began = time.process_time()
    for stored in crowd.gather(cases, version=version, cast=cast, season=season.practice(now)):
        _progress(f"{stored} cases")
    _progress(f"{stored} cases made at {stored / (time.process_time() - began):.0f} per second of CPU\n")
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return version, cast


def _published(cast: Cast, *, now: dt.datetime) -> ProgrammeVersion:
    library = Path(settings.DEFINITIONS_DIR)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / practice.KEY
        practice.write_copy(library / "jl-2024", copy, today=now.astimezone(season.CHINA).date())
        return publish(folder=copy, library=library, operator=cast.department, at=now, offer=offer())


def _measured(version: ProgrammeVersion, cast: Cast) -> Iterator[Result]:
    province = _client(cast.province.user_id)
    key = version.programme.key
    yield _result(LIST, lambda: _get(province, f"/work/{key}/application/"))
    yield _result(BOARD, lambda: _get(province, f"/work/board/{key}/"))
    numbers = iter(_numbers(version, state="recommended", count=WARM_UP + RUNS + 1))
    yield _result(CASE, lambda: _get(province, f"/work/case/{next(numbers)}/"))
    waiting = iter(_waiting(version, count=WARM_UP + RUNS + 1))
    yield _result(SUBMIT, lambda: _submit(*next(waiting)), prepare=True)
    anonymous = Client()
    yield _result(HOME, lambda: _get(anonymous, "/"))
    definition = programmes.definition(version.pk)
    submit = Act(action="submit", roles=frozenset({"enterprise.officer"}), at=timezone.now())
    yield _result(DECIDE, _decision(version, definition, act=submit, state="draft"), repeat=200)
    announce = Act(action="announce", roles=frozenset({"province.officer"}), at=timezone.now())
    heavy = _all_on_one(definition, act="guide.announce")
    yield _result(DECIDE_ALL, _decision(version, heavy, act=announce, state="in_review"), repeat=200)


def _result(limit: Limit, run: Callable[[], object], *, repeat: int = 1, prepare: bool = False) -> Result:
    """Run some times to warm up, then take the median; a run that `prepare`s returns what is to be measured."""

    def ready() -> Callable[[], object]:
        prepared = run() if prepare else run
        return prepared if callable(prepared) else run

    for _ in range(WARM_UP):
        ready()()
    times = []
    for _ in range(RUNS):
        measured = ready()
        began = time.process_time()
        for _ in range(repeat):
            measured()
        times.append((time.process_time() - began) * 1000 / repeat)
    measured = ready()
    with _counted() as queries:
        measured()
    return Result(limit=limit, cpu_ms=statistics.median(times), queries=len(queries))


@contextlib.contextmanager
def _counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's own signature
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def _client(user_id: int | None) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def _numbers(version: ProgrammeVersion, *, state: str, count: int) -> list[str]:
    found = Case.objects.filter(version=version, kind="application", state=state).order_by("pk")
    return [one or "" for one in found.values_list("number", flat=True)[:count]]


def _waiting(version: ProgrammeVersion, *, count: int) -> list[tuple[Client, str]]:
    """Return applications that wait at their university, each with its project office signed in."""
    found = Case.objects.filter(version=version, kind="application", state="at_university").order_by("pk")[:count]
    return [(_client(_office_of(one)), one.number or "") for one in found]


def _office_of(case: Case) -> int:
    return User.objects.get(memberships__organisation=case.owner, memberships__role="project_office").pk


def _submit(client: Client, number: str) -> Callable[[], object]:
    address = f"/work/case/{number}/act/apply/"
    _get(client, address)

    def measured() -> None:
        response = client.post(address, {"token": str(uuid.uuid4())})
        if response.status_code != 303:
            raise SystemExit(f"{address} answered {response.status_code}")

    return measured


def _decision(version: ProgrammeVersion, definition: Definition, *, act: Act, state: str) -> Callable[[], object]:
    """Return a decision on a guide, the kind with the most rules on an act; its facts are given."""
    guide = Case.objects.filter(version=version, kind="guide", state="published").select_related("parent").first()
    if guide is None:
        raise SystemExit("there is no guide")
    view = dataclasses.replace(case_view(guide), state=state)
    facts = {"enterprise.qualifications": 1, "enterprise.bad_record": False, "enterprise.excluded": False,
             "enterprise.other_money": 0}  # fmt: skip
    calendar = programmes.calendar()

    def measured() -> None:
        decision = engine.decide(definition, case=view, act=act, facts=facts, calendar=calendar)
        if not isinstance(decision, Allowed):
            raise SystemExit(f"{act.action} was refused: {decision}")

    return measured


def _all_on_one(definition: Definition, *, act: str) -> Definition:
    """Return the definition with forty rules on one act: its own, several times over."""
    own = [one for one in definition.rules if act in one.guards]
    rules = [own[at % len(own)].model_copy(update={"id": f"B-{at}", "guards": (act,)}) for at in range(40)]
    return definition.model_copy(update={"rules": tuple(rules)})


def _print(results: list[Result]) -> None:
    print(f"{'':36} {'CPU ms':>8} {'limit':>7} {'queries':>8} {'limit':>6} {'peer ms':>8} {'peer q.':>8}  verdict")
    for one in results:
        limit = one.limit
        limited = limit.cpu_ms is not None or limit.queries is not None
        verdict = ("ok" if one.within else "BROKEN") if limited else "–"
        print(
            f"{limit.name:36} {one.cpu_ms:8.2f} {_or_dash(limit.cpu_ms):>7} {one.queries:8d} "
            f"{_or_dash(limit.queries):>6} {_or_dash(limit.peer_ms):>8} {_or_dash(limit.peer_queries):>8}  {verdict}"
        )
    print(f"peer: {PEER}; a dash where there is no limit or nothing to compare")


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _as_json(results: list[Result]) -> dict[str, object]:
    rows = [{**dataclasses.asdict(one), "within": one.within} for one in results]
    return {"cases": Case.objects.count(), "peer": PEER, "at": timezone.now().isoformat(), "results": rows}


def _progress(text: str) -> None:
    """Say how far it is, on one line where somebody watches; else only what ends a line."""
    if sys.stderr.isatty() or text.endswith("\n"):
        print(f"\r{text}" if sys.stderr.isatty() else text, end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
