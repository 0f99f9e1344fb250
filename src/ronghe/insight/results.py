"""What a built state says, read for screens: counts, shares with intervals, pay. DuckDB over the parts, no more.

Every function takes the paths of a state's parts, so that a figure always belongs to one snapshot. An ad counts once a
month (its copies do not); shares have Wilson's interval of 95 %.
"""

from dataclasses import dataclass

from ronghe.insight.figures import Figure
from ronghe.insight.intervals import wilson
from ronghe.insight.reading import DIMENSIONS, Filter, Paths, cells, counted_ads, parts, rows

FLOOR = 10  # fewer ads than this give no share and no pay: docs/insight.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many ads of how many employers, over which months."""

    ads: int
    firms: int
    months: int
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A key of a dimension with its number of ads."""

    key: str
    ads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillShare:
    """A skill with the share of the ads that ask it, and how much more than in all ads of the period (RCA, M2)."""

    skill_id: int
    share: Figure
    rca: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """Yuan a month in the middle of what is offered: quartiles over the ads that say it."""

    low: float
    median: float
    high: float
    n: int


def share(part: int, whole: int, *, floor: int = FLOOR) -> Figure:
    """Return a share with its interval (Wilson 1927), or why there is none: the whole is under the floor."""
    if whole < floor:
        return Figure(value=None, n=whole, withheld="floor")
    low, high = wilson(part, whole)
    return Figure(value=part / whole, low=low, high=high, n=whole)


def totals(paths: Paths, chosen: Filter) -> Totals:
    """Return the ads and employers that a filter leaves."""
    sql, given = counted_ads(paths, chosen)
    row = rows(
        f"select count(*), count(distinct nullif(firm, '')), count(distinct month), min(month), max(month) from {sql}",
        given,
    )[0]
    return Totals(ads=row[0], firms=row[1], months=row[2], first=row[3] or "", last=row[4] or "")


def by_month(paths: Paths, chosen: Filter) -> tuple[Count, ...]:
    """Return the ads of each month that has any, the earliest first."""
    return _counted(paths, chosen, "month", "order by key")


def by_province(paths: Paths, chosen: Filter) -> tuple[Count, ...]:
    """Return the ads of each province (two digits; `00`: all of China), the most first."""
    return _counted(paths, chosen, "substr(region, 1, 2)", "order by ads desc, key")


def by_region(paths: Paths, chosen: Filter, *, limit: int = 20) -> tuple[Count, ...]:
    """Return the ads of each city (six digits), the most first."""
    return _counted(paths, chosen, "region", f"order by ads desc, key limit {int(limit)}")


def by_industry(paths: Paths, chosen: Filter, *, limit: int = 20) -> tuple[Count, ...]:
    """Return the ads of each industry whose key is known, the most first."""
    return _counted(paths, chosen, "industry", f"order by ads desc, key limit {int(limit)}", known=True)


def by_occupation(paths: Paths, chosen: Filter, *, limit: int = 20) -> tuple[Count, ...]:
    """Return the ads of each occupation that could be coded, the most first."""
    return _counted(paths, chosen, "occupation", f"order by ads desc, key limit {int(limit)}", known=True)


def skills(paths: Paths, chosen: Filter, *, limit: int = 30) -> tuple[SkillShare, ...]:
    """Return the skills that the chosen ads ask most, with their share and RCA against all ads of the same months.

    RCA (Balassa 1965) is the share here over the share in all; it is None where a skill has less than 10 ads here.
    """
    period = Filter(since=chosen.since, until=chosen.until)
    here, given_here = cells(paths, "cube_demand", chosen)
    all_of, given_all = cells(paths, "cube_demand", period)
    n_here, n_all = _ads_in(paths, chosen), _ads_in(paths, period)
    found = rows(
        f"with here as (select skill_id, sum(ads) as ads from {here} group by skill_id),"
        f" everywhere as (select skill_id, sum(ads) as ads from {all_of} group by skill_id)"
        " select skill_id, here.ads, everywhere.ads from here join everywhere using (skill_id)"
        f" order by here.ads desc, skill_id limit {int(limit)}",
        [*given_here, *given_all],
    )
    return tuple(
        SkillShare(
            skill_id=skill_id,
            share=share(int(asked), n_here),
            rca=(asked / n_here) / (everywhere / n_all) if asked >= FLOOR and n_here >= FLOOR else None,
        )
        for skill_id, asked, everywhere in found
    )


def pay(paths: Paths, chosen: Filter) -> Pay | None:
    """Return the quartiles of the middle of the offered pay; None where fewer ads than the floor say it."""
    sql, given = counted_ads(paths, chosen)
    low, median, high, n = rows(
        "select quantile_cont(pay, 0.25), median(pay), quantile_cont(pay, 0.75), count(*)"
        f" from (select (pay_low + pay_high) / 2 as pay from {sql} where pay_low is not null and pay_high is not null)",
        given,
    )[0]
    return Pay(low=low, median=median, high=high, n=n) if n >= FLOOR else None


def pay_by(paths: Paths, chosen: Filter, *, dimension: str, limit: int = 20) -> tuple[tuple[str, Pay], ...]:
    """Return the quartiles of pay for each value of `month`, `province`, `industry` or `occupation` over the floor."""
    key = DIMENSIONS[dimension]
    sql, given = counted_ads(paths, chosen)
    found = rows(
        f"select {key}, quantile_cont(pay, 0.25), median(pay), quantile_cont(pay, 0.75), count(*) as n"
        f" from (select *, (pay_low + pay_high) / 2 as pay from {sql})"
        f" where pay is not null and {key} <> '' group by 1 having n >= {FLOOR} order by n desc, 1 limit {int(limit)}",
        given,
    )
    return tuple((row[0], Pay(low=row[1], median=row[2], high=row[3], n=row[4])) for row in found)


def together(paths: Paths, chosen: Filter, *, limit: int = 20) -> tuple[SkillShare, ...]:
    """Return the skills asked in the same ads as the chosen skill; the share is of the ads that ask it."""
    facts, given = cells(paths, "ad_skill", chosen)
    n = rows(f"select count(distinct ad_id) from {facts}", given)[0][0]
    others, given_others = cells(paths, "ad_skill", Filter(since=chosen.since, until=chosen.until))
    found = rows(
        f"select skill_id, count(*) as ads from {others} where skill_id <> ? and ad_id in (select ad_id from {facts})"
        f" group by 1 order by ads desc, 1 limit {int(limit)}",
        [*given_others, chosen.skill, *given],
    )
    return tuple(SkillShare(skill_id=row[0], share=share(row[1], n), rca=None) for row in found)


def _counted(paths: Paths, chosen: Filter, key: str, order: str, *, known: bool = False) -> tuple[Count, ...]:
    table = "cube_demand" if chosen.skill is not None else "cube_ads"
    sql, given = cells(paths, table, chosen)
    where = f" where {key} <> ''" if known else ""
    found = rows(f"select {key} as key, sum(ads) as ads from {sql}{where} group by 1 {order}", given)
    return tuple(Count(key=row[0], ads=int(row[1])) for row in found)


def _ads_in(paths: Paths, chosen: Filter) -> int:
    sql, given = cells(paths, "cube_demand" if chosen.skill is not None else "cube_ads", chosen)
    return int(rows(f"select coalesce(sum(ads), 0) from {sql}", given)[0][0])


def skill_names(paths: Paths) -> dict[int, tuple[str, str, str]]:
    """Return the name, the English name (may be empty) and the type of every skill of the lexicon of a state."""
    found = rows(f"select skill_id, name, english, type from {parts(paths['skill'], [])}", [])
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def values_of(paths: Paths, dimension: str) -> tuple[str, ...]:
    """Return the known values of `month`, `province`, `region`, `industry` or `occupation`, in order."""
    key = DIMENSIONS[dimension]
    found = rows(f"select distinct {key} as key from {parts(paths['cube_ads'], [])} where {key} <> '' order by 1", [])
    return tuple(row[0] for row in found)


def courses_with(paths: Paths, skill: int) -> int:
    """Return how many courses of the delivered training plans teach a skill."""
    sql = f"select count(distinct (school, major, plan, course)) from {parts(paths['course_skill'], ['skill_id = ?'])}"
    return int(rows(sql, [skill])[0][0])


def course_names(paths: Paths) -> dict[str, str]:
    """Return the names of all courses by `school/major/plan/course`; none where no training plan was delivered."""
    if not paths.get("course"):
        return {}
    key = "concat_ws('/', school, major, plan, course)"
    return dict(map(tuple, rows(f"select {key}, any_value(name) from {parts(paths['course'], [])} group by 1", [])))
