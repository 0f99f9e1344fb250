"""A small state to measure: two occupations over two years, one plan, its graduates, and the edges between them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight import schemas
from ronghe.insight.store import State, Store

MONTHS = tuple(f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(24))
JAVA, PYTHON, SQL = 1, 2, 3
DEVELOPER, ANALYST = "2-02-10-03", "2-02-30-09"
SCHOOL = "4122010183"
PLAN = {"school": SCHOOL, "major": "080901", "plan": "2024"}
DEVELOPERS, ANALYSTS = 20, 10  # ads a month

Rows = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with nothing in it."""
    return Store(tmp_path / "store")


@pytest.fixture
def state(store: Store) -> State:
    """Return the small state, published in the store."""
    return publish(store, small())


@pytest.fixture
def gapped(store: Store) -> State:
    """Return the small state with its first and its last month alone."""
    kept = ("2024-01", "2025-12", "all")
    return publish(store, {key: rows for key, rows in small().items() if key[1] in kept})


def publish(store: Store, tables: Rows, *, lexicon_version: str = "aaaabbbbcccc") -> State:
    """Write rows as parts, by table and month, and publish them."""
    known = {**schemas.BY_MONTH, **schemas.WHOLE}
    paths: dict[str, list[Path]] = {name: [] for name in known}
    for (table, month), rows in tables.items():
        path = store.part(table, month, "0" * 16)
        schema = known[table]
        with store.writing(path) as fresh:
            whole = [{name: None, **row} for row in rows for name in ["none"]]
            pq.write_table(pa.Table.from_pylist(whole, schema=schema), fresh)
        paths[table].append(path)
    return store.publish(paths, lexicon_version=lexicon_version, report={})


def small() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the rows of the small state.

    Each month 20 ads for developers in Changchun (all ask Java, 10 ask Python) and 10 for analysts in Beijing (all ask
    SQL, 9 ask Python). The one plan teaches Java at 2 % of its credits and welding, which nobody asks, at 1 %.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for month in MONTHS:
        found["cube_ads", month] = [_cell(month, DEVELOPER, DEVELOPERS), _cell(month, ANALYST, ANALYSTS)]
        found["cube_demand", month] = [
            {**_cell(month, DEVELOPER, DEVELOPERS), "skill_id": JAVA},
            {**_cell(month, DEVELOPER, 10), "skill_id": PYTHON},
            {**_cell(month, ANALYST, ANALYSTS), "skill_id": SQL},
            {**_cell(month, ANALYST, 9), "skill_id": PYTHON},
        ]
        found["ad", month] = [_ad(month, at) for at in range(DEVELOPERS + ANALYSTS)]
        found["ad_skill", month] = [
            {**_ad(month, at), "skill_id": JAVA if at < DEVELOPERS else SQL} for at in range(DEVELOPERS + ANALYSTS)
        ]
    found["course", "all"] = [{**PLAN, "course": "C1", "name": "Java 程序设计", "credit": 3.0, "syllabus": "类与对象"}]
    found["course_skill", "all"] = [
        {**PLAN, "course": "C1", "skill_id": JAVA, "level": 2, "weight": 0.02},
        {**PLAN, "course": "C1", "skill_id": 99, "level": 1, "weight": 0.01},
    ]
    found["skill", "all"] = [
        {"skill_id": number, "name": name, "english": english, "type": "S"}
        for number, name, english in ((JAVA, "Java", "Java"), (PYTHON, "Python", "Python"), (SQL, "查询语言", "SQL"))
    ]
    found["supply", "all"] = [
        {"school": SCHOOL, "major": major, "year": year, "graduates": number}
        for major, number in (("080901", 120), ("071201", 40))
        for year in (2024, 2025)
    ]
    found["edge", "all"] = [
        {"source": f"occupation:{occupation}", "target": f"major:{major}", "relation": "leads", "weight": weight}
        for occupation, major, weight in (
            (DEVELOPER, "080901", 1.0),
            (ANALYST, "080901", 1.0),
            (ANALYST, "071201", 3.0),
        )
    ]
    return found


def _place(occupation: str) -> dict[str, Any]:
    return {
        "region": "220100" if occupation == DEVELOPER else "110000",
        "industry": "I65",
        "occupation": occupation,
    }


def _cell(month: str, occupation: str, ads: int) -> dict[str, Any]:
    return {"month": month, **_place(occupation), "ads": ads, "firms": 3, "pay_p50": 10000.0}


def _ad(month: str, at: int) -> dict[str, Any]:
    import datetime as dt

    return {
        "ad_id": f"s:{month}:{at}",
        "dup_group": f"s:{month}:{at}",
        "source": "s",
        "delivery": "d",
        "row": at,
        "title": "工程师",
        "firm": f"f{at % 3}",
        **_place(DEVELOPER if at < DEVELOPERS else ANALYST),
        "pay_low": 8000.0,
        "pay_high": 12000.0,
        "published_on": dt.date.fromisoformat(f"{month}-02"),
        "month": month,
    }
