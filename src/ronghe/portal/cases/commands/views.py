"""Saving the filters of a list under a name, changing that, deleting it."""

import datetime as dt

from django.db import IntegrityError, transaction

from ronghe.portal.cases.models import SavedView
from ronghe.portal.cases.queries.views import own_view
from ronghe.portal.organisations.models import Membership

LONGEST_NAME, LONGEST_QUERY = 40, 1000


def save_view(
    *,
    acting: Membership,
    programme: str,
    kind: str,
    name: str,
    query: str,
    shared: bool,
    is_default: bool,
    at: dt.datetime,
) -> SavedView | None:
    """Save a view; None where the name is empty or taken, or the filters are too long to keep."""
    view = SavedView(owner=acting, programme=programme, kind=kind, query=query, saved_at=at)
    return _stored(view, name=name, shared=shared, is_default=is_default)


def change_view(*, view_id: int, acting: Membership, name: str, shared: bool, is_default: bool) -> SavedView | None:
    """Change a view; None where the name is empty or taken. Raises NoAccess for a view that is not the actor's own."""
    return _stored(own_view(view_id=view_id, acting=acting), name=name, shared=shared, is_default=is_default)


def delete_view(*, view_id: int, acting: Membership) -> None:
    """Delete a view. Raises NoAccess for a view that is not the actor's own."""
    own_view(view_id=view_id, acting=acting).delete()


def _stored(view: SavedView, *, name: str, shared: bool, is_default: bool) -> SavedView | None:
    view.name, view.shared, view.is_default = name.strip(), shared, is_default
    if not 0 < len(view.name) <= LONGEST_NAME or len(view.query) > LONGEST_QUERY:
        return None
    others = SavedView.objects.filter(owner_id=view.owner_id, programme=view.programme, kind=view.kind)
    try:
        with transaction.atomic():
            if is_default:
                others.exclude(pk=view.pk).update(is_default=False)
            view.save()
    except IntegrityError:
        return None
    return view
