"""TAL-10: what industry asks for, by industry, place, occupation and month: counts, shares, pay, growth, skills.

Everything is counted over the ads that a filter leaves, so that the same filter finds the ads behind a figure.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.forecasting.panel import unbroken
from ronghe.insight.intervals import wilson
from ronghe.insight.measures import m02_rca, m06_deviation, m09_location
from ronghe.insight.products import traces
from ronghe.insight.products.traces import Trace
from ronghe.insight.reading import DIMENSIONS, Filter, cells, counted_ads, place_prefix, rows
from ronghe.insight.runs import Value, run_id
from ronghe.insight.store import State

FORMULA = Formula(
    key="DEM",
    version=3,
    title=("人才需求", "Demand for talent"),
    formula="share = n_k/n; growth = n_after/n_before − 1; pay = median((low + high)/2)",
    unit="advertisements; share; ratio; yuan a month",
    source="advertisements, each once a month; Wilson, log ratio of Poisson counts, order statistics",
    floor=10,
    note=(
        "去重后的招聘广告;增长为最近一段与之前同样长的一段(至多各 12 个月)之比;薪资只计写明者。区间均为 95 %,"
        "预测区间为 80 %。",
        "Advertisements without their copies; growth is of the latest months over as many before (12 at most); pay "
        "only of those that say it. Intervals of 95 %, of forecasts 80 %.",
    ),
)
_Z = 1.959963984540054
_QUANTILES = [round(0.005 * at, 3) for at in range(20, 181)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value of a dimension: its ads, their share of all that the filter leaves, their growth and median pay."""

    key: str
    ads: int
    share: Figure
    growth: Figure
    pay: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLine:
    """A skill: the share of the ads that ask it, and its advantage (M2) over all ads of the same months."""

    skill_id: int
    share: Figure
    rca: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A month to come with its forecast; `wape` is how wrong such forecasts were, `naive` repeating the last month."""

    month: str
    figure: Figure
    wape: float | None
    naive: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The demand that a filter leaves: the whole, its months, its lines by dimension, its skills and its forecast."""

    whole: Line
    months: tuple[tuple[str, int], ...]
    lines: Mapping[str, tuple[Line, ...]]
    skills: tuple[SkillLine, ...]
    ahead: tuple[Ahead, ...]
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place beside all of them: M9 of each industry, how alike its structure is, and its deviation from the whole."""

    region: str
    quotients: Mapping[str, Figure]
    hachman: Figure
    krugman: Figure
    deviation: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a demand is asked for: the ads, the smallest sample, lines a dimension, and months ahead (0: none)."""

    chosen: Filter = field(default_factory=Filter)
    floor: int = FORMULA.floor
    limit: int = 20
    horizon: int = 0

    @property
    def parameters(self) -> dict[str, object]:
        """Return everything that a figure depends on besides the state."""
        return asdict(self)


def demand(state: State, wanted: Wanted) -> Demand:
    """Return the demand over a state: figures under the floor are withheld, with the reason."""
    total = _lines(state, wanted, "", whole=None)
    whole = total[0] if total else _nothing(wanted)
    months = _months(state, wanted)
    return Demand(
        whole=whole,
        months=months,
        lines={one: _lines(state, wanted, one, whole=whole.ads) for one in ("industry", "province", "occupation")},
        skills=_skills(state, wanted, n=whole.ads),
        ahead=_ahead(state, months, wanted) if wanted.horizon else (),
        trace=traces.of(
            FORMULA,
            snapshot=state.snapshot,
            ads_total=whole.ads,
            filter=wanted.chosen,
            run=run_id(state, formula=FORMULA, parameters=wanted.parameters),
        ),
    )


