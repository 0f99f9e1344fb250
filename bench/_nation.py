"""What is measured with the nation: lists, boards, search and acts among tens of thousands of cases."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bench._measuring import RUNS, WARM_UP, Limit, Result, client, get, measure, measure_once, progress
from ronghe.portal.accounts.models import User
from ronghe.portal.cases.models import Case
from ronghe.portal.config.demo.nation import parts
from ronghe.portal.exchange import commands as exports
from ronghe.portal.exchange.models import Export
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.organisations.models import Membership

FROM = 10_000  # with so many cases or more, the nation is measured
_PER_PART = 1_150  # about
_PROVINCE = "nation-province-32"

LIST = Limit(name="list of 50 of all projects", cpu_ms=80, queries=15)
FILTERED = Limit(name="list of 50, running, found by word", cpu_ms=80, queries=15)
OWN = Limit(name="list of a university's projects", cpu_ms=80, queries=15)
CASE = Limit(name="case page of a running project", cpu_ms=40)
MINISTRY = Limit(name="board of the ministry", cpu_ms=100)
PROVINCE = Limit(name="board of a province", cpu_ms=100)
SEARCH = Limit(name="search for a word", cpu_ms=50)
EXPORT = Limit(name="export of the longest list", cpu_ms=60_000, queries=50)
SUBMIT = Limit(name="hand in an application", cpu_ms=150, queries=40)
INBOX = Limit(name="inbox of a university", cpu_ms=None)
HOME = Limit(name="public start page", cpu_ms=None)
RESULTS = Limit(name="public results", cpu_ms=None)


def fill(cases: int) -> None:
    """Fill an empty database with parts of the nation until there are so many cases."""
    call_command("migrate", verbosity=0, interactive=False)
    load_reference()
    whole, number, stored, began = cases // _PER_PART + 2, 0, 0, time.process_time()
    while stored < cases:
        now = timezone.now()
        stored += parts.load_part(number, library=Path(settings.DEFINITIONS_DIR), now=now, whole=whole)
        number += 1
        progress(f"{stored} cases in {number} parts")
    progress(f"{stored} cases made at {stored / (time.process_time() - began):.0f} per second of CPU\n")
    parts.analyse()


def measured() -> Iterator[Result]:
    """Measure what each of the roles opens most."""
    ministry, university = _person("demo-ministry"), _person("demo-moe-university")
    key = parts.PROGRAMME
    yield measure(LIST, lambda: get(ministry, f"/work/{key}/project/"))
    yield measure(FILTERED, lambda: get(ministry, f"/work/{key}/project/?state=running&q=智能"))
    yield measure(OWN, lambda: get(university, f"/work/{key}/project/"))
    numbers = iter(_numbers("running", kind="project"))
    yield measure(CASE, lambda: get(ministry, f"/work/case/{next(numbers)}/"))
    yield measure(MINISTRY, lambda: get(ministry, f"/work/board/{key}/"))
    province = _person(_PROVINCE)
    yield measure(PROVINCE, lambda: get(province, f"/work/board/{key}/"))
    yield measure(SEARCH, lambda: get(ministry, "/work/search/?q=智能"))
    yield measure_once(EXPORT, _export("demo-ministry"))
    waiting = iter(_numbers("at_university", kind="application"))
    yield measure(SUBMIT, lambda: _submit(next(waiting)), prepare=True)
    yield measure(INBOX, lambda: get(university, "/work/"))
    anonymous = Client()
    yield measure(HOME, lambda: get(anonymous, "/"))
    yield measure(RESULTS, lambda: get(anonymous, "/results/"))


def _person(username: str) -> Client:
    return client(User.objects.get(username=username).pk)


def _export(username: str) -> Callable[[], object]:
    """Return the making of the spreadsheet of all applications that somebody sees, as a worker does it."""
    acting = Membership.objects.filter(user__username=username).order_by("pk")[0]
    wanted = exports.ask(
        acting=acting, programme=parts.PROGRAMME, kind="application", query="", language="zh-hans", at=timezone.now()
    )

    def made() -> None:
        if not exports.run(export_id=wanted.pk, at=timezone.now()):
            raise SystemExit("the export was not made")
        progress(f"{Export.objects.get(pk=wanted.pk).total} rows exported\n")

    return made


def _numbers(state: str, *, kind: str) -> list[str]:
    found = Case.objects.filter(version__version="2024.1", kind=kind, state=state).order_by("pk")
    return [one or "" for one in found.values_list("number", flat=True)[: WARM_UP + RUNS + 1]]


def _submit(number: str) -> Callable[[], object]:
    case = Case.objects.get(number=number)
    office = User.objects.get(memberships__organisation=case.owner, memberships__role="project_office")
    browser, address = client(office.pk), f"/work/case/{number}/act/agree/"
    page = browser.get(address).content.decode()
    looked_at = re.findall(r'name="looked_at" value="([^"]+)"', page)

    def measured() -> None:
        response = browser.post(address, {"token": str(uuid.uuid4()), "looked_at": looked_at})
        if response.status_code != 303:
            raise SystemExit(f"{address} answered {response.status_code}")

    return measured
