"""Results over HTTP: read only, in JSON, within limits; nothing in a request names a file."""

import http.client
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.figures import Figure
from ronghe.insight.measures.m02_rca import FORMULA
from ronghe.insight.runs import Value, freeze
from ronghe.insight.serving import answered, server
from ronghe.insight.store import State, Store, write_text


@pytest.fixture
def run(store: Store, state: State) -> str:
    """Return a frozen run of two values over the small state."""
    values = [Value(keys={"skill": one}, figure=Figure(value=1.5, low=1, high=2, n=20)) for one in ("1", "2")]
    return freeze(store, state, formula=FORMULA, parameters={"floor": 10}, values=values)


@pytest.fixture
def address(store: Store, run: str) -> Iterator[int]:
    """Return the port of a running server."""
    assert run
    with server(store, port=0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving.server_port
        serving.shutdown()
        thread.join()


def _ask(port: int, path: str, *, method: str = "GET", host: str = "127.0.0.1") -> tuple[int, Any, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers={"Host": host})
        response = connection.getresponse()
        return response.status, json.loads(response.read()), response.getheader("Allow")
    finally:
        connection.close()


@pytest.mark.requirement("TAL-15")
def test_runs_are_listed_and_read_with_what_they_were_made_from(store: Store, state: State, run: str) -> None:
    listed = answered(store, "/runs")
    status, found = answered(store, f"/runs/{run}?limit=1&offset=1")

    assert (listed[0], listed[1]["total"], listed[1]["runs"][0]["run"]) == (HTTPStatus.OK, 1, run)
    assert status == HTTPStatus.OK
    assert (found["run"]["snapshot"], found["run"]["formula_version"], found["total"]) == (state.snapshot, 1, 2)
    assert found["values"] == [
        {"keys": {"skill": "2"}, "figure": {"value": 1.5, "low": 1.0, "high": 2.0, "n": 20, "withheld": ""}}
    ]


def test_the_state_says_its_months_and_all_formulas(store: Store, state: State) -> None:
    status, found = answered(store, "/state")

    assert status == HTTPStatus.OK
    assert (found["snapshot"], found["months"][0], found["tables"]["ad"]["rows"]) == (state.snapshot, "2024-01", 720)
    assert [one["key"] for one in found["formulas"]][-2:] == ["F", "DEM"]


@pytest.mark.requirement("TAL-10")
def test_demand_is_filtered_and_withholds_under_the_floor(store: Store, state: State) -> None:
    _, found = answered(store, "/demand?region=220000&limit=1")
    _, few = answered(store, "/demand?region=220000&floor=1000")

    assert (found["whole"]["ads"], [one["skill_id"] for one in found["skills"]]) == (480, [1])
    assert found["trace"]["snapshot"] == state.snapshot
    assert few["whole"]["pay"] == {"value": None, "low": None, "high": None, "n": 480, "withheld": "sample:1000"}


@pytest.mark.requirement("TAL-15")
def test_the_ads_behind_a_figure_are_found_by_its_filter(store: Store, state: State) -> None:
    _, found = answered(store, "/trace?occupation=2-02-30-09&since=2025-12&limit=3&offset=8")

    assert found["snapshot"] == state.snapshot
    assert [(one["ad_id"], one["published_on"].isoformat()) for one in found["ads"]] == [
        ("s:2025-12:28", "2025-12-02"),
        ("s:2025-12:29", "2025-12-02"),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/nothing", 404),
        ("/runs/0000000000000000", 404),
        ("/runs/../../etc/passwd", 404),
        ("/runs/%2e%2e%2f%2e%2e%2fCURRENT", 404),
        ("/state/../CURRENT", 404),
        ("/runs?limit=1001", 400),
        ("/runs?limit=-1", 400),
        ("/runs?offset=٣", 400),
        ("/demand?skill=x", 400),
        ("/demand?where=1%3D1", 400),
        ("/demand?horizon=99", 400),
        ("/trace?limit=101", 400),
        ("//[", 400),
        ("/runs?" + "&".join(f"a{at}=1" for at in range(30)), 400),
        ("/runs?snapshot=" + "a" * 2000, 414),
    ],
)
def test_what_is_not_there_or_not_allowed_is_refused_in_json(store: Store, run: str, path: str, status: int) -> None:
    assert run
    found = answered(store, path)

    assert found[0] == status
    assert [*found[1]] == ["error"]


@pytest.mark.parametrize("text", ["' or 1=1 --", "22'); drop table ad; --", "%"])
def test_a_filter_is_a_value_and_never_a_query(store: Store, state: State, text: str) -> None:
    import urllib.parse

    status, found = answered(store, f"/demand?region={urllib.parse.quote(text)}")

    assert (status, found["whole"]["ads"]) == (HTTPStatus.OK, 0)
    assert state.snapshot


def test_a_store_without_a_state_and_a_tampered_run_are_told(tmp_path: Path, store: Store, run: str) -> None:
    write_text(store.root / "runs" / f"{run}.json", "{}")

    assert answered(Store(tmp_path / "none"), "/state")[0] == HTTPStatus.NOT_FOUND
    assert answered(store, f"/runs/{run}")[0] == HTTPStatus.INTERNAL_SERVER_ERROR


def test_the_server_answers_get_alone_and_only_this_machine(address: int, run: str) -> None:
    assert _ask(address, f"/runs/{run}")[0] == 200
    assert _ask(address, "/trace?since=2025-12&limit=1")[1]["ads"][0]["published_on"] == "2025-12-02"
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        status, content, allow = _ask(address, "/runs", method=method)
        assert (status, [*content], allow) == (405, ["error"], "GET")
    assert _ask(address, "/runs", host="example.org")[0] == 403
    assert _ask(address, "/runs", host="localhost:8770")[0] == 200


def test_the_command_needs_a_state_and_a_free_port(
    address: int, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["insight", "serve-results", "--store", str(tmp_path / "none")]) == 1
    assert "there is no state" in capsys.readouterr().err
    assert main(["insight", "serve-results", "--store", str(store.root), "--port", str(address)]) == 1
    assert "in use" in capsys.readouterr().err
    assert main(["insight", "serve-results", "--store", str(store.root), "--port", "99999"]) == 1
