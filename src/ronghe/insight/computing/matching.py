"""Measures of supply beside demand: what plans cover, whose structure fits, and how many people are missing."""

from collections.abc import Callable, Iterator

import numpy as np

from ronghe.insight.computing.inputs import (
    Asked,
    Missing,
    Taught,
    asked,
    by_major,
    graduates,
    leads,
    of,
    taught,
    yearly,
)
from ronghe.insight.computing.parameters import Parameters
from ronghe.insight.figures import Figure, withheld
from ronghe.insight.measures import (
    m01_coverage,
    m03_cosine,
    m05_divergence,
    m06_deviation,
    m07_dissimilarity,
    m08_coupling,
    m10_gap,
    m11_mismatch,
    similarity,
)
from ronghe.insight.measures.m08_coupling import Form
from ronghe.insight.runs import Value
from ronghe.insight.store import State

Say = Callable[[str], None]
_NEAREST = 10  # occupations of a plan
_SYLLABI = 0.5  # under this share of courses with a syllabus a coverage is not credible
_SKILLS = 100  # of an occupation, the most asked, for soft coverage


def coverage(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M1, with its surplus, of each plan for each occupation that its major leads to."""
    demand = asked(state)
    supply = taught(state, skills=demand.skills)
    for plan, occupation, at, row in _led(state, demand, supply):
        say("/".join(plan))
        keys = {**_keys(plan), "occupation": occupation}
        if supply.syllabi[at] < _SYLLABI:
            yield Value(keys=keys, figure=withheld("no-syllabus", n=int(demand.ads[row])))
            continue
        weights, amounts = demand.counts[[row]].toarray()[0], supply.amounts[[at]].toarray()[0]
        found = m01_coverage.coverage(
            [*weights, 0.0],
            [*amounts, supply.beyond[at]],
            n=int(demand.ads[row]),
            threshold=given.threshold,
            floor=given.floor,
        )
        yield Value(keys=keys, figure=found.covered)
        yield Value(keys={**keys, "part": "surplus"}, figure=found.surplus)


def soft_coverage(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M1s of each plan for each occupation that its major leads to, over the skills most asked."""
    demand = asked(state)
    supply = taught(state, skills=demand.skills)
    names = dict(of(state, "skill", "skill_id, name", then=""))
    courses: dict[tuple[str, str, str], list[str]] = {}
    for school, major, plan, name in of(state, "course", "school, major, plan, name", then="order by all"):
        courses.setdefault((str(school), str(major), str(plan)), []).append(str(name))
    for plan, occupation, _, row in _led(state, demand, supply):
        say("/".join(plan))
        weights = demand.counts[[row]].toarray()[0]
        top = np.argsort(-weights, kind="stable")[:_SKILLS]
        nearest = similarity.best([names.get(demand.skills[at], "") for at in top], courses[plan])
        figure = m01_coverage.soft_coverage(weights[top], nearest, n=int(demand.ads[row]), floor=given.floor)
        yield Value(keys={**_keys(plan), "occupation": occupation}, figure=figure)


def cosines(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M3 of each plan with the ten occupations nearest to it; without syllabi it is withheld."""
    demand = asked(state)
    supply = taught(state, skills=demand.skills)
    rarity = m03_cosine.rarity(demand.counts)
    wanted = m03_cosine.tf_idf(demand.counts, weights=rarity)
    near = m03_cosine.cosines(m03_cosine.tf_idf(supply.amounts, weights=rarity), wanted)
    near[:, demand.ads < given.floor] = 0.0
    for at, plan in enumerate(supply.plans):
        say("/".join(plan))
        for row in np.argsort(-near[at], kind="stable")[:_NEAREST]:
            if near[at, row] > 0:
                few = supply.syllabi[at] < _SYLLABI
                n = int(demand.ads[row])
                figure = withheld("no-syllabus", n=n) if few else Figure(value=float(near[at, row]), n=n)
                yield Value(keys={**_keys(plan), "occupation": demand.occupations[row]}, figure=figure)


def structures(state: State, given: Parameters, say: Say) -> Iterator[tuple[str, Value]]:
    """Return M5, M6, M7 and M11 of the newest graduates beside a year's ads, by major, each with its measure's key."""
    year, majors, people, ads = _balance(state)
    say(f"{len(majors)} majors of {year}")
    keys = {"year": str(year)}
    yield "M5", Value(keys=keys, figure=m05_divergence.match(people, ads, floor=given.floor))
    yield "M7", Value(keys=keys, figure=m07_dissimilarity.dissimilarity(people, ads, floor=given.floor))
    mismatch = m11_mismatch.mismatch(people, ads, alpha=given.alpha, floor=given.floor)
    yield "M11", Value(keys={**keys, "seekers": "graduates"}, figure=mismatch)
    found = m06_deviation.deviation(people, ads, floor=given.floor)
    about = {**keys, "orientation": found.orientation.value}
    yield "M6", Value(keys={**about, "part": "total"}, figure=found.total)
    yield "M6", Value(keys={**about, "part": "mean"}, figure=found.mean)
    for major, figure in zip(majors, found.cells, strict=True):
        yield "M6", Value(keys={**about, "major": major}, figure=figure)


def coupling(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M8 of each major in both forms: its demand and its graduates, each as a share of the largest major's."""
    year, majors, people, ads = _balance(state)
    say(f"{len(majors)} majors of {year}")
    most_people, most_ads = max(people), max(ads)
    for major, graduating, asked_for in zip(majors, people, ads, strict=True):
        small = asked_for < given.floor
        demand = (
            withheld("sample", n=int(asked_for), floor=given.floor)
            if small
            else Figure(value=asked_for / most_ads, n=int(asked_for))
        )
        supply = Figure(value=graduating / most_people, n=int(graduating))
        for form in Form:
            figure = m08_coupling.coordination(demand, supply, form=form)
            yield Value(keys={"year": str(year), "major": major, "form": form.value}, figure=figure)


def gaps(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M10 of each major: the gap, and supply ÷ demand."""
    year, majors, people, ads = _balance(state)
    say(f"{len(majors)} majors of {year}")
    for major, graduating, asked_for in zip(majors, people, ads, strict=True):
        found = m10_gap.gap(
            round(asked_for),
            round(graduating),
            posts=given.posts,
            coverage=given.coverage,
            retention=given.retention,
            floor=given.floor,
        )
        keys = {"year": str(year), "major": major}
        yield Value(keys={**keys, "part": "gap"}, figure=found.gap)
        yield Value(keys={**keys, "part": "ratio"}, figure=found.ratio)


def _led(state: State, demand: Asked, supply: Taught) -> Iterator[tuple[tuple[str, str, str], str, int, int]]:
    """Return plans with the occupations that their major leads to, and the places of both."""
    to = leads(state, occupations=demand.occupations)
    row = {one: at for at, one in enumerate(demand.occupations)}
    for at, plan in enumerate(supply.plans):
        for occupation in sorted(one for one, majors in to.items() if plan[1] in majors and one in row):
            yield plan, occupation, at, row[occupation]


def _balance(state: State) -> tuple[int, list[str], list[float], list[float]]:
    """Return the newest year of graduates, the majors, their graduates, and the ads of a year that ask for them."""
    year, people = graduates(state)
    wanted = yearly(state)
    ads = by_major(wanted, leads(state, occupations=[*wanted]))
    majors = sorted(people)
    found = [ads.get(one, 0.0) for one in majors]
    if not sum(found) > 0:
        raise Missing("no advertisement of an occupation that leads to a major with graduates")
    return year, majors, [float(people[one]) for one in majors], found


def _keys(plan: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("school", "major", "plan"), plan, strict=True))
