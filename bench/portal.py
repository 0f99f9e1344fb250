"""Measures the portal's pages and acts: `./run bench portal [--cases N] [--json FILE]`.

With 5,000 cases beside a peer; from 10,000 on with the demo's nation. Everything runs in this process on an embedded
PostgreSQL of its own. CPU is this process's alone, the median of several runs after some to warm up; the time that
passed shows the server's share, which is given as seen from here.
"""

import argparse
import dataclasses
import datetime as dt
import logging
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

from bench import _nation
from bench._measuring import RUNS, WARM_UP, Limit, Result, client, get, measure, progress, show, write
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
PEER = "pretalx 2026.2.1, 5,000 proposals"

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
    if options.cases < _nation.FROM:
        results = list(_measured(*_prepare(options.cases)))
    else:
        _nation.fill(options.cases)
        results = list(_nation.measured())
    show(results, peer=PEER)
    print(f"\n{Case.objects.count()} cases, {Event.objects.count()} events; all in {time.monotonic() - started:.0f} s")
    if options.json:
        write(results, peer=PEER, to=options.json)
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
        progress(f"{stored} cases")
    progress(f"{stored} cases made at {stored / (time.process_time() - began):.0f} per second of CPU\n")
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
    province = client(cast.province.user_id)
    key = version.programme.key
    yield measure(LIST, lambda: get(province, f"/work/{key}/application/"))
    yield measure(BOARD, lambda: get(province, f"/work/board/{key}/"))
    numbers = iter(_numbers(version, state="recommended", count=WARM_UP + RUNS + 1))
    yield measure(CASE, lambda: get(province, f"/work/case/{next(numbers)}/"))
    waiting = iter(_waiting(version, count=WARM_UP + RUNS + 1))
    yield measure(SUBMIT, lambda: _submit(*next(waiting)), prepare=True)
    anonymous = Client()
    yield measure(HOME, lambda: get(anonymous, "/"))
    definition = programmes.definition(version.pk)
    submit = Act(action="submit", roles=frozenset({"enterprise.officer"}), at=timezone.now())
    yield measure(DECIDE, _decision(version, definition, act=submit, state="draft"), repeat=200)
    announce = Act(action="announce", roles=frozenset({"province.officer"}), at=timezone.now())
    heavy = _all_on_one(definition, act="guide.announce")
    yield measure(DECIDE_ALL, _decision(version, heavy, act=announce, state="in_review"), repeat=200)


def _numbers(version: ProgrammeVersion, *, state: str, count: int) -> list[str]:
    found = Case.objects.filter(version=version, kind="application", state=state).order_by("pk")
    return [one or "" for one in found.values_list("number", flat=True)[:count]]


def _waiting(version: ProgrammeVersion, *, count: int) -> list[tuple[Client, str]]:
    """Return applications that wait at their university, each with its project office signed in."""
    found = Case.objects.filter(version=version, kind="application", state="at_university").order_by("pk")[:count]
    return [(client(_office_of(one)), one.number or "") for one in found]


def _office_of(case: Case) -> int:
    return User.objects.get(memberships__organisation=case.owner, memberships__role="project_office").pk


def _submit(client: Client, number: str) -> Callable[[], object]:
    address = f"/work/case/{number}/act/apply/"
    get(client, address)

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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
