"""Saved views: what somebody has saved, and what colleagues in the same role share with them."""

from django.db.models import Q

from ronghe.portal.cases.models import SavedView
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership


def views_for(*, acting: Membership, programme: str, kind: str) -> list[SavedView]:
    """Return the views of a list that a membership has: its own first, then shared ones, by name."""
    same_role = Q(shared=True, owner__organisation_id=acting.organisation_id, owner__role=acting.role)
    found = SavedView.objects.filter(Q(owner=acting) | same_role, programme=programme, kind=kind)
    return sorted(found.order_by("name", "pk"), key=lambda one: one.owner_id != acting.pk)


def own_view(*, view_id: int, acting: Membership) -> SavedView:
    """Return a view that a membership has saved itself. Raises NoAccess otherwise."""
    found = SavedView.objects.filter(pk=view_id, owner=acting).first()
    if found is None:
        raise NoAccess
    return found
