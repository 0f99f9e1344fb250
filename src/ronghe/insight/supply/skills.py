"""Skills that courses teach, read from their names and syllabi.

The weight of a skill in a course is the share of the plan's credits that the course has, times how surely the place
where it is named says that it is taught: 1 in the course's name, 0.8 in goals, contents and demands, 0.5 elsewhere. A
course without credits counts an hour as a sixteenth of one, without hours either as one credit. Books, marks and what
is to be known before are not read. Factors are our judgement.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import pyarrow as pa

from ronghe.insight.schemas import COURSE_SKILL
from ronghe.insight.supply.levels import UNDERSTANDS, level
from ronghe.insight.supply.sections import TAUGHT, Part, sections

HOURS_A_CREDIT = 16.0
IN_NAME = 1.0
IN_PART: Mapping[Part, float] = {Part.GOALS: 0.8, Part.CONTENT: 0.8, Part.DEMANDS: 0.8, Part.OTHER: 0.5}
_AROUND = 30
Row = Mapping[str, Any]


class Span(Protocol):
    """Where a text names a skill."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def skill_id(self) -> int: ...  # noqa: D102


class Finds(Protocol):
    """Whatever finds skills in a text: `extraction.matcher.Matcher`."""

    def spans(self, text: str, /) -> tuple[Span, ...]: ...  # noqa: D102


def course_skills(courses: pa.Table, matcher: Finds) -> pa.Table:
    """Return the skills of courses (COURSE) as COURSE_SKILL, in the order of the courses and of the skills' numbers.

    Courses of majors that the catalogue does not know are left out: they are in no figure.
    """
    rows = [row for row in courses.to_pylist() if row["major"]]
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows:
        totals[_plan(row)] += credits_of(row)
    found = [one for row in rows for one in _of_course(row, matcher, share=credits_of(row) / totals[_plan(row)])]
    return pa.Table.from_pylist(found, schema=COURSE_SKILL)


def credits_of(row: Row) -> float:
    """Return what a course weighs in its plan: its credits, or its hours as credits, or one credit."""
    return row["credit"] or (row["hours"] or 0.0) / HOURS_A_CREDIT or 1.0


def _plan(row: Row) -> tuple[str, ...]:
    return row["school"], row["major"], row["plan"]


def _of_course(row: Row, matcher: Finds, *, share: float) -> Iterator[Row]:
    best: dict[int, tuple[float, int, str]] = {}
    for skill, factor, reached, evidence in _named(row["name"] or "", row["syllabus"] or "", matcher):
        known = best.get(skill)
        if known is None:
            best[skill] = (factor, reached, evidence)
        elif (factor, reached) > known[:2]:
            best[skill] = (max(factor, known[0]), max(reached, known[1]), evidence)
        else:
            best[skill] = (known[0], max(reached, known[1]), known[2])
    for skill, (factor, reached, evidence) in sorted(best.items()):
        yield {
            "school": row["school"],
            "major": row["major"],
            "plan": row["plan"],
            "course": row["course"],
            "skill_id": skill,
            "level": reached,
            "weight": share * factor,
            "evidence": evidence,
            "reviewed_by": "",
        }


def _named(name: str, syllabus: str, matcher: Finds) -> Iterator[tuple[int, float, int, str]]:
    """Yield each mention of a skill: its number, the factor of its place, its level, the words around it."""
    for span in matcher.spans(name):
        yield span.skill_id, IN_NAME, UNDERSTANDS, name
    for section in sections(syllabus):
        if section.part in TAUGHT:
            text = syllabus[section.start : section.end]
            for span in matcher.spans(text):
                yield span.skill_id, IN_PART[section.part], level(text, start=span.start), _snippet(text, span)


def _snippet(text: str, span: Span) -> str:
    return " ".join(text[max(span.start - _AROUND, 0) : span.end + _AROUND].split())
