"""Reads what products decide on from a built state: demand of an occupation, a curriculum, figures of a major."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ronghe.insight.products.comparing import Course, Curriculum, Teaching
from ronghe.insight.products.standards import Asked, Evidence, Opinion
from ronghe.insight.products.traces import SAMPLE
from ronghe.insight.reading import Filter, Paths, cells, parts, rows
from ronghe.insight.store import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A training plan in a state: its school, major and year, and how many courses of it have a syllabus."""

    school: str
    major: str
    major_name: str
    plan: str
    courses: int
    with_syllabus: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What is known of a school's major in a year; None where it is not. `row` is its place in a delivery."""

    year: int
    enrolled: int | None
    graduates: int | None
    placed: int | None
    related_placed: int | None
    row: str


def paths_of(state: State) -> Paths:
    """Return the paths of all parts of a state by table."""
    return {name: [one.path for one in found] for name, found in state.tables.items()}


def occupation(state: State, chosen: Filter, *, sampled: bool = True) -> Evidence:
    """Return what a state knows of the occupation of a filter: counted ads, what they ask, what enterprises say.

    Without `sampled` no ads are named, which is quicker.
    """
    paths = paths_of(state)
    period = Filter(since=chosen.since, until=chosen.until)
    asked = _asked(paths, chosen)
    n, everywhere = _everywhere(tuple(paths["cube_ads"]), tuple(paths["cube_demand"]), period)
    samples = _samples(paths, chosen) if sampled and asked else {}
    return Evidence(
        chosen=chosen,
        n_o=_ads(paths, chosen),
        n=n,
        asked=tuple(
            Asked(skill_id=skill, n_os=number, n_s=everywhere[skill], ads=samples.get(skill, ()))
            for skill, number in sorted(asked.items())
        ),
        opinions=_opinions(paths, chosen.occupation),
        names=names_of(paths),
        snapshot=state.snapshot,
        lexicon_version=state.lexicon_version,
    )


def names_of(paths: Paths) -> Mapping[int, tuple[str, str]]:
    """Return the name and the type of every skill of a state's lexicon."""
    return _names(tuple(paths["skill"]))


def plans(state: State, *, school: str = "", major: str = "") -> tuple[Plan, ...]:
    """Return the plans of a state with a major of the catalogue, of a school or a major if named, the newest first."""
    if not state.tables.get("course"):
        return ()
    where = [f"{name} = ?" for name, value in (("school", school), ("major", major)) if value]
    found = rows(
        "select school, major, min(major_name), plan, count(*), count(*) filter (where coalesce(syllabus, '') <> '')"
        f" from {parts(paths_of(state)['course'], ['major <> ?', *where])}"
        " group by school, major, plan order by plan desc, school, major",
        ["", *(value for value in (school, major) if value)],
    )
    return tuple(
        Plan(school=row[0], major=row[1], major_name=row[2], plan=row[3], courses=row[4], with_syllabus=row[5])
        for row in found
    )


def curriculum(state: State, *, school: str, major: str, plan: str = "") -> Curriculum | None:
    """Return a training plan with what its courses teach, the newest if none is named; None if there is none."""
    paths = paths_of(state)
    known = [one for one in plans(state, school=school, major=major) if plan in ("", one.plan)]
    if not known:
        return None
    key = [school, major, known[0].plan]
    where = ["school = ?", "major = ?", "plan = ?"]
    teaches = _teaches(paths, key, where)
    found = rows(
        "select course, name, credit, hours, coalesce(syllabus, '') <> ''"
        f" from {parts(paths['course'], where)} order by course, row",
        key,
    )
    return Curriculum(
        school=school,
        major=major,
        major_name=known[0].major_name,
        plan=known[0].plan,
        courses=tuple(_course(row, key, teaches) for row in found),
        snapshot=state.snapshot,
    )


def years(state: State, *, school: str, major: str) -> tuple[Year, ...]:
    """Return enrolment, graduates and placement of a school's major, the earliest year first."""
    if not state.tables.get("supply"):
        return ()
    found = rows(
        "select year, enrolled, graduates, placed, related_placed, delivery || ':' || row"
        f" from {parts(paths_of(state)['supply'], ['school = ?', 'major = ?'])} order by year",
        [school, major],
    )
    names = ("year", "enrolled", "graduates", "placed", "related_placed", "row")
    return tuple(Year(**dict(zip(names, row, strict=True))) for row in found)


# Parts never change, they are named by the digest of what they are made from: what was read of them stays true.
@functools.lru_cache(maxsize=4)
def _names(files: tuple[str, ...]) -> Mapping[int, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in rows(f"select skill_id, name, type from {parts(files, [])}", [])}


@functools.lru_cache(maxsize=8)
def _everywhere(ads: tuple[str, ...], demand: tuple[str, ...], period: Filter) -> tuple[int, Mapping[int, int]]:
    """Return how many ads of a period there are, and how many ask each skill."""
    return _ads({"cube_ads": ads}, period), _asked({"cube_demand": demand}, period)


def _ads(paths: Paths, chosen: Filter) -> int:
    if not paths["cube_ads"]:
        return 0
    sql, given = cells(paths, "cube_ads", chosen)
    return int(rows(f"select coalesce(sum(ads), 0) from {sql}", given)[0][0])


def _asked(paths: Paths, chosen: Filter) -> dict[int, int]:
    if not paths["cube_demand"]:
        return {}
    sql, given = cells(paths, "cube_demand", chosen)
    return {row[0]: int(row[1]) for row in rows(f"select skill_id, sum(ads) from {sql} group by 1", given)}


def _samples(paths: Paths, chosen: Filter) -> dict[int, tuple[str, ...]]:
    sql, given = cells(paths, "ad_skill", chosen)
    found = rows(
        f"select skill_id, list_slice(list_sort(array_agg(distinct ad_id)), 1, {SAMPLE}) from {sql} group by 1", given
    )
    return {row[0]: tuple(row[1]) for row in found}


def _opinions(paths: Paths, code: str) -> tuple[Opinion, ...]:
    if not paths.get("survey_skill"):
        return ()
    found = rows(
        "select skill_id, importance, level, n"
        f" from {parts(paths['survey_skill'], ['occupation = ?'])} order by skill_id",
        [code],
    )
    return tuple(Opinion(skill_id=row[0], importance=row[1], level=row[2], n=row[3]) for row in found)


def _teaches(paths: Paths, key: list[str], where: list[str]) -> dict[str, list[Teaching]]:
    names = names_of(paths)
    found = rows(
        "select course, skill_id, level, weight, evidence"
        f" from {parts(paths['course_skill'], where)} order by course, skill_id",
        key,
    )
    taught: dict[str, list[Teaching]] = {}
    for course, skill, level, weight, evidence in found:
        name = names.get(skill, (str(skill), ""))[0]
        one = Teaching(skill_id=skill, name=name, level=level, weight=weight, evidence=evidence)
        taught.setdefault(course, []).append(one)
    return taught


def _course(row: tuple[Any, ...], key: list[str], teaches: Mapping[str, list[Teaching]]) -> Course:
    course, name, credit, hours, has_syllabus = row
    return Course(
        node="course:" + "/".join([*key, course]),
        course=course,
        name=name,
        credit=credit,
        hours=hours,
        has_syllabus=has_syllabus,
        teaches=tuple(teaches.get(course, ())),
    )
