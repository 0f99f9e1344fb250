"""A build: only what changed is made, a killed one goes on, every engine makes the same, copies count once."""

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight import schemas
from ronghe.insight.building import build
from ronghe.insight.store import State, Store

LEXICON = "name,type,parent,aliases,boundary,negative\nPython,S,,,word,\nJava,S,,,word,\n沟通能力,T,,,,\n"


def _words(number: int) -> str:
    """Return words that are unlike those of any other number, so that nothing is nearly a copy."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def _ad(number: int, **other: object) -> dict[str, object]:
    month = str(other.get("month", "2026-01"))
    return {
        "ad_id": f"s:{number}",
        "source": "s",
        "delivery": "d",
        "row": number,
        "title": "工程师",
        "text": f"熟悉Python，{_words(number)}",
        "firm": f"f{number % 4}",
        "occupation": "2-02-10-03",
        "occupation_confidence": 0.9,
        "region": "220100",
        "industry": "I65",
        "pay_low": 8000.0 + number,
        "pay_high": 12000.0 + number,
        "posts": 1,
        "month": month,
        "published_on": dt.date.fromisoformat(f"{month}-{1 + number % 28:02}"),
        "text_hash": f"h{number}",
    } | other


def _stage(store: Store, delivery: str, ads: list[dict[str, object]]) -> None:
    with store.staging("ads", delivery * 16, schema=schemas.JOB_AD) as one:
        one.rows(pa.Table.from_pylist(ads, schema=schemas.JOB_AD))
        one.note["months"] = sorted({str(ad["month"]) for ad in ads})


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "it.csv").write_text(LEXICON, encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two months: twelve ads in January of which one is a copy, five in February that ask Java too."""
    store = Store(tmp_path / "store")
    ads = [_ad(number) for number in range(12)]
    ads[11] = _ad(11, text=ads[0]["text"], text_hash="h0", published_on=dt.date(2026, 1, 20))
    _stage(store, "a", [*ads, *(_ad(n, month="2026-02", text=f"Java和Python，{_words(n)}") for n in range(20, 25))])
    return store


def _rows(state: State, table: str) -> list[dict[str, object]]:
    return [row for path in state.paths(table) for row in pq.read_table(path).to_pylist()]


def test_copies_count_once_and_the_cube_adds_up(store: Store, lexicon: Path) -> None:
    state = build(store, folder=lexicon)

    assert {one["ad_id"]: one["dup_group"] for one in _rows(state, "ad") if one["ad_id"] != one["dup_group"]} == {
        "s:11": "s:0"
    }
    assert [(one["month"], one["ads"], one["firms"], one["pay_p50"]) for one in _rows(state, "cube_ads")] == [
        ("2026-01", 11, 4, 10005.0),
        ("2026-02", 5, 4, 10022.0),
    ]
    asked = {(one["month"], one["skill_id"]): one["ads"] for one in _rows(state, "cube_demand")}
    names = {one["skill_id"]: one["name"] for one in _rows(state, "skill")}
    assert {(month, names[skill]): ads for (month, skill), ads in asked.items()} == {
        ("2026-01", "Python"): 11,
        ("2026-02", "Python"): 5,
        ("2026-02", "Java"): 5,
    }


def test_only_months_that_changed_are_made_again(store: Store, lexicon: Path) -> None:
    first = build(store, folder=lexicon)
    said: list[str] = []
    assert build(store, folder=lexicon, say=said.append).snapshot == first.snapshot
    assert said == ["2026-01 (1 of 2): unchanged", "2026-02 (2 of 2): unchanged"]

    _stage(store, "b", [_ad(30, month="2026-02")])
    second = build(store, folder=lexicon)
    assert second.paths("ad", ["2026-01"]) == first.paths("ad", ["2026-01"])
    assert second.paths("ad", ["2026-02"]) != first.paths("ad", ["2026-02"])


def test_a_month_delivered_twice_counts_once_and_the_newest_stands(store: Store, lexicon: Path) -> None:
    before = build(store, folder=lexicon)
    _stage(store, "b", [_ad(number, month="2026-02", text=f"Java，{_words(number)}") for number in range(20, 25)])
    after = build(store, folder=lexicon)

    assert _rows(after, "cube_ads") == _rows(before, "cube_ads")
    assert sum(one["month"] == "2026-02" for one in _rows(after, "cube_demand")) == 1


def test_a_build_that_was_killed_leaves_the_last_state_and_goes_on(store: Store, lexicon: Path, tmp_path: Path) -> None:
    before = build(store, folder=lexicon)
    months = [f"2025-{month:02}" for month in range(1, 13)]
    _stage(store, "b", [_ad(100 * at + n, month=month) for at, month in enumerate(months) for n in range(28)])
    undisturbed = Store(tmp_path / "other")
    for delivery in store.staged("ads"):
        _stage(undisturbed, delivery.delivery[0], pq.read_table(delivery.path).to_pylist())

    command = [sys.executable, "-m", "ronghe.cli", "insight", "build", "--store", str(store.root)]
    child = subprocess.Popen([*command, "--lexicon", str(lexicon)], stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    child.stderr.readline()
    child.stderr.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert store.state() == before

    said: list[str] = []
    after = build(store, folder=lexicon, say=said.append)
    assert after.snapshot == build(undisturbed, folder=lexicon).snapshot
    assert sum("unchanged" in one for one in said) >= 3
    assert list((store.root / "parts").glob("*/*.unfinished")) == []


def test_an_unknown_engine_is_told(store: Store, lexicon: Path) -> None:
    with pytest.raises(ValueError, match="there is no engine 'oracle'"):
        build(store, folder=lexicon, engine="oracle")


@pytest.mark.parametrize("engine", ["sail", "spark"])
def test_every_engine_makes_the_same_figures(store: Store, lexicon: Path, tmp_path: Path, engine: str) -> None:
    if engine == "spark" and subprocess.run(["sh", "-c", "command -v java"], check=False).returncode:
        pytest.skip("there is no Java for Spark")
    here = build(store, folder=lexicon)
    other = Store(tmp_path / engine)
    for delivery in store.staged("ads"):
        _stage(other, delivery.delivery[0], pq.read_table(delivery.path).to_pylist())
    there = build(other, folder=lexicon, engine=engine)

    assert there.snapshot == here.snapshot
    for table in ("cube_ads", "cube_demand"):
        assert _rows(there, table) == _rows(here, table)
    order = [("ad_id", "ascending"), ("skill_id", "ascending")]
    assert pq.read_table(there.paths("ad_skill")).sort_by(order) == pq.read_table(here.paths("ad_skill")).sort_by(order)
