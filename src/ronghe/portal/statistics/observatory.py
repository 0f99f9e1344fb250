"""The observatory: what the built state of insight says, for pages. A state never changes, so answers are kept."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ronghe.insight import behind, foreseen, results
from ronghe.insight.figures import Figure
from ronghe.insight.reading import Filter
from ronghe.insight.results import Count, Pay, SkillShare, Totals
from ronghe.insight.store import State, Store, StoreError
from ronghe.portal.organisations.models import Membership, Organisation

KEPT = 256
YEAR = 12
_MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The last complete state of the store, known by its snapshot; `demo` where its data is invented."""

    root: str
    snapshot: str
    lexicon_version: str
    demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a filter leaves: totals, months, places, occupations, industries, skills and pay."""

    totals: Totals
    growth: Figure
    months: tuple[Count, ...]
    provinces: tuple[Count, ...]
    occupations: tuple[Count, ...]
    industries: tuple[Count, ...]
    skills: tuple[SkillShare, ...]
    pay: Pay | None
    pays: tuple[tuple[str, Pay], ...]


def opened(snapshot: str = "") -> Opened | None:
    """Return the state that pages show, or the kept one of a snapshot; None where there is none that can be read."""
    root = Path(settings.INSIGHT)
    try:
        state = Store(root).state(snapshot)
    except StoreError:
        return None
    if state is None:
        return None
    demo = (root / "DEMO").exists()
    return Opened(root=str(root), snapshot=state.snapshot, lexicon_version=state.lexicon_version, demo=demo)


@functools.lru_cache(maxsize=8)
def state_of(at: Opened) -> State:
    """Return the state that was opened. Raises LookupError when it has been removed since."""
    state = Store(Path(at.root)).state(at.snapshot)
    if state is None:
        raise LookupError(at.snapshot)
    return state


def paths_of(at: Opened) -> Mapping[str, list[str]]:
    """Return the paths of the parts of each table of a state."""
    state = state_of(at)
    return {table: state.paths(table) for table in state.tables}


@functools.lru_cache(maxsize=KEPT)
def overview(at: Opened, chosen: Filter) -> Overview:
    """Return everything that the first page of the observatory shows for a filter."""
    paths = paths_of(at)
    months = results.by_month(paths, chosen)
    return Overview(
        totals=results.totals(paths, chosen),
        growth=growth({one.key: one.ads for one in months}),
        months=months,
        provinces=results.by_province(paths, chosen),
        occupations=results.by_occupation(paths, chosen, limit=12),
        industries=results.by_industry(paths, chosen, limit=12),
        skills=results.skills(paths, chosen, limit=15) if chosen.skill is None else (),
        pay=results.pay(paths, chosen),
        pays=results.pay_by(paths, chosen, dimension="occupation", limit=10),
    )


def growth(months: Mapping[str, int]) -> Figure:
    """Return how the ads of the last twelve months grew over the twelve before, with its interval of 95 %.

    The numbers are taken as Poisson: the logarithm of their ratio has the variance 1/a + 1/b. Fewer than 24 months, or
    fewer ads in a year than the floor, give no growth.
    """
    names = sorted(months)
    last, before = names[-YEAR:], names[-2 * YEAR : -YEAR]
    a, b = sum(months[one] for one in last), sum(months[one] for one in before)
    if len(before) < YEAR or min(a, b) < results.FLOOR:
        return Figure(value=None, n=a + b, withheld="floor")
    half = 1.96 * math.sqrt(1 / a + 1 / b)
    return Figure(value=a / b - 1, low=a / b * math.exp(-half) - 1, high=a / b * math.exp(half) - 1, n=a + b)


@functools.lru_cache(maxsize=KEPT)
def asked_share(at: Opened, skill: int) -> Figure:
    """Return the share of all ads that ask a skill."""
    paths = paths_of(at)
    return results.share(results.totals(paths, Filter(skill=skill)).ads, results.totals(paths, Filter()).ads)


@functools.lru_cache(maxsize=KEPT)
def together(at: Opened, skill: int) -> tuple[SkillShare, ...]:
    """Return the skills that are asked in the same ads."""
    return results.together(paths_of(at), Filter(skill=skill), limit=15)


@functools.lru_cache(maxsize=KEPT)
def taught(at: Opened, skill: int) -> int:
    """Return how many courses of the training plans that were delivered teach a skill."""
    paths = paths_of(at)
    return results.courses_with(paths, skill) if paths.get("course_skill") else 0


@functools.lru_cache(maxsize=KEPT)
def quotients(at: Opened, region: str) -> Mapping[str, Figure]:
    """Return the location quotient (M9) of each industry in a place against all ads."""
    from ronghe.insight.measures import m09_location

    paths = paths_of(at)
    whole = {one.key: one.ads for one in results.by_industry(paths, Filter(), limit=_MANY)}
    here = {one.key: one.ads for one in results.by_industry(paths, Filter(region=region), limit=_MANY)}
    keys = sorted(whole)
    found = m09_location.quotients([here.get(one, 0) for one in keys], [whole[one] for one in keys])
    return dict(zip(keys, found, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What no figure holds: copies of the same month under a filter, and rows that were refused in all deliveries."""

    copies: int
    refused: int


