"""What is known of cases before somebody acts on them: facts and places taken, of many cases at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, QuerySet

from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.facts import FactContext, collect_many
from ronghe.portal.cases.models import Case, Quota, QuotaPlace
from ronghe.portal.cases.scopes import Bounds, bounds_of, quotas_in
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition


def facts_of(
    cases: Sequence[Case], *, definition: Definition, names: frozenset[str], at: dt.datetime
) -> list[dict[str, Value]]:
    """Return the named facts of each case. The cases are of one definition, with their relations loaded."""
    day = periods.day_of(at, zone=definition.timezone)
    contexts = [FactContext(case=one, definition=definition, parties=parties_of(one), at=at, day=day) for one in cases]
    return collect_many(contexts=contexts, names=names)


def places_of(case: Case, *, definition: Definition, keys: Iterable[str], at: dt.datetime) -> dict[str, Bounds]:
    """Return the places that some actions would take for a case: by quota, in which bounds."""
    actions = definition.cases[case.kind].actions
    year = periods.day_of(at, zone=definition.timezone).year
    parties = parties_of(case)
    return {
        name: bounds_of(definition=definition, name=name, case=case, year=year, parties=parties)
        for key in keys
        for name in actions[key].takes
    }


def places_used(
    cases: Sequence[Case], *, definition: Definition, keys: Sequence[Iterable[str]], at: dt.datetime
) -> list[Mapping[str, int]]:
    """Return for each case how many places other cases hold of the quotas that its actions would take, in its scopes.

    `keys` are the actions in question, for each case in order.
    """
    pairs = zip(cases, keys, strict=True)
    wanted = [places_of(one, definition=definition, keys=mine, at=at) for one, mine in pairs]
    places = {place for one in wanted for place in one.values()}
    if not places:
        return [{} for _ in cases]
    quotas = Quota.objects.filter(quotas_in(places, programme_id=cases[0].version.programme_id))
    counts = held_of(quotas)
    held = QuotaPlace.objects.filter(quota__in=quotas, case__in=cases)
    named = held.values_list("case_id", "quota__base_id", "quota__name", "quota__scope")
    mine = {(pk, (base_id, name, scope)) for pk, base_id, name, scope in named}
    return [
        {name: counts.get(place, 0) - ((one.pk, place) in mine) for name, place in each.items()}
        for one, each in zip(cases, wanted, strict=True)
    ]


def held_of(quotas: QuerySet[Quota]) -> dict[Bounds, int]:
    """Return how many places are held of some quotas, by their bounds."""
    rows = quotas.values_list("base_id", "name", "scope").annotate(number=Count("places"))
    return {(base_id, name, scope): number for base_id, name, scope, number in rows}
