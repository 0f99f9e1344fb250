"""Results over HTTP, for reading only: `/state`, `/runs`, `/runs/<run>`, `/demand?…`, `/trace?…`, all in JSON.

It listens on the loopback address: whoever wants it elsewhere puts a server that knows its users before it. Nothing in
a request names a file: runs are found by sixteen hexadecimal digits, filters are bound as values.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ronghe.insight import behind, runs
from ronghe.insight.measures import FORMULAS
from ronghe.insight.products.demand import FORMULA as DEMAND
from ronghe.insight.products.demand import Wanted, demand, state_paths
from ronghe.insight.reading import Filter
from ronghe.insight.store import State, Store, StoreError

MOST = 1000  # rows in one answer
_HOSTS = ("127.0.0.1", "localhost")
_LONGEST = 2000  # characters of an address
Query = Mapping[str, str]


class Unanswerable(Exception):
    """A request has no answer: the status and why."""

    def __init__(self, status: HTTPStatus, said: str) -> None:
        super().__init__(said)
        self.status = status


def server(store: Store, *, port: int) -> ThreadingHTTPServer:
    """Return the server on the loopback address; port 0 takes a free one."""

    class Handler(_Handler):
        answer = staticmethod(lambda address: answered(store, address))

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def answered(store: Store, address: str) -> tuple[HTTPStatus, Any]:
    """Return the status and the content that answer an address."""
    try:
        return HTTPStatus.OK, _answer(store, address)
    except Unanswerable as error:
        return error.status, {"error": str(error)}
    except (runs.RunError, StoreError) as error:
        return HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(error)}


def _answer(store: Store, address: str) -> Any:
    if len(address) > _LONGEST:
        raise Unanswerable(HTTPStatus.REQUEST_URI_TOO_LONG, f"an address has at most {_LONGEST} characters")
    try:
        split = urlsplit(address)
        query = dict(parse_qsl(split.query, keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "this is no address") from error
    name, _, rest = split.path.lstrip("/").partition("/")
    if name not in _ANSWERS or (rest and name != "runs"):
        raise Unanswerable(HTTPStatus.NOT_FOUND, f"there is {', '.join(f'/{one}' for one in _ANSWERS)}")
    return _run(store, rest, query) if rest else _ANSWERS[name](store, query)


def _state(store: Store, query: Query) -> Any:
    _only(query)
    state = _current(store)
    tables = {name: {"parts": len(one), "rows": sum(part.rows for part in one)} for name, one in state.tables.items()}
    months = sorted({one.month for one in state.tables.get("cube_ads", ())})
    return {
        "snapshot": state.snapshot,
        "lexicon_version": state.lexicon_version,
        "months": months,
        "tables": tables,
        "formulas": [asdict(one) for one in (*FORMULAS.values(), DEMAND)],
    }


def _runs(store: Store, query: Query) -> Any:
    _only(query, "snapshot", "offset", "limit")
    found = runs.runs(store, snapshot=query.get("snapshot", ""))
    offset, limit = _page(query)
    return {"total": len(found), "runs": [asdict(one) for one in found[offset : offset + limit]]}


def _run(store: Store, run: str, query: Query) -> Any:
    _only(query, "offset", "limit")
    found = runs.read_run(store, run)
    if found is None:
        raise Unanswerable(HTTPStatus.NOT_FOUND, "there is no such run")
    offset, limit = _page(query)
    about, values = found
    return {
        "run": asdict(about),
        "total": len(values),
        "values": [asdict(one) for one in values[offset : offset + limit]],
    }


def _demand(store: Store, query: Query) -> Any:
    _only(query, *_FILTER, "floor", "limit", "horizon")
    wanted = Wanted(
        chosen=_chosen(query),
        floor=_number(query, "floor", default=10, least=1, most=10**6),
        limit=_number(query, "limit", default=20, least=1, most=200),
        horizon=_number(query, "horizon", default=0, least=0, most=24),
    )
    return asdict(demand(_current(store), wanted))


def _trace(store: Store, query: Query) -> Any:
    _only(query, *_FILTER, "offset", "limit")
    state, chosen = _current(store), _chosen(query)
    offset = _number(query, "offset", default=0, least=0, most=10**9)
    limit = _number(query, "limit", default=20, least=1, most=100)
    found = behind.ads(state_paths(state), chosen, offset=offset, limit=limit)
    return {
        "snapshot": state.snapshot,
        "filter": asdict(chosen),
        "offset": offset,
        "ads": [asdict(one) for one in found],
    }


_FILTER = ("since", "until", "region", "industry", "occupation", "skill")
_ANSWERS: Mapping[str, Callable[[Store, Query], Any]] = {
    "state": _state,
    "runs": _runs,
    "demand": _demand,
    "trace": _trace,
}


def _current(store: Store) -> State:
    state = store.state()
    if state is None or not state.tables.get("ad"):
        raise Unanswerable(HTTPStatus.NOT_FOUND, "the store has no state with advertisements")
    return state


def _chosen(query: Query) -> Filter:
    names: dict[str, Any] = {name: query.get(name, "") for name in _FILTER if name != "skill"}
    chosen = Filter(**names)
    if not query.get("skill"):
        return chosen
    return replace(chosen, skill=_number(query, "skill", default=0, least=0, most=2**31 - 1))


def _only(query: Query, *known: str) -> None:
    if unknown := sorted(set(query) - set(known)):
        raise Unanswerable(
            HTTPStatus.BAD_REQUEST, f"there is no {', '.join(unknown)} here; there is {', '.join(known)}"
        )


def _page(query: Query) -> tuple[int, int]:
    offset = _number(query, "offset", default=0, least=0, most=10**9)
    return offset, _number(query, "limit", default=100, least=1, most=MOST)


def _number(query: Query, name: str, *, default: int, least: int, most: int) -> int:
    text = query.get(name, "") or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and least <= int(text) <= most):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from {least} to {most}")
    return int(text)


class _Handler(BaseHTTPRequestHandler):
    answer: Callable[[str], tuple[HTTPStatus, Any]]
    server_version, sys_version = "Ronghe", ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer a request to read that was meant for this machine: a page elsewhere may not read through a name."""
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in _HOSTS:
            self._send(HTTPStatus.FORBIDDEN, {"error": "ask for 127.0.0.1 or localhost"})
        else:
            self._send(*self.answer(self.path))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse in JSON what is no request to read (anything but GET), or no request at all."""
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        self.close_connection = True
        self._send(status, {"error": status.description or status.phrase})

    def _send(self, status: HTTPStatus, content: Any) -> None:
        body = json.dumps(content, ensure_ascii=False, allow_nan=False, default=_plain).encode()
        self.send_response(status)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: addresses hold what people look for."""


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")
