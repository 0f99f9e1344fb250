"""Cases counted by what boards show, each in one statement, over no other cases than the reader may see."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from ronghe.portal.agreements.models import Kind
from ronghe.portal.cases.models import Case, IndexedValue
from ronghe.portal.cases.queries.counting import AGES, SELECTED, at_stage, in_state_for
from ronghe.rulebook.structure import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cases of a version, a kind and a state a province has, how many are late, how many are how old."""

    version_id: int
    kind: str
    state: str
    province: str
    number: int
    late: int
    ages: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What was promised and received, in CNY, and what of it is overdue; money and goods are never added up."""

    kind: str
    promised: Decimal
    received: Decimal
    overdue: Decimal
    cases: int
    cases_paid: int
    cases_overdue: int


def tallies(cases: QuerySet[Case], *, at: dt.datetime, zone: str) -> list[Tally]:
    """Return the cases by version, kind, state and the province of their owner."""
    rows = (
        cases.order_by()
        .values_list("version_id", "kind", "state", "owner__province")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)))
        .annotate(**{f"in_{age}": Count("pk", filter=in_state_for(age, at=at, zone=zone)) for age in AGES})
    )
    return [
        Tally(
            version_id=version,
            kind=kind,
            state=state,
            province=province,
            number=number,
            late=late,
            ages=dict(zip(AGES, ages, strict=True)),
        )
        for version, kind, state, province, number, late, *ages in rows
    ]


def by_year(cases: QuerySet[Case], *, moment: str) -> list[tuple[int | None, int, int, str, int]]:
    """Return how many cases have a moment in one year and came into their state in another, by version and state."""
    years = cases.order_by().annotate(year=ExtractYear(moment), since=ExtractYear("state_since"))
    rows = years.values_list("year", "since", "version_id", "state").annotate(number=Count("pk"))
    return [(year, since, version, state, number) for year, since, version, state, number in rows]


def selected(cases: QuerySet[Case], *, kind: str) -> Counter[int]:
    """Return how many cases of a kind something came of, by version."""
    found = cases.filter(at_stage(SELECTED, kind=kind, versions=()), kind=kind)
    return Counter(dict(found.order_by().values_list("version_id").annotate(number=Count("pk"))))


def by_choice(cases: QuerySet[Case], *, fields: Collection[str]) -> dict[tuple[str, str], int]:
    """Return how many cases have each key of some indexed choices, by field and key."""
    rows = IndexedValue.objects.filter(case__in=cases, field__in=fields).order_by().values_list("field", "text")
    return {(field, key): number for field, key, number in rows.annotate(number=Count("case_id", distinct=True))}


def by_party(cases: QuerySet[Case], *, party: str, most: int) -> list[tuple[int, Text, int]]:
    """Return the organisations that stand for a party in most cases: identifier, name, number."""
    rows = (
        cases.filter(parties__party=party)
        .order_by()
        .values_list("parties__organisation_id", "parties__organisation__name", "parties__organisation__name_en")
        .annotate(number=Count("pk"))
        .order_by("-number", "parties__organisation__pinyin")
    )
    return [(pk, Text(zh=name, en=english or name), number) for pk, name, english, number in rows[:most]]


_ZERO = Decimal(0)
_AMOUNTS = """
with mine as (select id from ({cases}) as seen),
promised as (
    select c.case_id, c.kind, c.amount, c.due_on, c.settled_on
    from agreements_commitment c join mine on mine.id = c.case_id
),
received as (
    select d.case_id, d.kind, sum(d.amount) as amount
    from agreements_delivery d join mine on mine.id = d.case_id
    group by d.case_id, d.kind
),
missing as (
    select p.kind, p.amount, coalesce(r.amount, 0) as received,
        case when p.due_on < %s and p.settled_on is null then greatest(p.amount - coalesce(r.amount, 0), 0) else 0 end
            as overdue
    from promised p left join received r on r.case_id = p.case_id and r.kind = p.kind
)
select kind, sum(amount), sum(received), sum(overdue), count(*), count(*) filter (where received > 0),
    count(*) filter (where overdue > 0)
from missing group by kind
"""


def amounts(cases: QuerySet[Case], *, day: dt.date) -> dict[str, Amounts]:
    """Return what the cases' agreements promise, what came and what is overdue on a day, by kind."""
    seen, parameters = cases.order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_AMOUNTS.replace("{cases}", seen), [*parameters, day])
        rows = cursor.fetchall()
    found = {row[0]: _amounts(*row) for row in rows}
    return {kind: found.get(kind) or _amounts(kind, _ZERO, _ZERO, _ZERO, 0, 0, 0) for kind in Kind.values}


def _amounts(
    kind: str, promised: Decimal, received: Decimal, overdue: Decimal, cases: int, paid: int, owed: int
) -> Amounts:
    return Amounts(
        kind=kind,
        promised=promised,
        received=received,
        overdue=overdue,
        cases=cases,
        cases_paid=paid,
        cases_overdue=owed,
    )
