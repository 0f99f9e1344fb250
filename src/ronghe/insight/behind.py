"""What lies behind a figure: its sources, what was left out, the ads themselves, and the edges of the map."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from ronghe.insight.reading import Filter, Paths, conditions, counted_ads, parts, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge of the map 产教对接谱系 with its weight, how many ads or courses support it, and how it was found."""

    source: str
    target: str
    relation: str
    weight: float
    support: int
    method: str


def edges(paths: Paths, *, sources: Sequence[str], targets: Sequence[str] = (), limit: int = 200) -> tuple[Edge, ...]:
    """Return the edges that leave any of the nodes `sources` (and enter any of `targets`), the heaviest first."""
    if not sources:
        return ()
    where = [f"source in ({', '.join('?' * len(sources))})"]
    if targets:
        where.append(f"target in ({', '.join('?' * len(targets))})")
    found = rows(
        "select source, target, relation, weight, support, method"
        f" from {parts(paths['edge'], where)} order by weight desc, support desc, target limit {int(limit)}",
        [*sources, *targets],
    )
    return tuple(
        Edge(source=row[0], target=row[1], relation=row[2], weight=row[3], support=row[4], method=row[5])
        for row in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What came from a source: deliveries, ads that were taken, ads that count, and their months."""

    source: str
    deliveries: int
    ads: int
    counted: int
    first: str
    last: str


def sources(paths: Paths, chosen: Filter) -> tuple[Source, ...]:
    """Return the sources of the ads that a filter leaves, copies included under `ads`, the largest first."""
    where, given = conditions(chosen, skill=False)
    found = rows(
        "select source, count(distinct delivery), count(*), count(*) filter (where ad_id = dup_group),"
        f" min(month), max(month) from {parts(paths['ad'], where)} group by 1 order by 3 desc, 1",
        given,
    )
    return tuple(
        Source(source=row[0], deliveries=row[1], ads=row[2], counted=row[3], first=row[4], last=row[5]) for row in found
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How often something was refused (a row) or dropped (a value), by field and reason."""

    field: str
    reason: str
    severity: str
    number: int


def left_out(findings: Sequence[str]) -> tuple[LeftOut, ...]:
    """Return what was left out of figures in deliveries, from the paths of their findings, the most frequent first.

    Reasons that differ only in their numbers count as one; the numbers become `…`.
    """
    if not findings:
        return ()
    same = "regexp_replace(reason, '[0-9][0-9.]*', '…', 'g')"
    found = rows(
        f"select field, {same}, severity, count(*) from {parts(findings, [])} group by all order by 4 desc, 1, 2", []
    )
    return tuple(LeftOut(field=row[0], reason=row[1], severity=row[2], number=row[3]) for row in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """A counted ad as it was staged, without personal data; `copies` is how many of its month say the same."""

    ad_id: str
    source: str
    delivery: str
    row: int
    title: str
    text: str
    published_on: dt.date
    region: str
    occupation: str
    occupation_confidence: float | None
    pay_low: float | None
    pay_high: float | None
    copies: int


def ads(paths: Paths, chosen: Filter, *, offset: int, limit: int = 20) -> tuple[Ad, ...]:
    """Return the ads behind a figure, the newest first: those that a filter leaves, from `offset` on."""
    sql, given = counted_ads(paths, chosen)
    names = ", ".join(_COLUMNS)
    found = rows(
        f"select {names}, month from {sql} order by published_on desc, ad_id limit {int(limit)} offset {int(offset)}",
        given,
    )
    copies = _copies(paths, [f"{row[0]}{row[-1]}" for row in found])
    return tuple(
        Ad(**dict(zip(_COLUMNS, row[:-1], strict=True)), copies=copies.get(f"{row[0]}{row[-1]}", 1)) for row in found
    )


_COLUMNS = tuple(one.name for one in fields(Ad) if one.name != "copies")


def _copies(paths: Paths, groups: list[str]) -> dict[str, int]:
    if not groups:
        return {}
    marks = ", ".join("?" * len(groups))
    sql = f"from {parts(paths['ad'], [])} where dup_group || month in ({marks})"
    return dict(map(tuple, rows(f"select dup_group || month, count(*) {sql} group by 1", groups)))
