"""Serves 10,000 requests of every sort from one worker and prints its memory: `./run bench memory [--requests N]`.

This process fills an empty database; a second one then serves, as a worker does: the WSGI application, asked in turn
for lists, cases, forms, refused acts, public pages and the observatory. Its memory must stay below 240 MB and must not
grow; a worker that nobody asks for the observatory has 200, for DuckDB alone takes 45.
"""

import argparse
import contextlib
import dataclasses
import io
import itertools
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

REQUESTS, CASES = 10_000, 2_000
MOST_MB, MOST_GROWTH_MB = 240, 8
_PER_SORT = 40  # how many different cases are asked for
_TOKEN = "a" * 32  # the browser's, which a form must send along

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: a page, or a form sent by somebody signed in; and what it is answered with."""

    path: str
    session: str = ""
    sent: dict[str, str] | None = None
    status: str = "200"


def main(arguments: list[str]) -> int:
    """Fill the database, serve in a process of its own, print its memory; return 1 if a limit is broken."""
    parser = argparse.ArgumentParser(prog="./run bench memory", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help=f"how many to serve ({REQUESTS})")
    parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases there are ({CASES})")
    parser.add_argument("--seconds", type=int, default=900, help="stop after so many (900)")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    options = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    if options.serve:
        return _report(options)
    with tempfile.TemporaryDirectory() as folder:
        plan, store = Path(folder) / "plan.json", Path(folder) / "insight"
        asked = [*_plan(options.cases), *_observatory(Path(folder) / "invented", store)]
        plan.write_text(json.dumps([dataclasses.asdict(one) for one in asked]), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "bench.memory", *arguments, "--serve", str(plan)],
            env={**os.environ, "RONGHE_INSIGHT": str(store)},
            check=False,
        ).returncode


def serve(application: Application, asked: Sequence[Asked], *, count: int, until: float) -> Iterator[tuple[int, float]]:
    """Serve requests in turn; yield how many so far and the memory then, in MB, after each tenth of them."""
    for number, one in enumerate(itertools.islice(itertools.cycle(asked), count), start=1):
        status = _answer(application, one)
        if status != one.status:
            raise SystemExit(f"{one.path} answered {status}, not {one.status}")
        if number % max(1, count // 10) == 0:
            yield number, resident()
        if time.monotonic() > until:
            return


def resident() -> float:
    """Return the memory that this process holds, in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _answer(application: Application, one: Asked) -> str:
    body = urlencode({"csrfmiddlewaretoken": _TOKEN, **one.sent}).encode() if one.sent is not None else b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if one.sent is None else "POST",
        "PATH_INFO": one.path.partition("?")[0],
        "QUERY_STRING": one.path.partition("?")[2],
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"csrftoken={_TOKEN}" + (f"; sessionid={one.session}" if one.session else ""),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    answered: list[str] = []
    chunks = application(environ, lambda status, _headers, _error=None: answered.append(status))
    for _ in chunks:
        pass
    if close := getattr(chunks, "close", None):
        close()
    return answered[0].split()[0]


def _report(options: argparse.Namespace) -> int:
    from ronghe.portal.config.wsgi import application

    asked = [Asked(**one) for one in json.loads(options.serve.read_text(encoding="utf-8"))]
    began = time.monotonic()
    print(f"{len(asked)} different requests, served in turn by one worker\n{'requests':>9} {'memory, MB':>11}")
    seen = {0: resident()}
    for number, held in serve(application, asked, count=options.requests, until=began + options.seconds):
        seen[number] = held
        print(f"{number:9d} {held:11.1f}", flush=True)
    early = min((number for number in seen if number >= max(seen) // 10), default=0)
    growth, most = seen[max(seen)] - seen[early], max(seen.values())
    within = most <= MOST_MB and growth <= MOST_GROWTH_MB and max(seen) >= options.requests
    print(
        f"most {most:.1f} MB (limit {MOST_MB}), grown by {growth:.1f} MB since request {early} "
        f"(limit {MOST_GROWTH_MB}), {max(seen)} requests in {time.monotonic() - began:.0f} s: "
        f"{'ok' if within else 'BROKEN'}"
    )
    if options.json:
        options.json.write_text(json.dumps({"memory_mb": seen, "within": within}, indent=2) + "\n", encoding="utf-8")
    return 0 if within else 1


def _plan(cases: int) -> list[Asked]:
    import django

    django.setup()
    from bench import portal

    version, cast = portal._prepare(cases)
    return plan(version, cast)


def plan(version: Any, cast: Any) -> list[Asked]:
    """Return requests of every sort over what is stored, mixed."""
    from bench import portal
    from ronghe.portal.cases.models import Case

    key = version.programme.key
    province = _session(cast.province.user_id)
    listed = Case.objects.filter(version=version).order_by("pk")
    numbers = [*listed.filter(kind="application", state="recommended").values_list("number", flat=True)[:_PER_SORT]]
    guides = [*listed.filter(kind="guide", state="published").values_list("number", flat=True)[:_PER_SORT]]
    waiting = [*listed.filter(kind="application", state="at_university")[:_PER_SORT]]
    offices = {one.pk: _session(portal._office_of(one)) for one in waiting}
    sorts = [
        [Asked(path=f"/work/case/{number}/", session=province) for number in numbers],
        [
            Asked(path=f"/work/{key}/{kind}/?page={page}", session=province)
            for page in (1, 2)
            for kind in ("application", "guide", "project", "qualification")
        ],
        [Asked(path=f"/work/case/{one.number}/act/apply/", session=offices[one.pk]) for one in waiting],
        [
            Asked(
                path=f"/work/case/{one.number}/act/send_back/",
                session=offices[one.pk],
                sent={"token": str(uuid.uuid4())},
                status="422",
            )
            for one in waiting
        ],
        [Asked(path=f"/guides/{number}/") for number in guides],
        [Asked(path=path) for path in ("/", "/guides/", "/notices/", "/results/", f"/programmes/{key}/", "/healthz")],
        [Asked(path="/work/", session=one) for one in (province, *offices.values())],
    ]
    longest = max(map(len, sorts))
    return [sort[at % len(sort)] for at in range(longest) for sort in sorts if sort]


def _observatory(folder: Path, store: Path) -> list[Asked]:
    """Return requests for every page of the observatory, over an invented country that this puts into a store."""
    from ronghe.cli.__main__ import main as ronghe

    with contextlib.redirect_stdout(sys.stderr):
        ronghe(["insight", "invent", str(folder), "--into", str(store)])
    places = ("", "?region=110000", "?region=440000&industry=I")
    pages = [f"/observatory/{page}{place}" for page in ("", "regions/", "export/") for place in places]
    return [Asked(path=path) for path in (*pages, "/observatory/chains/ai/", "/observatory/method/")]


def _session(user_id: int | None) -> str:
    from bench._measuring import client

    return str(client(user_id).cookies["sessionid"].value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
