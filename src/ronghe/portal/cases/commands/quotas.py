"""Places of quotas: locked before the case, counted and taken under the lock, each move a line in the ledger."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from ronghe.portal.cases.models import Case, Event, Quota, QuotaEntry, QuotaPlace
from ronghe.portal.cases.scopes import Bounds, bounds_of, quotas_in
from ronghe.rulebook.structure import Action, Definition

TAKEN, GIVEN_BACK = 1, -1


def lock(*, definition: Definition, shape: Action, case: Case, year: int) -> dict[Bounds, Quota]:
    """Lock the quotas that an action moves places of, always in one order, so that no two acts wait for each other.

    Those are the ones of which it takes a place, and those of which the case holds one to be given back, which may be
    last year's.
    """
    if not (shape.takes or shape.gives_back):
        return {}
    wanted = {bounds_of(definition=definition, name=name, case=case, year=year) for name in shape.takes}
    programme_id = case.version.programme_id
    held = Q(pk__in=QuotaPlace.objects.filter(case=case).values("quota_id"), name__in=shape.gives_back)
    condition = quotas_in(wanted, programme_id=programme_id) | held
    locked = _locked(condition)
    if missing := wanted - locked.keys():
        Quota.objects.bulk_create(
            [Quota(programme_id=programme_id, base_id=base, name=name, scope=scope) for base, name, scope in missing],
            ignore_conflicts=True,
        )
        locked = _locked(condition)
    return locked


def used(locked: Iterable[Quota], *, case: Case) -> dict[str, int]:
    """Return how many places other cases hold, by name of the quota. Call it under the lock."""
    return {quota.name: quota.places.exclude(case=case).count() for quota in locked}


def taken_by(
    locked: Mapping[Bounds, Quota], *, definition: Definition, shape: Action, case: Case, year: int
) -> list[Quota]:
    """Return the locked quotas of which an action takes a place each."""
    return [locked[bounds_of(definition=definition, name=name, case=case, year=year)] for name in shape.takes]


def move(*, taken: Sequence[Quota], shape: Action, event: Event) -> None:
    """Release the places that an act gives back and take those that it takes. Call it under the locks."""
    if not (taken or shape.gives_back):
        return
    case, concerned = event.case, Q(quota__in=taken) | Q(quota__name__in=shape.gives_back)
    held = {one.quota_id: one for one in QuotaPlace.objects.filter(concerned, case=case)}
    for quota in _locked(Q(pk__in=held, name__in=shape.gives_back)).values():
        held.pop(quota.pk).delete()
        _enter(quota, event=event, change=GIVEN_BACK)
    for quota in (one for one in taken if one.pk not in held):
        QuotaPlace.objects.create(quota=quota, case=case, taken_at=event.at)
        _enter(quota, event=event, change=TAKEN)


def follow(*, former: str, present: str, event: Event) -> list[Quota]:
    """Let the places that a case holds within some bounds be held within others, and return the quotas of those.

    Bounds are parts of a scope: `o7` for an organisation, `p42` for a person.
    """
    moved = []
    for place in QuotaPlace.objects.filter(case=event.case).select_related("quota").order_by("quota__name", "pk"):
        scope = moved_scope(place.quota.scope, former=former, present=present)
        if scope == place.quota.scope:
            continue
        same = Q(programme_id=place.quota.programme_id, base_id=place.quota.base_id, name=place.quota.name)
        if not Quota.objects.filter(same, scope=scope).exists():
            row = Quota(programme_id=place.quota.programme_id, base_id=place.quota.base_id, name=place.quota.name)
            row.scope = scope
            Quota.objects.bulk_create([row], ignore_conflicts=True)
        locked = {one.scope: one for one in _locked(same & Q(scope__in=[scope, place.quota.scope])).values()}
        place.delete()
        _enter(locked[place.quota.scope], event=event, change=GIVEN_BACK)
        QuotaPlace.objects.create(quota=locked[scope], case=event.case, taken_at=place.taken_at)
        _enter(locked[scope], event=event, change=TAKEN)
        moved.append(locked[scope])
    return moved


def moved_scope(scope: str, *, former: str, present: str) -> str:
    """Return a scope with some bounds in the place of others."""
    return "/".join(present if part == former else part for part in scope.split("/"))


def _locked(condition: Q) -> dict[Bounds, Quota]:
    rows = Quota.objects.select_for_update().filter(condition).order_by("name", "scope", "pk")
    return {(one.base_id, one.name, one.scope): one for one in rows}


def _enter(quota: Quota, *, event: Event, change: int) -> None:
    QuotaEntry.objects.create(
        quota=quota, case=event.case, event=event, change=change, balance=quota.places.count(), at=event.at
    )
