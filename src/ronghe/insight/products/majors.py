"""A major beside the ads of the occupations that its graduates go to: how many, how they move, what they ask."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ronghe.insight.figures import Figure, withheld
from ronghe.insight.products import comparing, evidence, standards, traces
from ronghe.insight.products.comparing import Curriculum
from ronghe.insight.products.demand import FORMULA as DEMAND
from ronghe.insight.products.demand import growth
from ronghe.insight.products.evidence import paths_of
from ronghe.insight.products.traces import SAMPLE, Trace
from ronghe.insight.reading import Filter, occupation_prefix, parts, rows
from ronghe.insight.store import State
from ronghe.insight.vocabularies.occupation_majors import occupation_majors

YEAR = 12
Leads = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The latest twelve months of a state and the twelve before; both empty where it has fewer than 24 in a row."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def occupations_of(major: str) -> Leads:
    """Return the occupations that graduates of a major go to, with the shares of them that do."""
    return _leads().get(major, {})


def majors_asked() -> tuple[str, ...]:
    """Return the majors of which it is known what occupations their graduates go to."""
    return tuple(sorted(_leads()))


def window(state: State, *, until: str = "") -> Window:
    """Return the two years of a state that end with its last month, or with `until`."""
    known = {part.month for part in state.tables.get("cube_ads", ()) if part.rows}
    last = max((month for month in known if not until or month <= until), default="")
    months = [_earlier(last, at) for at in reversed(range(2 * YEAR))] if last else []
    whole = bool(months) and known.issuperset(months)
    after = tuple(months[YEAR:]) if whole else tuple(sorted(month for month in known if month <= last))[-YEAR:]
    return Window(before=tuple(months[:YEAR]) if whole else (), after=after)


def ads(state: State, codes: Sequence[str], months: Sequence[str]) -> int:
    """Return how many ads of some months are of any of the occupations, broader ones included."""
    if not codes or not months:
        return 0
    found = rows(f"select coalesce(sum(ads), 0) from {_cells(state, 'cube_ads', codes, months)}", _prefixes(codes))
    return int(found[0][0])


def by_occupation(state: State, months: Sequence[str]) -> Mapping[str, int]:
    """Return how many ads of some months each occupation has, all at once for many majors."""
    files = [one.path for one in state.tables.get("cube_ads", ()) if one.month in set(months)]
    if not files:
        return {}
    found = rows(f"select occupation, sum(ads) from {parts(files, ['occupation <> ?'])} group by 1", [""])
    return {code: int(number) for code, number in found}


def among(counts: Mapping[str, int], codes: Sequence[str]) -> int:
    """Return how many of the ads counted by occupation are of any of the occupations, broader ones included."""
    prefixes = tuple(occupation_prefix(one) for one in codes)
    return sum(number for code, number in counts.items() if prefixes and code.startswith(prefixes))


def asked(state: State, codes: Sequence[str], months: Sequence[str]) -> Mapping[int, int]:
    """Return how many of these ads ask each skill."""
    if not codes or not months:
        return {}
    sql = f"select skill_id, sum(ads) from {_cells(state, 'cube_demand', codes, months)} group by 1 order by 1"
    return {skill: int(number) for skill, number in rows(sql, _prefixes(codes))}


def demand_growth(state: State, major: str, *, until: str = "") -> tuple[Figure, Trace]:
    """Return how the ads of a major's occupations grew: the latest twelve months over the twelve before, less one."""
    codes, found = tuple(occupations_of(major)), window(state, until=until)
    before, after = ads(state, codes, found.before), ads(state, codes, found.after)
    figure = growth(before, after, floor=DEMAND.floor) if found.before else withheld("short", n=after, floor=2 * YEAR)
    return figure, trace_of(state, codes, (*found.before, *found.after), total=before + after)


def coverage(state: State, major: str, curriculum: Curriculum | None, *, until: str = "") -> tuple[Figure, Trace]:
    """Return M1 of a plan over the occupations of its major, by the shares of graduates that go there.

    Occupations with too few ads for a standard are left out; the interval is the mean of the ends, rather too wide.
    """
    leads, months = occupations_of(major), window(state, until=until).after
    behind = trace_of(state, tuple(leads), months, total=ads(state, tuple(leads), months))
    if curriculum is None:
        return withheld("no-supply", n=0), behind
    nodes = tuple(one.node for one in curriculum.courses)
    behind = replace(behind, formula="M1", courses=nodes[:SAMPLE], courses_total=len(nodes))
    found: list[tuple[float, Figure]] = []
    for code, weight in leads.items():
        chosen = Filter(since=min(months, default=""), until=max(months, default=""), occupation=code)
        standard = standards.standard(evidence.occupation(state, chosen, sampled=False))
        if standard.abilities:
            found.append((weight, comparing.compare(standard, curriculum).coverage))
    return _mean(found), behind


def trace_of(state: State, codes: Sequence[str], months: Sequence[str], *, total: int) -> Trace:
    """Return the trace of ads of some occupations and months: some of them, and the filters that find all."""
    sample: tuple[str, ...] = ()
    if codes and months:
        sql = f"select ad_id from {_cells(state, 'ad', codes, months)} where ad_id = dup_group order by 1"
        sample = tuple(row[0] for row in rows(f"{sql} limit {SAMPLE}", _prefixes(codes)))
    return replace(found_by(state, codes, months, total=total), ads=sample)


def found_by(state: State, codes: Sequence[str], months: Sequence[str], *, total: int) -> Trace:
    """Return the same trace without the sample of ads, which takes a query for each major."""
    filters = tuple(Filter(since=min(months), until=max(months), occupation=one) for one in codes) if months else ()
    return replace(traces.of(DEMAND, snapshot=state.snapshot, ads_total=total), filters=filters)


@functools.lru_cache(maxsize=1)
def _leads() -> Mapping[str, Leads]:
    found: dict[str, dict[str, float]] = {}
    for one in occupation_majors():
        found.setdefault(one.major, {})[one.occupation] = one.weight
    return found


def _cells(state: State, table: str, codes: Sequence[str], months: Sequence[str]) -> str:
    files = [one.path for one in state.tables.get(table, ()) if one.month in set(months)]
    return parts(
        files or paths_of(state)[table], ["(" + " or ".join(["starts_with(occupation, ?)"] * len(codes)) + ")"]
    )


def _prefixes(codes: Sequence[str]) -> list[object]:
    return [occupation_prefix(one) for one in codes]


def _mean(found: Sequence[tuple[float, Figure]]) -> Figure:
    if not found:
        return withheld("no-demand", n=0)
    n = sum(figure.n for _, figure in found)
    if any(figure.value is None for _, figure in found):
        reason = next(figure.withheld for _, figure in found if figure.value is None)
        return Figure(value=None, n=n, withheld=reason)
    total = sum(weight for weight, _ in found)
    value, low, high = (
        sum(weight * (end or 0.0) for weight, end in ends) / total
        for ends in (
            [(weight, one.value) for weight, one in found],
            [(weight, one.low) for weight, one in found],
            [(weight, one.high) for weight, one in found],
        )
    )
    return Figure(value=value, low=low, high=high, n=n)


def _earlier(month: str, by: int) -> str:
    total = int(month[:4]) * 12 + int(month[5:]) - 1 - by
    return f"{total // 12}-{total % 12 + 1:02}"
