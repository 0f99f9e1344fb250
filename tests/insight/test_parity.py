"""Every query gives the same on DuckDB, PySpark and Sail: integers equal, floats within 1e-6."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight import schemas
from ronghe.insight.engines import Engine, connected
from ronghe.insight.queries import rca

QUERIES: dict[str, tuple[Callable[..., Any], list[str]]] = {
    "rca": (rca.rca, ["occupation", "skill_id"]),
    "weights": (rca.weights, ["occupation", "skill_id"]),
    "counts": (lambda _demand, ads: rca.counts(ads, ("month", "region")), ["month", "region"]),
}


@pytest.fixture(scope="module")
def cube(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two months, three occupations (one unknown), forty skills asked unevenly."""
    folder = tmp_path_factory.mktemp("cube")
    cells = [
        {"month": f"2026-0{month}", "region": f"{region}0100", "industry": "I65", "occupation": occupation}
        for month in (1, 2)
        for region in (22, 44)
        for occupation in ("2-02-10-03", "2-02-38-01", "")
    ]
    ads = [{**cell, "ads": 50 + 7 * at, "firms": 5, "pay_p50": 9000.5 + at} for at, cell in enumerate(cells)]
    demand = [
        {**cell, "skill_id": skill, "ads": 1 + (at * skill) % 40, "firms": 1, "pay_p50": None}
        for at, cell in enumerate(cells)
        for skill in range(1 + at % 3, 40, 1 + at % 2)
    ]
    paths = {"demand": str(folder / "demand.parquet"), "ads": str(folder / "ads.parquet")}
    pq.write_table(pa.Table.from_pylist(demand, schema=schemas.CUBE_DEMAND), paths["demand"])
    pq.write_table(pa.Table.from_pylist(ads, schema=schemas.CUBE_ADS), paths["ads"])
    return paths


@pytest.fixture(scope="module", params=["sail", "spark"])
def other(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "spark" and shutil.which("java") is None:
        pytest.skip("there is no Java for Spark")
    with connected(request.param) as engine:
        yield engine


def _rows(engine: Engine, cube: dict[str, str], name: str) -> list[dict[str, object]]:
    query, order = QUERIES[name]
    tables = [engine.read(table, [path]) for table, path in cube.items()]
    found = query(*tables).to_pyarrow()
    return found.select(sorted(found.column_names)).sort_by([(one, "ascending") for one in order]).to_pylist()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_engine_gives_the_same(cube: dict[str, str], other: Engine, name: str) -> None:
    with connected("duckdb") as duckdb:
        here = _rows(duckdb, cube, name)
    there = _rows(other, cube, name)

    assert len(here) == len(there) > 0
    for ours, theirs in zip(here, there, strict=True):
        assert theirs == {
            key: pytest.approx(value, abs=1e-6) if isinstance(value, float) else value for key, value in ours.items()
        }


def test_the_advantage_of_a_skill_is_its_share_here_over_its_share_in_all(cube: dict[str, str]) -> None:
    with connected("duckdb") as duckdb:
        rows = _rows(duckdb, cube, "rca")
    first = rows[0]
    n_os, n_o, n_s, n = (float(str(first[name])) for name in ("n_os", "n_o", "n_s", "n"))

    assert first["rca"] == pytest.approx((n_os / n_o) / (n_s / n))
    assert {str(row["occupation"]) for row in rows} == {"2-02-10-03", "2-02-38-01"}
