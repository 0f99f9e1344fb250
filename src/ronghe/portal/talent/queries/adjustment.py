"""Reads of a school's majors and of what it decided on them."""

from django.db.models import Q, QuerySet

from ronghe.portal.organisations.models import Membership, Offering
from ronghe.portal.talent import products
from ronghe.portal.talent.models import MajorDecision


def majors_of(acting: Membership) -> list[str]:
    """Return the codes of the majors that a school teaches: as it says itself, and as its plans in the store say."""
    own = Q(organisation_id=acting.organisation_id) | Q(organisation__parent_id=acting.organisation_id)
    said = Offering.objects.filter(own, until_year=None).values_list("major__code", flat=True)
    planned = (one.major for one in products.plans_of(acting.organisation))
    return sorted({*said, *planned})


def newest(acting: Membership) -> dict[str, MajorDecision]:
    """Return the newest decision of a school on each of its majors."""
    found = MajorDecision.objects.filter(organisation_id=acting.organisation_id).order_by("major", "-at", "-pk")
    return {one.major: one for one in found.distinct("major")}


def history(acting: Membership, major: str) -> QuerySet[MajorDecision]:
    """Return the decisions of a school on a major, the newest first, with who took them."""
    found = MajorDecision.objects.filter(organisation_id=acting.organisation_id, major=major)
    return found.select_related("by", "organisation").order_by("-at", "-pk")
