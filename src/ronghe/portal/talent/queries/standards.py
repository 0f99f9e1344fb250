"""Reads of standards: those that are worked on, those that are published, what changed between versions."""

from django.db.models import QuerySet

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import judges
from ronghe.portal.talent.models import Standard, StandardEvent


def working(acting: Membership) -> QuerySet[Standard]:
    """Return all versions, the latest change first, without rows. Raises NoAccess for who does not work on them."""
    if not judges(acting):
        raise NoAccess
    return Standard.objects.defer("rows").order_by("-state_since", "-pk")


def access_standard(*, standard_id: int, acting: Membership) -> Standard:
    """Return a version for who works on standards. Raises NoAccess otherwise."""
    found = Standard.objects.filter(pk=standard_id).first() if judges(acting) else None
    if found is None:
        raise NoAccess
    return found


def history(found: Standard) -> QuerySet[StandardEvent]:
    """Return the steps and changes of a version, the newest first, with people and organisations."""
    return found.events.select_related("by", "organisation").order_by("-number")


def published() -> QuerySet[Standard]:
    """Return the newest published version of each occupation, by its code."""
    newest = Standard.objects.filter(state=Standard.State.PUBLISHED).order_by("occupation", "-number")
    return newest.distinct("occupation")


def versions(occupation: str) -> list[Standard]:
    """Return the published versions of an occupation's standard, the newest first. Raises NoAccess without any."""
    found = list(Standard.objects.filter(occupation=occupation, state=Standard.State.PUBLISHED).order_by("-number"))
    if not found:
        raise NoAccess
    return found


def before(found: Standard) -> Standard | None:
    """Return the published version before this one."""
    earlier = Standard.objects.filter(
        occupation=found.occupation, state=Standard.State.PUBLISHED, number__lt=found.number
    )
    return earlier.order_by("-number").first()
