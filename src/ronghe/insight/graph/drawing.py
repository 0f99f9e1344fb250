"""The map of a state: what it is drawn from, read with little memory, month by month summed over places."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ronghe.insight import schemas
from ronghe.insight.graph.edges import VERSION, Inputs, edges
from ronghe.insight.vocabularies.chains import CHAINS, chains
from ronghe.insight.vocabularies.occupation_majors import OCCUPATION_MAJORS, occupation_majors

_DEMAND = ("month", "occupation", "skill_id")
_ADS = ("month", "occupation", "industry")


def draw(cube: Mapping[str, Sequence[Path]], *, course: Path, course_skill: Path) -> pa.Table:
    """Return the edges (EDGE) from the parts of `cube_demand` and `cube_ads`, and the two tables of courses."""
    return edges(
        Inputs(
            chains=chains(),
            majors=occupation_majors(),
            demand=_summed(cube.get("cube_demand", ()), _DEMAND, schemas.CUBE_DEMAND),
            ads=_summed(cube.get("cube_ads", ()), _ADS, schemas.CUBE_ADS),
            courses=pq.read_table(course),
            course_skills=pq.read_table(course_skill),
        )
    )


def inputs_of(cube: Mapping[str, Sequence[Path]]) -> list[object]:
    """Return what tells whether a map has to be drawn anew, beside its courses: versions, parts, judgements."""
    parts = [path.name for name in ("cube_demand", "cube_ads") for path in cube.get(name, ())]
    judged = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (CHAINS, OCCUPATION_MAJORS)]
    return [VERSION, parts, judged]


def _summed(paths: Sequence[Path], by: Sequence[str], schema: pa.Schema) -> pa.Table:
    """Return the ads of parts, summed by columns, months kept."""
    if not paths:
        return schema.empty_table().select([*by, "ads"])
    names = ", ".join(by)
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '1GB'; set threads = 2; set enable_progress_bar = false")
        asked = connection.sql(
            f"select {names}, sum(ads)::bigint as ads from read_parquet(?) group by {names} order by {names}",
            params=[[str(one) for one in paths]],
        )
        return asked.to_arrow_table()
