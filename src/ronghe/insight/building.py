"""A build: from what was staged to a complete state, month by month, only what changed, resumable.

Each part is named by the digest of everything it is made from: the deliveries that hold the month, the lexicon and the
versions of the steps. A part that is there is not made again, so a build that was killed goes on where it was, and the
same deliveries and lexicon give the same snapshot.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ronghe.insight import lexicon, schemas
from ronghe.insight.engines import Engine, connected
from ronghe.insight.extraction.pool import GROUP
from ronghe.insight.lexicon import Skill
from ronghe.insight.places import SKILLS
from ronghe.insight.queries.cube import CELL, cube_ads, cube_demand
from ronghe.insight.sources.duplicates import groups
from ronghe.insight.store import Delivery, State, Store, digest_of
from ronghe.insight.wholes import Wholes

VERSION = 5  # raise it when a step of a month gives other results from the same inputs
ACCEPTED = "accepted.csv"  # in the folder of the store: the terms that experts accepted
_CODEC = "zstd"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month to build: the deliveries that hold it, the oldest first, and the digest of its inputs."""

    month: str
    deliveries: tuple[Delivery, ...]
    digest: str


def build(
    store: Store,
    *,
    folder: Path = SKILLS,
    engine: str = "duckdb",
    workers: int = 2,
    say: Say = lambda _: None,
) -> State:
    """Build what changed since the last build and make it the current state.

    Raises StoreError while another build runs, ValueError where the lexicon has mistakes or the engine is unknown.
    """
    skills = lexicon.read(folder, more=store.root / ACCEPTED)
    version = lexicon.version(skills)
    with store.building(), connected(engine) as running:
        months = tuple(_months(store, version))
        parts = _Parts(store=store, skills=skills, version=version, engine=running, workers=workers)
        for at, month in enumerate(months, start=1):
            say(f"{month.month} ({at} of {len(months)}): {parts.make(month)}")
        tables = {name: [parts.path(name, one) for one in months] for name in schemas.BY_MONTH}
        wholes = Wholes(store=store, skills=skills, version=version, cube=tables)
        made = {name: [path] for name, path in wholes.make(say)}
        return store.publish({**tables, **made}, lexicon_version=version, report=_report(store, tables))


def _months(store: Store, version: str) -> Iterator[Month]:
    held: dict[str, list[Delivery]] = {}
    for one in store.staged("ads"):
        for month in one.note["months"]:
            held.setdefault(month, []).append(one)
    for month, holding in sorted(held.items()):
        digest = digest_of([VERSION, version, [one.delivery for one in holding]])
        yield Month(month=month, deliveries=tuple(holding), digest=digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    store: Store
    skills: tuple[Skill, ...]
    version: str
    engine: Engine
    workers: int

    def path(self, table: str, month: Month) -> Path:
        """Return where the part of a table lies."""
        return self.store.part(table, month.month, month.digest)

    def make(self, month: Month) -> str:
        """Make what is missing of a month; return what was done, in words."""
        steps = (("ad", self._ads), ("ad_skill", self._facts), ("cube_demand", self._cube), ("cube_ads", self._totals))
        made = []
        for table, make in steps:
            if not self.path(table, month).exists():
                with self.store.writing(self.path(table, month)) as fresh:
                    make(month, fresh)
                made.append(f"{pq.read_metadata(self.path(table, month)).num_rows} {table}")
        return ", ".join(made) or "unchanged"

    def _ads(self, month: Month, path: Path) -> None:
        pq.write_table(united(month), path, compression=_CODEC, row_group_size=GROUP)

    def _facts(self, month: Month, path: Path) -> None:
        ads = str(self.path("ad", month))
        self.engine.extract(ads, path, skills=self.skills, version=self.version, workers=self.workers)

    def _cube(self, month: Month, path: Path) -> None:
        ads, facts = (self.engine.read(name, [str(self.path(name, month))]) for name in ("ad", "ad_skill"))
        self.engine.write(cube_demand(ads, facts), path, schema=schemas.CUBE_DEMAND, order=(*CELL, "skill_id"))

    def _totals(self, month: Month, path: Path) -> None:
        ads = self.engine.read("ad", [str(self.path("ad", month))])
        self.engine.write(cube_ads(ads), path, schema=schemas.CUBE_ADS, order=CELL)


def united(month: Month) -> pa.Table:
    """Return the ads of a month (schemas.AD): of each id the newest delivery's, by day and id, with their groups."""
    tables = [pq.read_table(one.path, filters=[("month", "=", month.month)]) for one in month.deliveries]
    every = pa.concat_tables(reversed(tables))  # so that the first of each id is the newest
    light = every.drop_columns("text").append_column("at", pa.array(range(len(every)), pa.int64()))
    first = light.group_by("ad_id").aggregate([("at", "min")])["at_min"]
    ads = light.take(first).sort_by([("published_on", "ascending"), ("ad_id", "ascending")])
    texts = _texts(every["text"], ads["at"].combine_chunks())
    ads = ads.append_column("text", texts).select(schemas.JOB_AD.names)
    return ads.append_column("dup_group", groups(ads)).cast(schemas.AD)


def _texts(texts: pa.ChunkedArray, places: pa.Array) -> pa.ChunkedArray:
    """Return texts in another order, in portions: all of them at once may be more than a column of strings can hold."""
    whole = texts.cast(pa.large_string()).combine_chunks()
    portions = [whole.take(places[at : at + GROUP]).cast(pa.string()) for at in range(0, len(places), GROUP)]
    return pa.chunked_array(portions, pa.string())


def _report(store: Store, tables: Mapping[str, Sequence[Path]]) -> dict[str, Any]:
    deliveries = [{"delivery": one.delivery, **one.note} for one in store.staged("ads")]
    rows = {name: sum(pq.read_metadata(one).num_rows for one in paths) for name, paths in tables.items()}
    return {"deliveries": deliveries, "rows": rows}
