"""Within which bounds a case counts for a quota: for commands, which take places, and for queries, which explain."""

from ronghe.portal.cases.models import Case
from ronghe.rulebook.structure import Definition


def scope_of(*, definition: Definition, name: str, case: Case, year: int) -> str:
    """Return the scope in which a case counts for a quota, such as `42:0` for an item."""
    parties = {one.party: one.organisation_id for one in case.parties.all()}
    parts = {
        "programme": "",
        "year": f"y{year}",
        "person": f"p{case.leader_id}",
        "item": f"{case.parent_id}:{case.item}",
        "parent": f"c{case.parent_id}",
    }
    return "/".join(
        parts[one] if one in parts else f"o{parties[one]}"
        for one in definition.quotas[name].scope
        if one != "programme"
    )
