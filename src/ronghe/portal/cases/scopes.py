"""Within which bounds a case counts for a quota: for commands, which take places, and for queries, which explain."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.views_of_case import item_of
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Definition

EVERY_VERSION = "every_version"
_NO_PART = ("programme", EVERY_VERSION)

Bounds = tuple[int | None, str, str]


def bounds_of(
    *,
    definition: Definition,
    name: str,
    case: Case,
    year: int,
    parties: Mapping[str, Organisation] | None = None,
) -> Bounds:
    """Return what identifies the quota in which a case counts: base version or None for all, name, scope.

    `parties` are those of a case that is not stored yet.
    """
    everywhere = EVERY_VERSION in definition.quotas[name].scope
    standing = parties_of(case) if parties is None else parties
    scope = scope_of(definition=definition, name=name, case=case, year=year, parties=standing)
    return (None if everywhere else programmes.base_of(case.version), name, scope)


def quotas_in(bounds: Iterable[Bounds], *, programme_id: int) -> Q:
    """Return the condition on quotas to have one of some bounds."""
    found = Q(pk__in=[])
    for base_id, name, scope in bounds:
        found |= Q(base_id=base_id, name=name, scope=scope)
    return Q(programme_id=programme_id) & found


def scope_of(*, definition: Definition, name: str, case: Case, year: int, parties: Mapping[str, Organisation]) -> str:
    """Return the scope in which a case counts for a quota, such as `42:0` for an item."""
    return "/".join(
        _part(scope, definition=definition, case=case, year=year, parties=parties)
        for scope in definition.quotas[name].scope
        if scope not in _NO_PART
    )


def _part(scope: str, *, definition: Definition, case: Case, year: int, parties: Mapping[str, Organisation]) -> str:
    own = {
        "year": f"y{year}",
        "person": f"p{case.leader_id}",
        "item": f"{case.parent_id}:{case.item}",
        "parent": f"c{case.parent_id}",
    }
    if scope in own:
        return own[scope]
    first, _, last = scope.partition(".")
    if first == "item":
        return f"{last}={(item_of(definition=definition, case=case) or {}).get(last, '')}"
    organisation = parties.get(first)
    if organisation is None:
        return "r" if last == "province" else "o"
    return f"r{organisation.province}" if last == "province" else f"o{organisation.pk}"
