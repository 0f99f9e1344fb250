"""TAL-12: a curriculum compared with a standard, course by course: covered, missing, taught but not asked.

The headline is M1 with its surplus. Without syllabi it is withheld: names of courses alone cover 0.7 to 3.3 % of what
is asked. What suffices (τ) is one per cent of a plan's credits, about 1.6 of 160: our judgement.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.intervals import wilson
from ronghe.insight.measures import m01_coverage
from ronghe.insight.products import traces
from ronghe.insight.products.standards import Ability, Standard
from ronghe.insight.products.traces import Trace

SUFFICES = 0.01
LEAST_SYLLABI = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """A skill that a course teaches: level 1–3, weight as in COURSE_SKILL, and the words that say so."""

    skill_id: int
    name: str
    level: int
    weight: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course of a plan; `node` is its name in the map."""

    node: str
    course: str
    name: str
    credit: float | None
    hours: float | None
    has_syllabus: bool
    teaches: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curriculum:
    """A training plan of a school's major with its courses."""

    school: str
    major: str
    major_name: str
    plan: str
    courses: tuple[Course, ...]
    snapshot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A course that teaches a skill, with the level, the weight and the words that say so."""

    node: str
    course: str
    name: str
    level: int
    weight: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A skill of the standard: `state` is `covered`, `partly` (too little, or below the level asked) or `missing`.

    `reach` is min(1, x/τ), `level` the highest level that a course teaches (0: none).
    """

    ability: Ability
    state: str
    reach: float
    level: int
    courses: tuple[Taught, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """A skill that courses teach and the standard does not ask."""

    skill_id: int
    name: str
    courses: tuple[Taught, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """What a course does for the standard: skills that are asked, and skills that are not."""

    course: Course
    asked: tuple[Teaching, ...]
    not_asked: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A curriculum beside a standard: the headline M1, its surplus, M1 by type of skill, and what is behind them.

    `syllabi` is the share of courses with a syllabus; under a half `coverage` is withheld as `no-syllabus`.
    """

    coverage: Figure
    surplus: Figure
    by_type: Mapping[str, Figure]
    syllabi: Figure
    rows: tuple[Covered, ...]
    beyond: tuple[Beyond, ...]
    courses: tuple[CourseView, ...]
    trace: Trace


def compare(standard: Standard, curriculum: Curriculum, *, suffices: float = SUFFICES) -> Comparison:
    """Return a curriculum compared with a standard, skill by skill and course by course."""
    taught = _taught(curriculum)
    rows = tuple(_covered(one, taught.get(one.skill_id, ()), suffices) for one in standard.abilities)
    asked = {one.skill_id for one in standard.abilities}
    beyond = tuple(
        Beyond(skill_id=skill, name=name, courses=taught[skill])
        for skill, name in sorted(_names(curriculum).items())
        if skill not in asked
    )
    syllabi = _syllabi(curriculum)
    enough = syllabi.value is not None and syllabi.value >= LEAST_SYLLABI
    kinds = sorted({one.ability.type for one in rows})
    headline = _coverage(rows, beyond, n=standard.ads.n, enough=enough, suffices=suffices)
    return Comparison(
        coverage=headline.covered,
        surplus=headline.surplus,
        by_type={
            kind: _coverage(
                [one for one in rows if one.ability.type == kind],
                (),
                n=standard.ads.n,
                enough=enough,
                suffices=suffices,
            ).covered
            for kind in kinds
        },
        syllabi=syllabi,
        rows=rows,
        beyond=beyond,
        courses=tuple(_view(one, asked) for one in curriculum.courses),
        trace=_trace(standard, curriculum),
    )


def _taught(curriculum: Curriculum) -> Mapping[int, tuple[Taught, ...]]:
    found: dict[int, list[Taught]] = defaultdict(list)
    for course in curriculum.courses:
        for one in course.teaches:
            found[one.skill_id].append(
                Taught(
                    node=course.node,
                    course=course.course,
                    name=course.name,
                    level=one.level,
                    weight=one.weight,
                    evidence=one.evidence,
                )
            )
    return {skill: tuple(sorted(ones, key=lambda one: (-one.weight, one.node))) for skill, ones in found.items()}


def _names(curriculum: Curriculum) -> Mapping[int, str]:
    return {one.skill_id: one.name for course in curriculum.courses for one in course.teaches}


def _covered(ability: Ability, courses: tuple[Taught, ...], suffices: float) -> Covered:
    reach = float(m01_coverage.reached([sum(one.weight for one in courses)], threshold=suffices)[0])
    level = max((one.level for one in courses), default=0)
    whole = reach >= 1.0 and level >= ability.level
    state = "missing" if not courses else "covered" if whole else "partly"
    return Covered(ability=ability, state=state, reach=reach, level=level, courses=courses)


def _syllabi(curriculum: Curriculum) -> Figure:
    n = len(curriculum.courses)
    if not n:
        return withheld("no-supply", n=0)
    having = sum(one.has_syllabus for one in curriculum.courses)
    low, high = wilson(having, n)
    return Figure(value=having / n, low=low, high=high, n=n)


def _coverage(
    rows: Sequence[Covered], beyond: Sequence[Beyond], *, n: int, enough: bool, suffices: float
) -> m01_coverage.Coverage:
    if not enough:
        none = withheld("no-syllabus", n=n)
        return m01_coverage.Coverage(covered=none, surplus=none)
    given = [*(one.courses for one in rows), *(one.courses for one in beyond)]
    supply = [sum(one.weight for one in courses) for courses in given]
    return m01_coverage.coverage(
        [*(one.ability.weight for one in rows), *(0.0 for _ in beyond)], supply, n=n, threshold=suffices
    )


def _view(course: Course, asked: Set[int]) -> CourseView:
    return CourseView(
        course=course,
        asked=tuple(one for one in course.teaches if one.skill_id in asked),
        not_asked=tuple(one for one in course.teaches if one.skill_id not in asked),
    )


def _trace(standard: Standard, curriculum: Curriculum) -> Trace:
    seen = dict.fromkeys(ad for one in standard.abilities for ad in one.trace.ads)
    return traces.of(
        m01_coverage.FORMULA,
        snapshot=curriculum.snapshot or standard.snapshot,
        ads=tuple(seen),
        ads_total=standard.ads.n,
        filter=standard.chosen,
        courses=tuple(one.node for one in curriculum.courses),
        courses_total=len(curriculum.courses),
    )
