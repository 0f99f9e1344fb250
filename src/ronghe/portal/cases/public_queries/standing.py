"""Whether a guide can be applied to: what its state, the days for handing in and its places say at a moment."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Case as Switch
from django.db.models import Count, DecimalField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.public_queries.offering import Offering
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.calendar import WindowState, day_of, window_state
from ronghe.rulebook.structure import Definition, State


class Standing(StrEnum):
    """Where a public guide stands for somebody who wants to apply."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FULL = "full"
    ANNOUNCED = "announced"
    REVOKED = "revoked"


class _Items(Func):
    """A measure over the rows of a table in a case's form. Keys come from definitions, which allow [a-z0-9_] only."""

    template = (
        "(SELECT COALESCE(%(over)s((one ->> '%(column)s')::numeric), 0)"
        " FROM jsonb_path_query(%(expressions)s, '$.%(table)s[*]') AS one)"
    )
    output_field = DecimalField(max_digits=20, decimal_places=2)


def standing(*, definition: Definition, offering: Offering, state: str, left: int | None, at: dt.datetime) -> Standing:
    """Return where a guide in a state stands; `left` is None where the programme does not count places."""
    shape: State = definition.cases[offering.kind].states[state]
    if shape.final:
        return Standing.REVOKED
    if state not in offering.open:
        return Standing.ANNOUNCED
    in_time = time_of(definition, offering, at=at)
    if in_time is not WindowState.OPEN:
        return Standing(in_time.value)
    return Standing.FULL if left == 0 else Standing.OPEN


def time_of(definition: Definition, offering: Offering, *, at: dt.datetime) -> WindowState:
    """Return where a moment lies in regard to the days on which applications are begun and handed in."""
    day, since, until = day_of(at, zone=definition.timezone), definition.in_force.since, definition.in_force.until
    if day < since:
        return WindowState.NOT_YET
    if until is not None and until < day:
        return WindowState.CLOSED
    return WindowState.OPEN if offering.window is None else window_state(offering.window, at, zone=definition.timezone)


def measured(cases: QuerySet[Case], offerings: Mapping[int, Offering]) -> QuerySet[Case]:
    """Return guides with `best_money` and `all_places` of their items and the places `taken`; by version offered."""
    names = {one.quota for one in offerings.values() if one.quota}
    taken = QuotaPlace.objects.filter(case__parent=OuterRef("pk"), quota__name__in=names).order_by()
    counted = taken.values("case__parent").annotate(count=Count("pk")).values("count")
    return cases.annotate(
        best_money=_over_items("MAX", {pk: (one.table.key, one.money) for pk, one in offerings.items()}),
        all_places=_over_items("SUM", {pk: (one.table.key, one.places) for pk, one in offerings.items()}),
        taken=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)),
    )


def applicable(offerings: Mapping[int, Offering], *, at: dt.datetime) -> Q | None:
    """Return the condition, on guides that are `measured`, that one can be applied to; None where none can be."""
    found = None
    for pk, one in offerings.items():
        if time_of(programmes.definition(pk), one, at=at) is WindowState.OPEN:
            this = Q(version_id=pk, kind=one.kind, state__in=one.open)
            this &= Q(all_places__gt=F("taken")) if one.places else Q()
            found = this if found is None else found | this
    return found


def applicable_first(condition: Q | None) -> tuple[Switch, ...]:
    """Return what to order guides by, so that those that can be applied to come first."""
    return () if condition is None else (Switch(When(condition, then=Value(0)), default=Value(1)),)


def _over_items(over: str, columns: Mapping[int, tuple[str, str]]) -> Switch:
    """Return a measure over a column of the items' table, which each version names in its own way."""
    whens = [
        When(version_id=pk, then=_Items(F("data"), table=table, column=column, over=over))
        for pk, (table, column) in columns.items()
        if column
    ]
    nothing = Value(0, output_field=DecimalField(max_digits=20, decimal_places=2))
    return Switch(*whens, default=nothing, output_field=DecimalField(max_digits=20, decimal_places=2))
