"""Measures of demand alone: advantages and relatedness of skills, what places have more of, shortage, forecasts."""

from collections.abc import Callable, Iterator

import numpy as np

from ronghe.insight.computing.inputs import Asked, Missing, asked, months, of
from ronghe.insight.computing.parameters import Parameters
from ronghe.insight.figures import Figure, withheld
from ronghe.insight.forecasting.forecasts import FORMULA as FORECAST
from ronghe.insight.forecasting.forecasts import Forecasts, forecasts
from ronghe.insight.forecasting.models import COMBINED
from ronghe.insight.forecasting.panel import panel, unbroken
from ronghe.insight.measures import m02_rca, m03_cosine, m04_relatedness, m09_location, m12_shortage
from ronghe.insight.runs import Value
from ronghe.insight.store import State

Say = Callable[[str], None]
_PAIRS = 2000  # of related skills, the nearest


def advantages(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M2 of every occupation and skill whose support reaches the floor; an occupation under it is withheld."""
    found = asked(state)
    totals = found.asked
    for at, occupation in enumerate(found.occupations):
        say(f"{at + 1} of {len(found.occupations)} occupations")
        n_o = found.ads[at]
        if n_o < given.floor:
            yield Value(keys={"occupation": occupation}, figure=withheld("sample", n=int(n_o), floor=given.floor))
            continue
        row = found.counts[[at]]
        for column, number in zip(row.indices, row.data, strict=True):
            if number >= given.floor:
                figure = m02_rca.rca(number, n_o=n_o, n_s=totals[column], n=found.n, floor=given.floor)
                yield Value(keys={"occupation": occupation, "skill": str(found.skills[column])}, figure=figure)


def relatedness(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M4 of the most related pairs of skills that matter to enough occupations."""
    found = _counted(asked(state), floor=given.floor)
    matrix = m03_cosine.advantages(found.counts, ads=found.ads, asked=found.asked, n=found.n)
    each = np.asarray(matrix.sum(axis=0)).ravel()
    common = np.flatnonzero(each >= m04_relatedness.FORMULA.floor)
    if not len(common):
        raise Missing(f"no skill matters to {m04_relatedness.FORMULA.floor} occupations")
    kept = matrix[:, common]
    say(f"{len(common)} skills")
    near = np.triu(m04_relatedness.relatedness(kept), k=1)
    order = np.argsort(-near, axis=None, kind="stable")[:_PAIRS]
    together = (kept.T @ kept).toarray()
    for one, other in zip(*np.unravel_index(order, near.shape), strict=True):
        if near[one, other] > 0:
            figure = m04_relatedness.related(
                int(together[one, other]), first=int(each[common[one]]), second=int(each[common[other]])
            )
            keys = {"skill": str(found.skills[common[one]]), "other": str(found.skills[common[other]])}
            yield Value(keys=keys, figure=figure)


def places(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M9 of every province and industry against all that is known, with Hachman's and Krugman's indices."""
    cells = of(
        state,
        "cube_ads",
        "substr(region, 1, 2) as province, industry, sum(ads) as ads",
        then="where industry <> '' and region not in ('', '000000') group by 1, 2 order by 1, 2",
    )
    industries = sorted({str(industry) for _, industry, _ in cells})
    if not industries:
        raise Missing("no advertisement with a place and an industry")
    counts: dict[str, list[float]] = {}
    for province, industry, ads in cells:
        counts.setdefault(str(province), [0.0] * len(industries))[industries.index(str(industry))] = float(ads)
    whole = np.sum([*counts.values()], axis=0)
    for place, row in counts.items():
        say(place)
        region = f"{place}0000"
        quotients = m09_location.quotients(row, whole, floor=given.floor)
        for industry, figure in zip(industries, quotients, strict=True):
            yield Value(keys={"region": region, "industry": industry}, figure=figure)
        indices = {"hachman": m09_location.hachman, "krugman": m09_location.krugman}
        for name, index in indices.items():
            yield Value(keys={"region": region, "index": name}, figure=index(row, whole, floor=given.floor))


def shortage(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return M12 of each occupation from the growth of its ads and its pay; nobody tells how long posts stay open."""
    observed = unbroken(months(state))
    half = min(len(observed) // 2, 12)
    if not half:
        raise Missing("two months in a row with advertisements, to see growth")
    before, after = observed[-2 * half : -half], observed[-half:]
    say(f"{before[0]} to {before[-1]} against {after[0]} to {after[-1]}")
    paid = dict(
        of(
            state,
            "ad",
            "occupation, median((pay_low + pay_high) / 2)",
            then=f"where ad_id = dup_group and month >= '{after[0]}' and occupation <> '' group by 1",
        )
    )
    cells = of(
        state,
        "cube_ads",
        f"occupation, sum(ads) filter (where month between '{before[0]}' and '{before[-1]}'),"
        f" sum(ads) filter (where month >= '{after[0]}')",
        then="where occupation <> '' group by 1 order by 1",
    )
    growth = [_growth(was, now) for _, was, now in cells]
    pay = [float(paid.get(occupation) or "nan") for occupation, *_ in cells]
    n = [int(now or 0) for *_, now in cells]
    found = m12_shortage.shortage({"growth": growth, "pay": np.log(pay)}, n=n, floor=given.floor)
    for (occupation, *_), figure in zip(cells, found, strict=True):
        yield Value(keys={"occupation": str(occupation)}, figure=figure)


_SERIES = {
    "every": ("cube_ads", "'ad'"),
    "occupation": ("cube_ads", "occupation"),
    "industry": ("cube_ads", "industry"),
    "region": ("cube_ads", "substr(region, 1, 2) || '0000'"),
    "skill": ("cube_demand", "skill_id"),
}


def expected(state: State, given: Parameters, say: Say) -> Iterator[Value]:
    """Return F of all ads, of each occupation, industry, province and skill with enough of them, and past errors."""
    observed = months(state)
    if len(observed) < FORECAST.floor:
        raise Missing(f"{FORECAST.floor} months with advertisements; there are {len(observed)}")
    for kind, (table, key) in _SERIES.items():
        series: dict[str, dict[str, float]] = {}
        columns = f"cast({key} as varchar) as name, month, sum(ads)"
        for name, month, ads in of(state, table, columns, then="where name <> '' group by all order by all"):
            series.setdefault(name, {})[month] = float(ads)
        kept = {name: one for name, one in series.items() if sum(one.values()) >= given.floor * len(observed)}
        if kept:
            yield from _expected(kind, forecasts(panel(kept, months=observed), horizon=given.horizon, say=say))


def _expected(kind: str, made: Forecasts) -> Iterator[Value]:
    for one in made.series:
        for month, figure in zip(one.months, one.figures, strict=True):
            yield Value(keys={kind: one.name, "month": month}, figure=figure)
        past = one.errors.get(COMBINED)
        if past and past.wape is not None:
            yield Value(keys={kind: one.name, "error": "WAPE"}, figure=Figure(value=past.wape, n=past.n))
    for model, errors in made.overall.items():
        for name, value in {"WAPE": errors.wape, "MASE": errors.mase, "coverage": errors.coverage}.items():
            if value is not None:
                keys = {"all": kind, "model": model, "error": name}
                yield Value(keys=keys, figure=Figure(value=value, n=errors.n))


def _growth(before: object, after: object) -> float:
    was, now = float(str(before or 0)), float(str(after or 0))
    return float(np.log(now / was)) if was > 0 and now > 0 else float("nan")


def _counted(found: Asked, *, floor: int) -> Asked:
    """Return the occupations whose ads reach the floor."""
    kept = np.flatnonzero(found.ads >= floor)
    if not len(kept):
        raise Missing(f"no occupation with {floor} advertisements")
    return Asked(
        occupations=tuple(found.occupations[at] for at in kept),
        skills=found.skills,
        counts=found.counts[kept],
        ads=found.ads[kept],
        n=float(found.ads[kept].sum()),
    )
