"""What measures are computed from: counts of a state as numbers and sparse matrices. Small: cells, never ads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from ronghe.insight.intervals import Vector
from ronghe.insight.reading import parts, rows
from ronghe.insight.store import State


class Missing(Exception):
    """A measure cannot be computed over this state: the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Occupations × skills: how many ads ask what; `ads` of each occupation, `n` of all that could be coded."""

    occupations: tuple[str, ...]
    skills: tuple[int, ...]
    counts: sparse.csr_array
    ads: Vector
    n: float

    @property
    def asked(self) -> Vector:
        """Return how many ads ask for each skill."""
        return np.asarray(self.counts.sum(axis=0), dtype=float).ravel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """Plans × skills: what weight the courses of a plan give a skill; `syllabi` is the share of courses with one."""

    plans: tuple[tuple[str, str, str], ...]
    amounts: sparse.csr_array
    beyond: Vector
    syllabi: Vector


def asked(state: State) -> Asked:
    """Return what the ads of a state ask, by occupation. Raises Missing where no ad has an occupation."""
    ads = dict(
        rows(f"select occupation, sum(ads) from {_from(state, 'cube_ads')} where occupation <> '' group by 1", [])
    )
    cells = rows(
        f"select occupation, skill_id, sum(ads) from {_from(state, 'cube_demand')}"
        " where occupation <> '' group by all order by all",
        [],
    )
    if not ads or not cells:
        raise Missing("no advertisement with an occupation and a skill")
    occupations, skills = tuple(sorted(ads)), tuple(sorted({skill for _, skill, _ in cells}))
    counts = _matrix([(one, skill, number) for one, skill, number in cells], of=occupations, by=skills)
    numbers = np.array([float(ads[one]) for one in occupations])
    return Asked(occupations=occupations, skills=skills, counts=counts, ads=numbers, n=float(numbers.sum()))


def taught(state: State, *, skills: Sequence[int]) -> Taught:
    """Return what the plans of a state teach of some skills, and `beyond` them. Raises Missing without any plan."""
    courses = rows(
        "select school, major, plan, count(*), count(*) filter (where coalesce(syllabus, '') <> '')"
        f" from {_from(state, 'course')} where major <> '' group by all order by all",
        [],
    )
    if not courses:
        raise Missing("no training plan of a known major")
    plans = tuple((school, major, plan) for school, major, plan, *_ in courses)
    amounts = rows(
        f"select school, major, plan, skill_id, sum(weight) from {_from(state, 'course_skill')}"
        " group by all order by all",
        [],
    )
    known, listed = set(skills), set(plans)
    beyond: dict[tuple[str, str, str], float] = defaultdict(float)
    inside = []
    for school, major, plan, skill, weight in amounts:
        if skill in known and (school, major, plan) in listed:
            inside.append(((school, major, plan), skill, weight))
        else:
            beyond[school, major, plan] += weight
    return Taught(
        plans=plans,
        amounts=_matrix(inside, of=plans, by=skills),
        beyond=np.array([beyond[one] for one in plans]),
        syllabi=np.array([with_one / number for *_, number, with_one in courses]),
    )


def leads(state: State, *, occupations: Iterable[str]) -> Mapping[str, Mapping[str, float]]:
    """Return to which majors each of some occupations leads, by weights that sum to 1. Raises Missing without any.

    An edge of a broader occupation (`2-02-00-00`) holds for all in it that have no edge of their own.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    edges = rows(
        f"select source, target, weight from {_from(state, 'edge')} where weight > 0 and"
        " (starts_with(source, 'occupation:') and starts_with(target, 'major:')"
        "  or starts_with(source, 'major:') and starts_with(target, 'occupation:')) order by all",
        [],
    )
    for source, target, weight in edges:
        ends = dict(one.split(":", 1) for one in (source, target))
        found[ends["occupation"]][ends["major"]] = weight
    reached = {one: to for one in occupations if (to := _nearest(one, found))}
    if not reached:
        raise Missing("no edge between an occupation of the ads and a major")
    return {one: {major: weight / sum(to.values()) for major, weight in to.items()} for one, to in reached.items()}


def _nearest(occupation: str, edges: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """Return the edges of an occupation, or of the nearest broader one that has any."""
    groups = occupation.split("-")
    for kept in range(len(groups), 0, -1):
        code = "-".join([*groups[:kept], *["00"] * (len(groups) - kept)])
        if code in edges:
            return edges[code]
    return {}


def graduates(state: State) -> tuple[int, Mapping[str, int]]:
    """Return the newest year with graduates, and how many each major had then. Raises Missing without any."""
    found = rows(
        f"with known as (select * from {_from(state, 'supply')} where graduates > 0 and major <> '')"
        " select year, major, sum(graduates) from known where year = (select max(year) from known)"
        " group by all order by all",
        [],
    )
    if not found:
        raise Missing("no figures of graduates")
    return int(found[0][0]), {major: int(number) for _, major, number in found}


def by_major(asked_for: Mapping[str, float], to: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the ads of occupations as demand for the majors that they lead to."""
    found: dict[str, float] = defaultdict(float)
    for occupation, ads in asked_for.items():
        for major, weight in to.get(occupation, {}).items():
            found[major] += ads * weight
    return dict(found)


def yearly(state: State) -> Mapping[str, float]:
    """Return the ads of each occupation over the last twelve months, or over fewer as if they were a year."""
    last = months(state)[-12:]
    sql = parts(state.paths("cube_ads", last), ["occupation <> ''"])
    found = rows(f"select occupation, sum(ads) from {sql} group by 1 order by 1", [])
    return {occupation: float(ads) * 12 / len(last) for occupation, ads in found}


def months(state: State) -> list[str]:
    """Return the months that have ads, in order. Raises Missing where there is none."""
    found = sorted({one.month for one in state.tables.get("cube_ads", ()) if one.rows})
    if not found:
        raise Missing("no month with advertisements")
    return found


def of(state: State, table: str, what: str, *, then: str) -> list[tuple[Any, ...]]:
    """Return rows of a table: the columns asked for, with what follows the table in the query."""
    return rows(f"select {what} from {_from(state, table)} {then}", [])


def _from(state: State, table: str) -> str:
    paths = state.paths(table) if table in state.tables else []
    if not paths:
        raise Missing(f"the state has no table {table}")
    return parts(paths, [])


def _matrix(cells: Iterable[tuple[object, int, float]], *, of: Sequence[object], by: Sequence[int]) -> sparse.csr_array:
    row, column = {one: at for at, one in enumerate(of)}, {one: at for at, one in enumerate(by)}
    given = [(row[one], column[skill], float(number)) for one, skill, number in cells]
    at, to, values = zip(*given, strict=True) if given else ((), (), ())
    return sparse.csr_array((np.array(values, dtype=float), (at, to)), shape=(len(of), len(by)))
