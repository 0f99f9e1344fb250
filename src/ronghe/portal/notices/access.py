"""Who may read and settle objections: whoever issued the notice, and whoever runs the programme."""

from django.db.models import Q, QuerySet

from ronghe.portal.notices.models import Objection
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes


def visible_objections(acting: Membership) -> QuerySet[Objection]:
    """Return the objections that a membership may see, with their entries, notices and cases."""
    mine = Q(entry__notice__issuer_id=acting.organisation_id) | Q(
        entry__notice__version__operator_id=acting.organisation_id
    )
    found = Objection.objects.filter(mine) if _settles(acting) else Objection.objects.none()
    return found.select_related("entry__notice__version", "entry__case", "settled_by").defer(
        "entry__notice__version__text"
    )


def access_objection(*, reference: str, acting: Membership) -> Objection:
    """Return an objection that this membership may settle. Raises NoAccess otherwise."""
    found = visible_objections(acting).filter(reference=reference).first()
    if found is None:
        raise NoAccess
    return found


def _settles(acting: Membership) -> bool:
    """Return whether the role is one that issues or runs: never a personal role such as teacher."""
    return any(
        not role.personal
        for version in programmes.versions()
        for party in programmes.definition(version.pk).parties.values()
        if party.kind == acting.organisation.kind
        for key, role in party.roles.items()
        if key == acting.role
    )
