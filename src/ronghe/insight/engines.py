"""The engines that a build may run on: DuckDB in this process, Spark here or on a cluster, Spark Connect.

    duckdb                 embedded, the default
    spark                  PySpark on this machine, two cores; `spark:local[8]`, `spark://host:7077`: another master
    sc://host:15002        Spark Connect: a Spark server or Sail
    sail                   Sail in this process, for trials

All run the same Ibis expressions and the same function of extraction, and give the same figures (docs/cluster.md).
"""

import contextlib
import functools
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from ronghe.insight import schemas
from ronghe.insight.extraction.batches import extract
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.extraction.pool import Crew
from ronghe.insight.lexicon import Skill

if TYPE_CHECKING:
    from ibis.expr.types import Table

_CODEC = "zstd"
_NEEDED = ["ad_id", "month", "region", "industry", "occupation", "title", "text"]


class Engine:
    """DuckDB, and what an engine has to offer: reading parts, finding skills, writing what a query gives."""

    def __init__(self) -> None:
        self.backend: Any = ibis.duckdb.connect()
        self._crews: dict[tuple[str, int], Crew] = {}
        self._open = contextlib.ExitStack()

    def close(self) -> None:
        """End the processes that look for skills."""
        self._open.close()

    def read(self, name: str, paths: Sequence[str]) -> "Table":
        """Return files of one layout as a table."""
        return self.backend.read_parquet(list(paths), table_name=name)

    def write(self, table: "Table", path: Path, *, schema: pa.Schema, order: Sequence[str]) -> None:
        """Write what a query gives as one file, in an order that does not depend on the engine."""
        rows = table.order_by(list(order)).to_pyarrow().select(schema.names).cast(schema)
        pq.write_table(rows, path, compression=_CODEC)

    def extract(self, ads: str, path: Path, *, skills: Sequence[Skill], version: str, workers: int) -> None:
        """Write the skills that the counted ads of a file ask (schemas.AD_SKILL)."""
        if (crew := self._crews.get((version, workers))) is None:
            crew = self._crews[version, workers] = self._open.enter_context(Crew(skills=skills, workers=workers))
        crew.write_facts([ads], to=path)


class SparkEngine(Engine):
    """A Spark session: classic or over Spark Connect."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.backend = ibis.pyspark.connect(session)

    def read(self, name: str, paths: Sequence[str]) -> "Table":
        """Return files of one layout as a table."""
        self.session.read.parquet(*paths).createOrReplaceTempView(name)
        return self.backend.table(name)

    def extract(self, ads: str, path: Path, *, skills: Sequence[Skill], version: str, workers: int) -> None:
        """Write the skills that the counted ads of a file ask; the engine's workers find and write them."""
        rows = self.session.read.parquet(ads).where("ad_id = dup_group").select(*_NEEDED)
        found = rows.mapInArrow(_task(tuple(skills), version), _ddl(schemas.AD_SKILL))
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            found.write.mode("overwrite").parquet(folder)
            written = ds.dataset(folder, schema=schemas.AD_SKILL)
            with pq.ParquetWriter(path, schemas.AD_SKILL, compression=_CODEC) as writer:
                for batch in written.to_batches():
                    writer.write_batch(batch)


@contextlib.contextmanager
def connected(setting: str = "duckdb") -> Iterator[Engine]:
    """Give the engine of a setting. Raises ValueError for an unknown one, ImportError where PySpark is missing."""
    if setting == "duckdb":
        with contextlib.closing(Engine()) as engine:
            yield engine
    elif setting == "sail":
        with _sail() as address, _stopped(_remote(address)) as session:
            yield SparkEngine(session)
    elif setting.startswith("sc://"):
        with _stopped(_remote(setting)) as session:
            yield SparkEngine(session)
    elif setting == "spark" or setting.startswith(("spark:", "spark://")):
        with _stopped(_classic(_master(setting))) as session:
            yield SparkEngine(session)
    else:
        raise ValueError(f"there is no engine {setting!r}: duckdb, spark, spark:MASTER, spark://…, sc://…, sail")


def extracted(batches: Iterator[pa.RecordBatch], *, skills: Sequence[Skill], version: str) -> Iterator[pa.RecordBatch]:
    """Yield the skills that ads ask, batch by batch; the same function runs here and in the engines' workers."""
    matcher = _matcher(tuple(skills))
    for batch in batches:
        yield extract(batch, matcher, version)


def _task(skills: tuple[Skill, ...], version: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def task(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return extracted(batches, skills=skills, version=version)

    return task


@functools.lru_cache(maxsize=2)
def _matcher(skills: tuple[Skill, ...]) -> Matcher:
    return Matcher.of(skills)


def _ddl(schema: pa.Schema) -> str:
    names = {
        pa.string(): "string",
        pa.int32(): "int",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.date32(): "date",
    }
    return ", ".join(f"{one.name} {names[one.type]}" for one in schema)


def _master(setting: str) -> str:
    if setting.startswith("spark://"):
        return setting
    return setting.partition(":")[2] or "local[2]"


def _classic(master: str) -> Any:
    from pyspark.sql import SparkSession

    quiet = SparkSession.builder.master(master).appName("ronghe insight").config("spark.ui.enabled", "false")
    quiet = quiet.config("spark.ui.showConsoleProgress", "false")
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of every connection that it closes, even at the exit
    session = quiet.config("spark.sql.session.timeZone", "Asia/Shanghai").getOrCreate()
    if master.startswith("local"):
        session.sparkContext.pythonExec = sys.executable  # the workers are of this machine: let them find our packages
    return session


def _remote(address: str) -> Any:
    # Not by way of pyspark.sql: that would mark this whole process as one that can do nothing but Connect.
    from pyspark.sql.connect.session import SparkSession

    return SparkSession.builder.remote(address).getOrCreate()


@contextlib.contextmanager
def _stopped(session: Any) -> Iterator[Any]:
    try:
        yield session
    finally:
        session.stop()


@contextlib.contextmanager
def _sail() -> Iterator[str]:
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    try:
        host, port = server.listening_address
        yield f"sc://{host}:{port}"
    finally:
        server.stop()
