"""Signals about a major, for advice (TAL-11) and for the assessment of a unit (TAL-14), read from a state.

What a state does not hold is withheld with the reason, never guessed: growth needs 24 months of ads, the quantity gap
the graduates of at least five schools, a rate of placement thirty graduates, coverage syllabi of half of the courses.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import wilson
from ronghe.insight.measures import m01_coverage, m10_gap
from ronghe.insight.products import evidence, majors, traces
from ronghe.insight.products.adjustment import Signal
from ronghe.insight.products.comparing import LEAST_SYLLABI, SUFFICES, Curriculum
from ronghe.insight.products.demand import FORMULA as DEMAND
from ronghe.insight.products.demand import growth
from ronghe.insight.products.evidence import Year, paths_of
from ronghe.insight.products.matching import Aspect
from ronghe.insight.products.traces import Trace
from ronghe.insight.reading import parts, rows
from ronghe.insight.store import State

LEAST_SCHOOLS, LEAST_GRADUATES, LEAST_ADS = 5, 30, 10
PLACEMENT = Formula(
    key="PLACEMENT",
    version=1,
    title=("就业率与对口率", "Placement and related placement"),
    formula="placed / graduates; related / placed",
    unit="share",
    source="figures delivered by the school",
    floor=LEAST_GRADUATES,
)
ENROLMENT = Formula(
    key="ENROLMENT",
    version=1,
    title=("招生年增长率", "Growth of enrolment a year"),
    formula="(last / first)^(1 / years) − 1, over at most four years",
    unit="share",
    source="figures delivered by the school",
    floor=10,
)
_UNKNOWN = ("forecast_growth", "first_choice", "first_choice_growth", "same_majors")
Sub = tuple[Figure, Trace | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """People that a year's ads want and graduates of the newest year, by major, and how many schools told theirs."""

    wanted: Mapping[str, float]
    people: Mapping[str, int]
    schools: Mapping[str, int]


def of_major(
    state: State, *, school: str, major: str, given: Mapping[str, Figure] = MappingProxyType({})
) -> tuple[Signal, ...]:
    """Return every signal about a school's major; those that a state cannot hold are "not enough data".

    `given` are figures that the caller knows: first_choice, first_choice_growth, same_majors, forecast_growth.
    """
    known = evidence.years(state, school=school, major=major)
    plan = evidence.curriculum(state, school=school, major=major)
    found: dict[str, Sub] = {
        "demand_growth": majors.demand_growth(state, major),
        "supply_ratio": _supply_ratio(state, major, balance(state)),
        "placement": _rate(state, known, "placed", "graduates"),
        "related_placement": _rate(state, known, "related_placed", "placed"),
        "enrolment_growth": _enrolment(state, known),
        "coverage": majors.coverage(state, major, plan),
    }
    unknown = {key: (given.get(key, withheld("no-data", n=0)), None) for key in _UNKNOWN}
    return tuple(Signal(key=key, figure=figure, trace=trace) for key, (figure, trace) in {**found, **unknown}.items())


def of_candidates(state: State, *, besides: Collection[str]) -> Mapping[str, tuple[Signal, ...]]:
    """Return the signals about majors that are not offered, by code: growth of demand, graduates per person wanted.

    Their traces name the filters that find the ads, and no ad.
    """
    months, sides = majors.window(state), balance(state)
    before, after = majors.by_occupation(state, months.before), majors.by_occupation(state, months.after)
    found = {}
    for major in majors.majors_asked():
        if major not in besides:
            codes = tuple(majors.occupations_of(major))
            was, now = majors.among(before, codes), majors.among(after, codes)
            behind = majors.found_by(state, codes, (*months.before, *months.after), total=was + now)
            grown = growth(was, now, floor=DEMAND.floor) if months.before else withheld("short", n=now, floor=24)
            found[major] = (
                Signal(key="demand_growth", figure=grown, trace=behind),
                Signal(key="supply_ratio", figure=ratio(sides, major), trace=replace(behind, formula="M10", version=1)),
            )
    return found