def compare(state: State, wanted: Wanted, *, regions: Sequence[str]) -> tuple[Place, ...]:
    """Return places beside all places that the filter leaves, by the industries of their ads."""
    sql, given = cells(state_paths(state), "cube_ads", wanted.chosen)
    counts = rows(
        f"select region, industry, sum(ads) from {sql} where industry <> '' and region not in ('', '000000')"
        " group by all order by all",
        given,
    )
    industries = sorted({industry for _, industry, _ in counts})
    whole = [float(sum(ads for _, one, ads in counts if one == industry)) for industry in industries]
    return tuple(
        _place(region, industries, [_of(counts, region, industry) for industry in industries], whole, wanted.floor)
        for region in regions
    )


def values(found: Demand) -> Iterator[Value]:
    """Return the figures of a demand as the values of a run, to be frozen."""
    for name, figure in _figures(found.whole):
        yield Value(keys={"part": name}, figure=figure)
    for dimension, lines in found.lines.items():
        for line in lines:
            for name, figure in _figures(line):
                yield Value(keys={dimension: line.key, "part": name}, figure=figure)
    for month, ads in found.months:
        yield Value(keys={"month": month, "part": "ads"}, figure=Figure(value=ads, n=ads))
    for one in found.skills:
        yield Value(keys={"skill": str(one.skill_id), "part": "share"}, figure=one.share)
        yield Value(keys={"skill": str(one.skill_id), "part": "rca"}, figure=one.rca)
    for ahead in found.ahead:
        yield Value(keys={"month": ahead.month, "part": "forecast"}, figure=ahead.figure)


def state_paths(state: State) -> dict[str, list[str]]:
    """Return the paths of a state's parts by table, as the readers of `results` take them."""
    return {name: state.paths(name) for name in state.tables}


def share_of(part: int, whole: int, *, floor: int) -> Figure:
    """Return a share of ads with Wilson's interval; withheld where the part is under the floor."""
    if part < floor:
        return withheld("sample", n=part, floor=floor)
    low, high = wilson(part, whole)
    return Figure(value=part / whole, low=low, high=high, n=whole)


def growth(before: int, after: int, *, floor: int) -> Figure:
    """Return after / before − 1 with the interval of the log ratio of two Poisson counts; both reach the floor."""
    n = before + after
    if min(before, after) < floor:
        return withheld("sample", n=n, floor=floor)
    factor = math.exp(_Z * math.sqrt(1 / before + 1 / after))
    ratio = after / before
    return Figure(value=ratio - 1, low=ratio / factor - 1, high=ratio * factor - 1, n=n)


def median(quantiles: Sequence[float] | None, *, n: int, floor: int) -> Figure:
    """Return a median with the interval of order statistics (Conover 1999, 3.2); `quantiles` at .1, .105 … .9."""
    if n < floor or not quantiles:
        return withheld("sample", n=n, floor=floor)
    half = min(_Z / (2 * math.sqrt(n)), 0.4)
    low, value, high = np.interp([0.5 - half, 0.5, 0.5 + half], _QUANTILES, quantiles)
    return Figure(value=float(value), low=float(low), high=float(high), n=n)


def _lines(state: State, wanted: Wanted, dimension: str, *, whole: int | None) -> tuple[Line, ...]:
    """Return the lines of a dimension, the most ads first; without one, the whole as a single line."""
    sql, given = counted_ads(state_paths(state), wanted.chosen)
    key = DIMENSIONS[dimension] if dimension else "''"
    before, after = _halves(state, wanted.chosen)
    known = f"where {key} <> ''" if dimension else ""
    found = rows(
        f"select {key} as key, count(*), count(*) filter (where list_contains(?, month)),"
        " count(*) filter (where list_contains(?, month)), count(pay), quantile_cont(pay, ?)"
        f" from (select *, (pay_low + pay_high) / 2 as pay from {sql}) {known} group by 1 order by 2 desc, 1 limit ?",
        [before, after, _QUANTILES, *given, wanted.limit],
    )
    return tuple(
        Line(
            key=key,
            ads=int(ads),
            share=share_of(int(ads), int(ads) if whole is None else whole, floor=wanted.floor),
            growth=growth(int(was), int(now), floor=wanted.floor) if before else withheld("apart", n=0),
            pay=median(pay, n=int(paid), floor=wanted.floor),
        )
        for key, ads, was, now, paid, pay in found
    )


