"""The engines under 34 and 340 million invented facts, beside SQL by hand, pandas and a SQL join; and their parity."""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench._insight import Line, cpu_seconds, told

FOLDER = Path(__file__).resolve().parents[1] / ".local" / "bench" / "facts"
MONTHS = 36
ADS = 2_800_000  # 12 skills each: 34 million facts
SKILLS, OCCUPATIONS, REGIONS, INDUSTRIES, FIRMS = 7_000, 400, 300, 60, 200_000
PANDAS_MONTHS = 6  # all 36 would take pandas an hour; with few, what a program is weighs more than its data
MAJORS = 800
MOST_GB = 6


def measure(*, small: bool = False) -> Iterable[Line]:
    """Yield every line; the facts are written under `.local` and removed afterwards."""
    ads = 36_000 if small else ADS
    try:
        with told(f"writing {12 * ads:,} facts"):
            _write(FOLDER / "1", ads=ads)
        yield from _beside_sql(FOLDER / "1")
        yield from _beside_pandas(FOLDER / "1")
        yield from _cosine(small=small)
        yield from _parity(FOLDER / "1")
        once = _in_a_process("cube", FOLDER / "1", MONTHS)
        with told(f"writing {120 * ads:,} facts"):
            _write(FOLDER / "10", ads=10 * ads)
        tenfold = _in_a_process("cube", FOLDER / "10", MONTHS)
        ratio = tenfold["cpu"] / once["cpu"]
        yield Line(name=f"cube of {12 * ads:,} facts: CPU", value=once["cpu"], unit="s")
        yield Line(name="ten times the facts: × CPU", value=ratio, limit=15, unit="×", at_least=False)
        yield Line(
            name="ten times the facts: peak memory", value=tenfold["gb"], limit=MOST_GB, unit="GB", at_least=False
        )
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def _write(folder: Path, *, ads: int) -> None:
    """Write ads and facts by month: skills and occupations by a power law, everything from hashes of numbers."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    a_month = ads // MONTHS
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
        for at in range(MONTHS):
            month = f"{2024 + at // 12}-{1 + at % 12:02}"
            first = at * a_month
            ad = (
                f"select i, 's:' || i as ad_id, '{month}' as month,"
                f" lpad(((hash(i) % {REGIONS}) + 110000)::varchar, 6, '0') as region,"
                f" 'I' || (hash(i + 1) % {INDUSTRIES}) as industry,"
                f" '2-02-' || floor({OCCUPATIONS} * pow((hash(i + 2) % 10000) / 10000, 3))::int as occupation,"
                f" 'f' || (hash(i + 3) % {FIRMS}) as firm, 5000.0 + hash(i + 4) % 20000 as pay_low,"
                f" 9000.0 + hash(i + 5) % 30000 as pay_high from range({first}, {first + a_month}) t(i)"
            )
            connection.execute(
                f"copy (select *, ad_id as dup_group from ({ad})) to '{folder}/ad-{month}.parquet' (compression zstd)"
            )
            connection.execute(
                "copy (select distinct on (i, skill_id) ad_id, skill_id, month, region, industry, occupation from ("
                f" select *, floor({SKILLS} * pow((hash(i * 31 + k) % 100000) / 100000, 4))::int as skill_id"
                f" from ({ad}), range(12) s(k))) to '{folder}/ad_skill-{month}.parquet' (compression zstd)"
            )


def _files(folder: Path, table: str, months: int = MONTHS) -> list[str]:
    return [str(one) for one in sorted(folder.glob(f"{table}-*.parquet"))[:months]]


_HAND = """
    select month, region, industry, occupation, skill_id, count(*) as ads, count(distinct nullif(firm, '')) as firms,
      median(pay) as pay_p50
    from read_parquet({facts}) f
    join (select ad_id, month, firm, (pay_low + pay_high) / 2 as pay from read_parquet({ads}) where ad_id = dup_group) a
      using (ad_id, month)
    group by all
"""
_HAND_COUNTS = """
    select month, region, count(*) as ads, count(distinct nullif(firm, '')) as firms,
      median((pay_low + pay_high) / 2) as pay_p50
    from read_parquet({every}) where ad_id = dup_group group by all