def left_out(at: Opened, chosen: Filter) -> LeftOut:
    """Return how much was left out of figures."""
    from_sources = sources(at, chosen)
    refused = sum(one.number for one in findings(at) if one.severity == "refused")
    return LeftOut(copies=sum(one.ads - one.counted for one in from_sources), refused=refused)


@functools.lru_cache(maxsize=KEPT)
def sources(at: Opened, chosen: Filter) -> tuple[behind.Source, ...]:
    """Return the sources of the ads that a filter leaves."""
    return behind.sources(paths_of(at), chosen)


@functools.lru_cache(maxsize=8)
def findings(at: Opened) -> tuple[behind.LeftOut, ...]:
    """Return what was refused or dropped in the deliveries of ads, by field and reason."""
    return behind.left_out([one.findings for one in Store(Path(at.root)).staged("ads")])


def ads(at: Opened, chosen: Filter, *, offset: int, limit: int) -> tuple[behind.Ad, ...]:
    """Return the ads behind a figure, the newest first."""
    return behind.ads(paths_of(at), chosen, offset=offset, limit=limit)


@functools.lru_cache(maxsize=KEPT)
def edges(at: Opened, sources_of: tuple[str, ...], *, limit: int = 60) -> tuple[behind.Edge, ...]:
    """Return the edges of the map that leave nodes, the heaviest first; none where no map was built."""
    paths = paths_of(at)
    return behind.edges(paths, sources=sources_of, limit=limit) if paths.get("edge") else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The forecast of a month, with its interval of 80 %."""

    month: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is foreseen for a filter, and how well the same method foresaw the past."""

    points: tuple[Foreseen, ...] = ()
    run: str = ""
    error: float | None = None
    naive_error: float | None = None
    covered: float | None = None


def forecast(at: Opened, chosen: Filter) -> Forecast:
    """Return the forecast that was frozen for all ads or for one place, industry, occupation or skill; else empty."""
    runs = Path(at.root) / "runs"
    found = _forecasts(at, runs.stat().st_mtime_ns if runs.exists() else 0)
    key = _series(chosen)
    if found is None or key is None or not found.months.get(key):
        return Forecast()
    kind = key[0]
    return Forecast(
        points=tuple(
            Foreseen(month=month, figure=figure) for month, figure in found.months[key] if not figure.withheld
        ),
        run=found.run,
        error=found.errors.get(key, found.overall.get((kind, "combined", "WAPE"))),
        naive_error=found.overall.get((kind, "naive", "WAPE")),
        covered=found.overall.get((kind, "combined", "coverage")),
    )


@functools.lru_cache(maxsize=2)
def _forecasts(at: Opened, _changed: int) -> foreseen.Forecasts | None:
    return foreseen.forecasts(Path(at.root), at.snapshot)


def _series(chosen: Filter) -> tuple[str, str] | None:
    """Return which series a filter names: one condition at most, and a place that is a province."""
    given = {
        "region": chosen.region,
        "industry": chosen.industry,
        "occupation": chosen.occupation,
        "skill": "" if chosen.skill is None else str(chosen.skill),
    }
    named = [(kind, name) for kind, name in given.items() if name]
    if chosen.since or chosen.until or len(named) > 1:
        return None
    return named[0] if named else ("every", "ad")


@functools.lru_cache(maxsize=2)
def _courses(at: Opened) -> Mapping[str, str]:
    return results.course_names(paths_of(at))


def course_name(at: Opened, key: str) -> str:
    """Return the name of a course given as `school/major/plan/course`; the key itself where it is unknown."""
    return _courses(at).get(key, key)


def schools_seen(acting: Membership | None) -> frozenset[str] | None:
    """Return the schools whose courses a reader may see by name: None is all, for a ministry.

    A school sees its own, a department those of its province, others none.
    """
    kinds = Organisation.Kind
    if acting is None:
        return frozenset()
    here = acting.organisation
    if here.kind in (kinds.MINISTRY, kinds.AGENCY):
        return None
    if here.kind == kinds.COLLEGE and here.parent is not None:
        here = here.parent
    if here.kind == kinds.UNIVERSITY:
        return frozenset({here.school_code})
    if here.kind == kinds.PROVINCIAL_DEPARTMENT:
        schools = Organisation.objects.filter(kind=kinds.UNIVERSITY, province=here.province).exclude(school_code="")
        return frozenset(schools.values_list("school_code", flat=True))
    return frozenset()
