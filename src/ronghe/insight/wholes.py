"""The tables of a state that no month parts: the lexicon, courses and their skills, figures, surveys, the map."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ronghe.insight import lexicon, schemas
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.graph import drawing
from ronghe.insight.lexicon import Skill
from ronghe.insight.store import WHOLE, Store, digest_of
from ronghe.insight.supply import wholes
from ronghe.insight.supply.skills import course_skills
from ronghe.insight.supply.surveys import survey_skills

VERSION = 2  # raise it when one of these tables is made otherwise from the same inputs
_CODEC = "zstd"
Step = tuple[str, object, Callable[[], pa.Table]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """What whole tables are made from: staged deliveries, the lexicon, and the cube of all months."""

    store: Store
    skills: tuple[Skill, ...]
    version: str
    cube: Mapping[str, Sequence[Path]]

    def make(self, say: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
        """Make each table whose inputs have changed; yield the name and the path of every one."""
        for name, inputs, make in self._steps():
            path = self._path(name, inputs)
            if not path.exists():
                table = make().cast(schemas.WHOLE[name])
                with self.store.writing(path) as fresh:
                    pq.write_table(table, fresh, compression=_CODEC)
                say(f"{name}: {len(table)} rows")
            yield name, path

    def _steps(self) -> Iterator[Step]:
        plans = [self._keys("courses"), self._keys("syllabi")]
        yield "skill", self.version, self._skill
        yield "course", plans, lambda: wholes.courses(self._tables("courses"), self._tables("syllabi"))
        courses = self._path("course", plans)
        yield (
            "course_skill",
            [plans, self.version],
            lambda: course_skills(pq.read_table(courses), Matcher.of(self.skills)),
        )
        taught = self._path("course_skill", [plans, self.version])
        drawn = [plans, self.version, drawing.inputs_of(self.cube)]
        yield "edge", drawn, lambda: drawing.draw(self.cube, course=courses, course_skill=taught)
        yield "supply", self._keys("supply"), lambda: wholes.supply(self._tables("supply"))
        yield "survey_skill", self._keys("surveys"), lambda: survey_skills(self._tables("surveys"))

    def _path(self, name: str, inputs: object) -> Path:
        return self.store.part(name, WHOLE, digest_of([VERSION, inputs]))

    def _keys(self, kind: str) -> list[str]:
        return [one.delivery for one in self.store.staged(kind)]

    def _tables(self, kind: str) -> list[pa.Table]:
        return [pq.read_table(one.path) for one in self.store.staged(kind)]

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