def of_unit(state: State, *, school: str, major: str, on: dt.date) -> Mapping[Aspect, Sub]:
    """Return the sub-scores of a unit, 0 to 100, from what was known by the month of a day.

    Quantity is the smaller of r and 1/r for graduates per person wanted; structure M5 over the groups of knowledge and
    skills, courses beside ads; quality the mean of placement and related placement; ability M1; currency M1 over the
    skills that a larger share of ads asks than the year before.
    """
    until = f"{on.year}-{on.month:02}"
    known = [one for one in evidence.years(state, school=school, major=major) if one.year <= on.year]
    plan = evidence.curriculum(state, school=school, major=major)
    people, behind = _supply_ratio(state, major, balance(state))
    covered, trace = majors.coverage(state, major, plan, until=until)
    return {
        Aspect.QUANTITY: (_balanced(people), behind),
        Aspect.STRUCTURE: _structure(state, major, plan, until=until),
        Aspect.QUALITY: _quality(state, known),
        Aspect.ABILITY: (_percent(covered), trace),
        Aspect.CURRENCY: _currency(state, major, plan, until=until),
    }


def balance(state: State) -> Balance | None:
    """Return both sides of the quantity gap over all schools of a state; None where one of them is not there."""
    from ronghe.insight.computing.inputs import Missing, by_major, graduates, leads, yearly

    try:
        year, people = graduates(state)
        counted = yearly(state)
        wanted = by_major(counted, leads(state, occupations=[*counted]))
    except Missing:
        return None
    table = parts(paths_of(state)["supply"], ["year = ?", "graduates > 0"])
    schools = dict(rows(f"select major, count(distinct school) from {table} group by 1", [year]))
    return Balance(wanted=wanted, people=people, schools=schools)


def ratio(sides: Balance | None, major: str) -> Figure:
    """Return graduates per person wanted of a major (M10) with the range that its factors give.

    Withheld where fewer than five schools told their graduates: a few schools are no supply of a country.
    """
    from ronghe.insight.computing.parameters import Parameters

    if sides is None:
        return withheld("no-data", n=0)
    schools = sides.schools.get(major, 0)
    if schools < LEAST_SCHOOLS:
        return withheld("schools", n=schools, floor=LEAST_SCHOOLS)
    given = Parameters()
    found = m10_gap.gap(
        round(sides.wanted.get(major, 0.0)),
        sides.people.get(major, 0),
        posts=given.posts,
        coverage=given.coverage,
        retention=given.retention,
        floor=given.floor,
    )
    return found.ratio


def _supply_ratio(state: State, major: str, sides: Balance | None) -> Sub:
    codes, months = tuple(majors.occupations_of(major)), majors.window(state).after
    behind = majors.trace_of(state, codes, months, total=majors.ads(state, codes, months))
    return ratio(sides, major), replace(behind, formula="M10", version=1)


def _rate(state: State, known: Sequence[Year], part: str, whole: str) -> Sub:
    """Return a rate of the latest year for which both numbers are known."""
    for one in reversed(known):
        some, every = getattr(one, part), getattr(one, whole)
        if some is not None and every:
            behind = traces.of(PLACEMENT, snapshot=state.snapshot, rows=(one.row,))
            if every < LEAST_GRADUATES:
                return withheld("sample", n=every, floor=LEAST_GRADUATES), behind
            low, high = wilson(some, every)
            return Figure(value=some / every, low=low, high=high, n=every), behind
    return withheld("no-data", n=0), None


def _enrolment(state: State, known: Sequence[Year]) -> Sub:
    told = [one for one in known if one.enrolled]
    told = [one for one in told if one.year >= told[-1].year - 3]
    if len(told) < 2:
        return withheld("no-data", n=0), None
    first, last = told[0], told[-1]
    behind = traces.of(ENROLMENT, snapshot=state.snapshot, rows=(first.row, last.row))
    n = last.enrolled or 0
    if min(n, first.enrolled or 0) < ENROLMENT.floor:
        return withheld("sample", n=n, floor=ENROLMENT.floor), behind
    return Figure(value=(n / (first.enrolled or 1)) ** (1 / (last.year - first.year)) - 1, n=n), behind


def _quality(state: State, known: Sequence[Year]) -> Sub:
    placed, behind = _rate(state, known, "placed", "graduates")
    related, also = _rate(state, known, "related_placed", "placed")
    if placed.value is None or related.value is None:
        return (placed if placed.value is None else related), behind
    ends = [
        (placed.value, related.value),
        (placed.low or 0.0, related.low or 0.0),
        (placed.high or 0.0, related.high or 0.0),
    ]
    value, low, high = (50.0 * sum(one) for one in ends)
    lines = dict.fromkeys((*(behind.rows if behind else ()), *(also.rows if also else ())))
    return Figure(value=value, low=low, high=high, n=placed.n), replace(behind, rows=tuple(lines)) if behind else None


