"""The edges of the map: chain → link → occupation → skill → course → major, and occupation → major.

Each edge tells how its weight was found and from which tables (`method`, see names.METHODS), how many ads or courses
support it, and from when to when. Weights lie between 0 and 1:

    has        chain → link            the link's share of the chain's ads (equal shares under the floor)
    employs    link → occupation       the occupation's share of the link's ads (equal shares under the floor)
    asks       occupation → skill      the share of the occupation's ads that ask the skill
    taught_in  skill → course          the weight of the skill in the course (`supply.skills`)
    part_of    course → major          the course's share of its plan's credits
    leads_to   occupation → major      the share of the major's graduates that go to the occupation: a judgement

Ads of a link are those of its occupations in its industries, or in no known industry.
"""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ronghe.insight.schemas import EDGE
from ronghe.insight.supply.skills import credits_of
from ronghe.insight.vocabularies.chains import Chain, Link
from ronghe.insight.vocabularies.occupation_majors import OccupationMajor

VERSION = 1  # raise it when the same inputs give other edges
FLOOR = 10  # ads that ask a skill, or that a share of ads rests on: fewer give no such edge
_MOST_SKILLS = 80  # of an occupation, those asked most
_YEAR = 4

Row = dict[str, Any]
Counts = Mapping[tuple[str, str], int]  # ads by occupation and industry


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the map is drawn from.

    `demand` has at least month, occupation, skill_id and ads of CUBE_DEMAND; `ads` month, occupation, industry and ads
    of CUBE_ADS; `courses` and `course_skills` are COURSE and COURSE_SKILL.
    """

    chains: Sequence[Chain]
    majors: Sequence[OccupationMajor]
    demand: pa.Table
    ads: pa.Table
    courses: pa.Table
    course_skills: pa.Table


def edges(inputs: Inputs) -> pa.Table:
    """Return all edges as EDGE, ordered by their nodes."""
    counts = _counts(inputs.ads)
    rows = [
        *_of_chains(inputs.chains, counts),
        *_of_demand(inputs.demand, inputs.ads),
        *_of_courses(inputs.courses),
        *_of_course_skills(inputs.course_skills),
        *_of_majors(inputs.majors),
    ]
    rows.sort(key=lambda row: (row["source"], row["relation"], row["target"]))
    return pa.Table.from_pylist(rows, schema=EDGE)


def course_node(row: Mapping[str, Any]) -> str:
    """Return the node of a course, from a row of COURSE or COURSE_SKILL."""
    return f"course:{row['school']}/{row['major']}/{row['plan']}/{row['course']}"


def _edge(source: str, target: str, relation: str, *, weight: float, support: int, method: str, **valid: object) -> Row:
    days = {"valid_from": None, "valid_to": None} | valid
    parts = {"source": source, "target": target, "relation": relation}
    return parts | {"weight": float(weight), "support": int(support), "method": method} | days


def _of_chains(chains: Iterable[Chain], counts: Counts) -> Iterator[Row]:
    for chain in chains:
        node, since = f"chain:{chain.key}", chain.as_of
        by_link = [sum(_ads_of(link, counts).values()) for link in chain.links]
        for link, ads, (share, method) in zip(chain.links, by_link, _shares(by_link), strict=True):
            target = f"link:{chain.key}/{link.key}"
            yield _edge(node, target, "has", weight=share, support=ads, method=method, valid_from=since)
            yield from _of_link(target, link, counts, since)


def _of_link(node: str, link: Link, counts: Counts, since: dt.date) -> Iterator[Row]:
    ads = _ads_of(link, counts)
    for (code, number), (share, method) in zip(ads.items(), _shares(list(ads.values())), strict=True):
        target = f"occupation:{code}"
        yield _edge(node, target, "employs", weight=share, support=number, method=method, valid_from=since)


def _shares(numbers: Sequence[int]) -> list[tuple[float, str]]:
    """Return each number's share of all with its method: equal shares where all are fewer than the floor."""
    whole = sum(numbers)
    if whole < FLOOR:
        return [(1 / len(numbers), "equal_shares: chains.yaml")] * len(numbers)
    return [(one / whole, "ads_shares: chains.yaml, cube_ads") for one in numbers]


def _ads_of(link: Link, counts: Counts) -> dict[str, int]:
    found = dict.fromkeys(link.occupations, 0)
    for (occupation, industry), ads in counts.items():
        if occupation in found and (not industry or industry.startswith(link.industries)):
            found[occupation] += ads
    return found


def _counts(ads: pa.Table) -> Counts:
    grouped = ads.group_by(["occupation", "industry"]).aggregate([("ads", "sum")])
    return {(row["occupation"], row["industry"] or ""): row["ads_sum"] for row in grouped.to_pylist()}


def _of_demand(demand: pa.Table, ads: pa.Table) -> Iterator[Row]:
    whole = ads.group_by("occupation").aggregate([("ads", "sum")]).to_pylist()
    numbers = {row["occupation"]: row["ads_sum"] for row in whole}
    grouped = demand.group_by(["occupation", "skill_id"]).aggregate(
        [("ads", "sum"), ("month", "min"), ("month", "max")]
    )
    enough = grouped.filter(
        pc.and_(pc.greater_equal(grouped["ads_sum"], FLOOR), pc.not_equal(grouped["occupation"], ""))
    )
    asked: dict[str, list[Row]] = defaultdict(list)
    for row in enough.to_pylist():
        asked[row["occupation"]].append(row)
    for occupation, skills in asked.items():
        skills.sort(key=lambda row: (-row["ads_sum"], row["skill_id"]))
        for row in skills[:_MOST_SKILLS]:
            yield _edge(
                f"occupation:{occupation}",
                f"skill:{row['skill_id']}",
                "asks",
                weight=row["ads_sum"] / numbers[occupation],
                support=row["ads_sum"],
                method="asked_share: cube_demand, cube_ads",
                valid_from=_first_day(row["month_min"]),
                valid_to=_last_day(row["month_max"]),
            )


def _of_course_skills(course_skills: pa.Table) -> Iterator[Row]:
    for row in course_skills.to_pylist():
        reviewed = "_reviewed" if row["reviewed_by"] else ""
        yield _edge(
            f"skill:{row['skill_id']}",
            course_node(row),
            "taught_in",
            weight=row["weight"],
            support=1,
            method=f"named_in_course{reviewed}: course_skill",
            valid_from=_first_term(row["plan"]),
        )


def _of_courses(courses: pa.Table) -> Iterator[Row]:
    rows = [row for row in courses.to_pylist() if row["major"]]
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows:
        totals[row["school"], row["major"], row["plan"]] += credits_of(row)
    for row in rows:
        yield _edge(
            course_node(row),
            f"major:{row['major']}",
            "part_of",
            weight=credits_of(row) / totals[row["school"], row["major"], row["plan"]],
            support=1,
            method="credit_share: course",
            valid_from=_first_term(row["plan"]),
        )


def _of_majors(majors: Iterable[OccupationMajor]) -> Iterator[Row]:
    for one in majors:
        source, target = f"occupation:{one.occupation}", f"major:{one.major}"
        yield _edge(
            source, target, "leads_to", weight=one.weight, support=0, method="graduates_share: occupation_majors.csv"
        )


def _first_day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def _last_day(month: str) -> dt.date:
    first = _first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _first_term(plan: str) -> dt.date | None:
    """Return the first of September of the year that a plan is named by, if it is named by one."""
    return dt.date(int(plan), 9, 1) if len(plan) == _YEAR and plan.isdecimal() and plan >= "1900" else None