def _nothing(wanted: Wanted) -> Line:
    none = withheld("sample", n=0, floor=wanted.floor)
    return Line(key="", ads=0, share=none, growth=none, pay=none)


def _halves(state: State, chosen: Filter) -> tuple[list[str], list[str]]:
    """Return the latest months of the filter, and as many before them, at most twelve each and none missing."""
    known = sorted(one.month for one in state.tables["ad"])
    kept = unbroken([one for one in known if (chosen.since or one) <= one <= (chosen.until or one)])
    half = min(len(kept) // 2, 12)
    return (kept[-2 * half : -half], kept[-half:]) if half else ([], [])


def _months(state: State, wanted: Wanted) -> tuple[tuple[str, int], ...]:
    sql, given = counted_ads(state_paths(state), wanted.chosen)
    found = rows(f"select month, count(*) from {sql} group by 1 order by 1", given)
    return tuple((month, int(ads)) for month, ads in found)


def _skills(state: State, wanted: Wanted, *, n: int) -> tuple[SkillLine, ...]:
    chosen = wanted.chosen
    here, given_here = cells(state_paths(state), "cube_demand", chosen)
    period = Filter(since=chosen.since, until=chosen.until)
    everywhere, given_all = cells(state_paths(state), "cube_demand", period)
    ads, given_ads = cells(state_paths(state), "cube_ads", period)
    found = rows(
        f"with here as (select skill_id, sum(ads) as n_os from {here} group by 1),"
        f" everywhere as (select skill_id, sum(ads) as n_s from {everywhere} group by 1)"
        f" select skill_id, n_os, n_s, (select sum(ads) from {ads})"
        " from here join everywhere using (skill_id) order by n_os desc, skill_id limit ?",
        [*given_here, *given_all, *given_ads, wanted.limit],
    )
    return tuple(
        SkillLine(
            skill_id=skill,
            share=share_of(int(n_os), n, floor=wanted.floor),
            rca=m02_rca.rca(int(n_os), n_o=n, n_s=int(n_s), n=int(total), floor=wanted.floor),
        )
        for skill, n_os, n_s, total in found
    )


def _ahead(state: State, months: tuple[tuple[str, int], ...], wanted: Wanted) -> tuple[Ahead, ...]:
    from ronghe.insight.forecasting.forecasts import forecasts
    from ronghe.insight.forecasting.models import COMBINED, NAIVE
    from ronghe.insight.forecasting.panel import panel

    if not months:
        return ()
    observed = [one.month for one in state.tables["ad"] if (wanted.chosen.since or one.month) <= one.month]
    kept = [one for one in observed if one <= (wanted.chosen.until or one)]
    (one,) = forecasts(panel({"": dict(months)}, months=kept), horizon=wanted.horizon).series
    wrong = {model: one.errors[model].wape if model in one.errors else None for model in (COMBINED, NAIVE)}
    return tuple(
        Ahead(month=month, figure=figure, wape=wrong[COMBINED], naive=wrong[NAIVE])
        for month, figure in zip(one.months, one.figures, strict=True)
    )


def _of(counts: Sequence[tuple[str, str, int]], region: str, industry: str) -> float:
    prefix = place_prefix(region)
    return float(sum(ads for place, one, ads in counts if one == industry and place.startswith(prefix)))


def _place(region: str, industries: Sequence[str], here: list[float], whole: list[float], floor: int) -> Place:
    quotients = m09_location.quotients(here, whole, floor=floor)
    return Place(
        region=region,
        quotients=dict(zip(industries, quotients, strict=True)),
        hachman=m09_location.hachman(here, whole, floor=floor),
        krugman=m09_location.krugman(here, whole, floor=floor),
        deviation=m06_deviation.deviation(here, whole, floor=floor).total,
    )


def _figures(line: Line) -> Iterator[tuple[str, Figure]]:
    yield "ads", Figure(value=line.ads, n=line.ads)
    yield from (("share", line.share), ("growth", line.growth), ("pay", line.pay))