def _balanced(people: Figure) -> Figure:
    """Return 100·min(r, 1/r), with 100 as its upper end where the interval of r holds 1."""
    if people.value is None:
        return people
    ends = [
        people.low if people.low is not None else people.value,
        people.high if people.high is not None else people.value,
    ]
    scores = [100.0 * min(one, 1 / one) if one > 0 else 0.0 for one in (people.value, *ends)]
    high = 100.0 if ends[0] <= 1 <= ends[1] else max(scores)
    return Figure(value=scores[0], low=min(scores), high=high, n=people.n)


def _percent(figure: Figure) -> Figure:
    if figure.value is None:
        return figure
    low, high = (None if one is None else 100.0 * one for one in (figure.low, figure.high))
    return Figure(value=100.0 * figure.value, low=low, high=high, n=figure.n)


def _structure(state: State, major: str, plan: Curriculum | None, *, until: str) -> Sub:
    """Return 100·M5 of what courses name and what ads ask, by the broadest skill above; knowledge and skills only."""
    from ronghe.insight.measures import m05_divergence  # scipy takes long to import

    codes, months = tuple(majors.occupations_of(major)), majors.window(state, until=until).after
    behind = replace(
        majors.trace_of(state, codes, months, total=majors.ads(state, codes, months)), formula="M5", version=1
    )
    if plan is None or not _enough(plan):
        return withheld("no-syllabus" if plan else "no-supply", n=behind.ads_total), behind
    groups = _groups(state)
    wanted, taught = defaultdict[str, float](float), defaultdict[str, float](float)
    for skill, number in majors.asked(state, codes, months).items():
        if skill in groups:
            wanted[groups[skill]] += number
    for one in (one for course in plan.courses for one in course.teaches if one.skill_id in groups):
        taught[groups[one.skill_id]] += 1
    cells = sorted({*wanted, *taught})
    figure = m05_divergence.match([taught[one] for one in cells], [wanted[one] for one in cells])
    return _percent(figure), _with_courses(behind, plan)


def _currency(state: State, major: str, plan: Curriculum | None, *, until: str) -> Sub:
    """Return 100·M1 over the skills whose share of ads rose in a year, by the ads that ask them now."""
    codes, found = tuple(majors.occupations_of(major)), majors.window(state, until=until)
    before, after = majors.ads(state, codes, found.before), majors.ads(state, codes, found.after)
    behind = majors.trace_of(state, codes, found.after, total=after)
    if not found.before:
        return withheld("short", n=after, floor=2 * majors.YEAR), behind
    if plan is None or not _enough(plan):
        return withheld("no-syllabus" if plan else "no-supply", n=after), behind
    if min(before, after) < LEAST_ADS:
        return withheld("sample", n=min(before, after), floor=LEAST_ADS), behind
    was, now = majors.asked(state, codes, found.before), majors.asked(state, codes, found.after)
    rising = [one for one, number in now.items() if number >= LEAST_ADS and number / after > was.get(one, 0) / before]
    supply = defaultdict[int, float](float)
    for one in (one for course in plan.courses for one in course.teaches):
        supply[one.skill_id] += one.weight
    covered = m01_coverage.coverage(
        [now[one] for one in rising], [supply[one] for one in rising], n=after, threshold=SUFFICES
    ).covered
    return _percent(covered), _with_courses(replace(behind, formula="M1", version=1), plan)


def _enough(plan: Curriculum) -> bool:
    return sum(one.has_syllabus for one in plan.courses) >= LEAST_SYLLABI * len(plan.courses) > 0


def _with_courses(behind: Trace, plan: Curriculum) -> Trace:
    nodes = tuple(one.node for one in plan.courses)
    return replace(behind, courses=nodes[: traces.SAMPLE], courses_total=len(nodes))


def _groups(state: State) -> Mapping[int, str]:
    """Return the broadest skill above each skill of knowledge (K) and each skill or tool (S)."""
    found = rows(f"select skill_id, name, parent, type from {parts(paths_of(state)['skill'], [])}", [])
    parent = {name: above for _, name, above, _ in found}

    def root(name: str) -> str:
        while parent.get(name):
            name = parent[name]
        return name

    return {skill: root(name) for skill, name, _, kind in found if kind in ("K", "S")}
