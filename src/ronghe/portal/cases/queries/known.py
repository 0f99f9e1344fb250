"""What is known of cases before somebody acts on them: facts and places taken, of many cases at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q

from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.facts import FactContext, collect_many
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.scopes import scope_of
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition

Place = tuple[str, str]


def facts_of(
    cases: Sequence[Case], *, definition: Definition, names: frozenset[str], at: dt.datetime
) -> list[dict[str, Value]]:
    """Return the named facts of each case. The cases are of one definition, with their relations loaded."""
    day = periods.day_of(at, zone=definition.timezone)
    contexts = [FactContext(case=one, definition=definition, parties=parties_of(one), at=at, day=day) for one in cases]
    return collect_many(contexts=contexts, names=names)


def places_of(case: Case, *, definition: Definition, keys: Iterable[str], at: dt.datetime) -> dict[str, Place]:
    """Return the places that some actions would take for a case: by quota, its name with the scope."""
    actions = definition.cases[case.kind].actions
    year = periods.day_of(at, zone=definition.timezone).year
    return {
        name: (name, scope_of(definition=definition, name=name, case=case, year=year))
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
    condition = Q(pk__in=[])
    for name, scope in places:
        condition |= Q(quota__name=name, quota__scope=scope)
    held = QuotaPlace.objects.filter(condition, quota__version_id=cases[0].version_id)
    by_place = held.values_list("quota__name", "quota__scope").annotate(number=Count("pk"))
    counts = {(name, scope): number for name, scope, number in by_place}
    mine = set(held.filter(case__in=cases).values_list("case_id", "quota__name", "quota__scope"))
    return [
        {name: counts.get(place, 0) - ((one.pk, *place) in mine) for name, place in each.items()}
        for one, each in zip(cases, wanted, strict=True)
    ]
