"""The tables of a state that no month parts: the lexicon, courses and their skills, figures, surveys, the map."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ronghe.insight import lexicon, schemas
from ronghe.insight.lexicon import Skill
from ronghe.insight.store import WHOLE, Store, digest_of

VERSION = 1  # raise it when one of these tables is made otherwise from the same inputs
_CODEC = "zstd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """What whole tables are made from: staged deliveries, the lexicon, and the cube of all months."""

    store: Store
    skills: tuple[Skill, ...]
    version: str
    cube: Mapping[str, Sequence[Path]]

    def make(self, say: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
        """Make each table that its inputs have changed of; yield the name and the path of every one."""
        steps: tuple[tuple[str, object, Callable[[], pa.Table]], ...] = (("skill", self.version, self._skill),)
        for name, inputs, make in steps:
            path = self.store.part(name, WHOLE, digest_of([VERSION, inputs]))
            if not path.exists():
                table = make()
                with self.store.writing(path) as fresh:
                    pq.write_table(table.cast(schemas.WHOLE[name]), fresh, compression=_CODEC)
                say(f"{name}: {len(table)} rows")
            yield name, path

    def _skill(self) -> pa.Table:
        rows = [
            {
                "skill_id": lexicon.skill_id(one.name),
                "name": one.name,
                "type": one.type.value,
                "parent": one.parent,
                "english": one.english,
            }
            for one in self.skills
        ]
        return pa.Table.from_pylist(rows, schema=schemas.SKILL)

    def _staged(self, *kinds: str) -> list[list[str]]:
        return [[one.delivery for one in self.store.staged(kind)] for kind in kinds]