"""


def _beside_sql(folder: Path) -> Iterator[Line]:
    import duckdb
    import ibis

    from ronghe.insight.queries.cube import counted, cube_demand

    files = {"facts": _files(folder, "ad_skill", 3), "ads": _files(folder, "ad", 3), "every": _files(folder, "ad")}
    backend = ibis.duckdb.connect()
    facts, ads, every = (backend.read_parquet(files[name], table_name=name) for name in ("facts", "ads", "every"))
    kept = counted(every).mutate(pay=(every.pay_low + every.pay_high) / 2)
    counts = kept.group_by(["month", "region"]).aggregate(
        ads=kept.count(), firms=kept.firm.nullif("").nunique(), pay_p50=kept.pay.median()
    )
    plain = duckdb.connect()
    pairs = {"cube": (cube_demand(ads, facts), _HAND), "counts by month and place": (counts, _HAND_COUNTS)}
    for name, (expression, sql) in pairs.items():
        written = sql.format(**{key: repr(value) for key, value in files.items()})
        ours, theirs = _interleaved(
            lambda expression=expression: expression.to_pyarrow(),
            lambda written=written: plain.sql(written).to_arrow_table(),
        )
        yield Line(name=f"Ibis beside SQL by hand: {name}", value=ours / theirs, limit=1.1, unit="×", at_least=False)


def _interleaved(*runs: Any, times: int = 5) -> list[float]:
    spent: list[list[float]] = [[] for _ in runs]
    for _ in range(times + 1):
        for at, run in enumerate(runs):
            before = cpu_seconds()
            run()
            spent[at].append(cpu_seconds() - before)
    return [statistics.median(one[1:]) for one in spent]


def _beside_pandas(folder: Path) -> Iterator[Line]:
    ours, theirs = (_in_a_process(name, folder, PANDAS_MONTHS) for name in ("cube", "pandas"))
    yield Line(
        name=f"cube of {PANDAS_MONTHS} months: × pandas' CPU", value=theirs["cpu"] / ours["cpu"], limit=3, unit="×"
    )
    share = ours["gb"] / theirs["gb"]
    yield Line(name="cube: peak memory beside pandas'", value=share, limit=0.5, unit="×", at_least=False)


def _in_a_process(name: str, folder: Path, months: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench._insight_engines", name, str(folder), str(months)]
    with told(f"{name} of {months} months in {folder.name}"):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _peak_gb() -> float:
    """Return the most memory this program held; `ru_maxrss` would count what its parent held before starting it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    line = next(one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024**2


def _cube(folder: Path, months: int) -> None:
    """Compute the cube month by month, as a build does."""
    from ronghe.insight import schemas
    from ronghe.insight.engines import connected
    from ronghe.insight.queries.cube import CELL, cube_demand

    with connected("duckdb") as engine:
        pairs = zip(_files(folder, "ad", months), _files(folder, "ad_skill", months), strict=True)
        for at, (ads, facts) in enumerate(pairs):
            table = cube_demand(engine.read("ad", [ads]), engine.read("ad_skill", [facts]))
            path = folder / f"cube-{at}.out"
            engine.write(table, path, schema=schemas.CUBE_DEMAND, order=(*CELL, "skill_id"))
            path.unlink()


def _pandas(folder: Path, months: int) -> None:
    import pandas as pd

    keys = ["month", "region", "industry", "occupation", "skill_id"]
    facts = pd.concat(pd.read_parquet(one, columns=["ad_id", *keys]) for one in _files(folder, "ad_skill", months))
    columns = ["ad_id", "dup_group", "month", "firm", "pay_low", "pay_high"]
    ads = pd.concat(pd.read_parquet(one, columns=columns) for one in _files(folder, "ad", months))
    ads = ads[ads.ad_id == ads.dup_group]
    ads["pay"] = (ads.pay_low + ads.pay_high) / 2
    joined = facts.merge(ads[["ad_id", "month", "firm", "pay"]], on=["ad_id", "month"])
    grouped = joined.groupby(keys, sort=False, observed=True)
    grouped.agg(ads=("ad_id", "size"), firms=("firm", "nunique"), pay_p50=("pay", "median"))


def _cosine(*, small: bool) -> Iterator[Line]:
    """Compare all majors with all occupations: sparse matrices beside a join of long tables."""
    import duckdb
    import numpy as np
    from scipy import sparse

    from ronghe.insight.measures.m03_cosine import cosines

    random = np.random.default_rng(1)
    rows = (MAJORS, 200 if small else 1_600)
    left, right = (_asked(random, rows=one) for one in rows)
    connection = duckdb.connect()
    import pyarrow as pa

    for name, matrix in (("l", left), ("r", right)):
        cells = sparse.coo_array(matrix)
        at, skill = cells.coords
        connection.register(name, pa.table({"place": at, "skill": skill, "w": cells.data}))
    sql = """
        with nl as (select place, sqrt(sum(w * w)) as n from l group by 1),
             nr as (select place, sqrt(sum(w * w)) as n from r group by 1),
             dots as (select l.place as a, r.place as b, sum(l.w * r.w) as dot from l join r using (skill) group by all)
        select a, b, dot / (nl.n * nr.n) as cosine from dots join nl on nl.place = a join nr on nr.place = b
    """
    ours, theirs = _interleaved(lambda: cosines(left, right), lambda: connection.sql(sql).to_arrow_table(), times=9)
    found = connection.sql(sql).to_arrow_table()
    exact = cosines(left, right)[found["a"].to_numpy(), found["b"].to_numpy()]
    worst = float(np.abs(exact - found["cosine"].to_numpy()).max())
    yield Line(name=f"{rows[0]} majors × {rows[1]} jobs: × the SQL join", value=theirs / ours, limit=10, unit="×")
    yield Line(name="their largest difference", value=worst, limit=1e-6, at_least=False)


def _asked(random: Any, *, rows: int) -> Any:
    """Return rows × skills with some hundred skills each: a few skills are asked by nearly all, most by hardly any."""
    import numpy as np
    from scipy import sparse

    columns = (SKILLS * random.random((rows, 150)) ** 4).astype(int)
    cells = (random.random(columns.size), (np.repeat(np.arange(rows), 150), columns.ravel()))
    return sparse.csr_array(cells, shape=(rows, SKILLS))


def _parity(folder: Path) -> Iterator[Line]:
    """Compute cube, counts, RCA and weights on each engine; yield how many cells differ, and print the table."""
    tables = {name: _of_engine(name, folder) for name in ("duckdb", "spark", "sail")}
    print(f"  {'query':<10} {'rows':>9}  {'engine':<7} integers that differ, largest difference of floats")
    for query, ours in tables["duckdb"].items():
        for name in ("spark", "sail"):
            integers, floats = _differences(ours, tables[name][query])
            print(f"  {query:<10} {len(ours):>9,}  {name:<7} {integers}, {floats:.1e}")
            yield Line(name=f"{query} on {name}: integers that differ", value=integers, limit=0, at_least=False)
            yield Line(name=f"{query} on {name}: largest difference", value=floats, limit=1e-6, at_least=False)


def _of_engine(name: str, folder: Path) -> dict[str, Any]:
    from ronghe.insight.engines import connected
    from ronghe.insight.queries import rca
    from ronghe.insight.queries.cube import CELL, cube_ads, cube_demand

    with told(f"parity: {name}"), connected(name) as engine:
        ads, facts = (engine.read(table, _files(folder, table, 1)) for table in ("ad", "ad_skill"))
        demand, totals = cube_demand(ads, facts), cube_ads(ads)
        queries = {
            "cube": (demand, [*CELL, "skill_id"]),
            "totals": (totals, list(CELL)),
            "rca": (rca.rca(demand, totals), ["occupation", "skill_id"]),
            "weights": (rca.weights(demand, totals), ["occupation", "skill_id"]),
        }
        return {
            query: table.to_pyarrow().sort_by([(one, "ascending") for one in order])
            for query, (table, order) in queries.items()
        }


def _differences(ours: Any, theirs: Any) -> tuple[int, float]:
    """Return how many cells other than floats differ between two Arrow tables, and the largest difference of floats."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(ours) != len(theirs):
        return abs(len(ours) - len(theirs)), float("inf")
    other, worst = 0, 0.0
    for field in ours.schema:
        one, two = ours[field.name], theirs[field.name].cast(field.type)
        if pa.types.is_floating(field.type):
            worst = max(worst, pc.max(pc.abs(pc.subtract(one, two))).as_py() or 0.0)
        else:
            other += pc.sum(pc.not_equal(one, two)).as_py() or 0
    return other, worst


if __name__ == "__main__":
    {"cube": _cube, "pandas": _pandas}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"cpu": cpu_seconds(), "gb": _peak_gb()}))
