"""Reads of the catalogue: what everybody sees, what a contributor has, what waits for examination."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import contributes, examines, runs
from ronghe.portal.talent.commands.resources import may
from ronghe.portal.talent.models import Resource, ResourceEvent

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFilters:
    """What the catalogue shows; a major may be the first digits of its code."""

    search: str = ""
    form: str = ""
    licence: str = ""
    major: str = ""
    occupation: str = ""
    skill: str = ""
    page: int = 1


def catalogue(filters: CatalogueFilters) -> tuple[Page[Resource], dict[str, int]]:
    """Return a page of what is published, the newest first, and the number of each form without that filter."""
    found = _matching(_published(), filters)
    counts = dict(found.order_by().values_list("form").annotate(Count("pk")))
    if filters.form:
        found = found.filter(form=filters.form)
    page = Paginator(found.order_by("-state_since", "-pk"), PAGE).get_page(filters.page)
    return page, counts


def published(key: str) -> Resource:
    """Return a published resource. Raises NoAccess otherwise."""
    found = _published().filter(key=key).first()
    if found is None:
        raise NoAccess
    return found


def serving(*, majors: Sequence[str] = (), skills: Sequence[str] = (), limit: int = 10) -> QuerySet[Resource]:
    """Return published resources that serve one of these majors or skills, the newest first."""
    wanted = Q(majors__overlap=list(majors)) | Q(skills__overlap=list(skills))
    return _published().filter(wanted).order_by("-state_since", "-pk")[:limit]


def mine(acting: Membership) -> QuerySet[Resource]:
    """Return what an organisation has contributed, latest change first. Raises NoAccess for who contributes none."""
    if not contributes(acting):
        raise NoAccess
    return Resource.objects.filter(contributor_id=acting.organisation_id).order_by("-state_since", "-pk")


def to_examine(acting: Membership) -> QuerySet[Resource]:
    """Return what waits for this office, the oldest first. Raises NoAccess for who examines none."""
    if not examines(acting):
        raise NoAccess
    found = Resource.objects.filter(state=Resource.State.SUBMITTED).exclude(contributor_id=acting.organisation_id)
    if not runs(acting):
        found = found.filter(contributor__province=acting.organisation.province)
    return found.select_related("contributor").order_by("state_since", "pk")


def access_resource(*, key: str, acting: Membership) -> Resource:
    """Return a resource that a membership may see as its contributor or examiner. Raises NoAccess otherwise."""
    found = Resource.objects.select_related("contributor", "created_by").filter(key=key).first()
    if found is None:
        raise NoAccess
    own = found.contributor_id == acting.organisation_id and contributes(acting)
    in_charge = examines(acting) and (runs(acting) or found.contributor.province == acting.organisation.province)
    if not own and (not in_charge or found.state == Resource.State.DRAFT):
        raise NoAccess
    return found


def acts(*, resource: Resource, acting: Membership) -> list[str]:
    """Return what a membership may do with a resource now."""
    return [one for one in ResourceEvent.Act.values if may(one, resource=resource, acting=acting)]


def history(resource: Resource) -> QuerySet[ResourceEvent]:
    """Return the steps of a resource, the newest first, with people and organisations."""
    return resource.events.select_related("by", "organisation").order_by("-number")


def _published() -> QuerySet[Resource]:
    return Resource.objects.filter(state=Resource.State.PUBLISHED).select_related("contributor")


def _matching(found: QuerySet[Resource], filters: CatalogueFilters) -> QuerySet[Resource]:
    if filters.search:
        text = filters.search
        found = found.filter(
            Q(title__icontains=text) | Q(summary__icontains=text) | Q(contributor__name__icontains=text)
        )
    if filters.licence:
        found = found.filter(licence=filters.licence)
    for name, value in (("majors", filters.major), ("occupations", filters.occupation), ("skills", filters.skill)):
        if value:
            found = found.filter(**{f"{name}__contains": [value]})
    return found
