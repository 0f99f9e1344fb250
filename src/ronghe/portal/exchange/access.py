"""The only way from a request to an export."""

import uuid

from django.db.models import QuerySet

from ronghe.portal.exchange.models import Export
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership


def access_export(*, key: uuid.UUID, acting: Membership) -> Export:
    """Return an export that this membership has asked for. Raises NoAccess otherwise."""
    found = exports_of(acting).filter(key=key).first()
    if found is None:
        raise NoAccess
    return found


def exports_of(acting: Membership) -> QuerySet[Export]:
    """Return what a membership has asked for, newest first."""
    return Export.objects.filter(owner=acting).order_by("-asked_at", "-pk")
