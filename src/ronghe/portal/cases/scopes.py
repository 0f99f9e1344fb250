"""Within which bounds a case counts for a quota: for commands, which take places, and for queries, which explain."""

from ronghe.portal.cases.models import Case
from ronghe.portal.cases.views_of_case import item_of
from ronghe.rulebook.structure import Definition


def scope_of(*, definition: Definition, name: str, case: Case, year: int) -> str:
    """Return the scope in which a case counts for a quota, such as `42:0` for an item."""
    return "/".join(
        _part(scope, definition=definition, case=case, year=year)
        for scope in definition.quotas[name].scope
        if scope not in ("programme", "every_version")
    )


def _part(scope: str, *, definition: Definition, case: Case, year: int) -> str:
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
    organisation = next(one.organisation for one in case.parties.all() if one.party == first)
    return f"r{organisation.province}" if last == "province" else f"o{organisation.pk}"
