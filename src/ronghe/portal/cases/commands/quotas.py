"""Places of quotas: locked before the case, counted and taken under the lock."""

import datetime as dt
from collections.abc import Iterable, Mapping

from ronghe.portal.cases.models import Case, Quota, QuotaPlace
from ronghe.portal.cases.scopes import scope_of
from ronghe.rulebook.structure import Action, Definition


def lock(*, definition: Definition, names: Iterable[str], case: Case, year: int) -> dict[str, Quota]:
    """Lock the rows of some quotas in the order of their names, so that two acts cannot wait for each other."""
    locked = {}
    for name in sorted(set(names)):
        scope = scope_of(definition=definition, name=name, case=case, year=year)
        locked[name] = Quota.objects.select_for_update().get_or_create(
            version_id=case.version_id, name=name, scope=scope
        )[0]
    return locked


def used(quotas: dict[str, Quota], *, case: Case) -> dict[str, int]:
    """Return how many places other cases hold. Call it under the lock."""
    return {name: quota.places.exclude(case=case).count() for name, quota in quotas.items()}


def move(*, case: Case, shape: Action, locked: Mapping[str, Quota], at: dt.datetime) -> None:
    """Release the places that an action gives back and take those that it takes. Call it under the locks."""
    if shape.gives_back:
        QuotaPlace.objects.filter(case=case, quota__name__in=shape.gives_back).delete()
    for name in shape.takes:
        QuotaPlace.objects.get_or_create(quota=locked[name], case=case, defaults={"taken_at": at})
