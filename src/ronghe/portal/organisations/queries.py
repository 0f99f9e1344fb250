"""Reads of organisations and memberships: who may act as what, who decides on whom, and search."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations.codes import normalise
from ronghe.portal.organisations.models import FormerName, Major, Mark, Membership, Offering, Organisation

_ACTIVE = Membership.Status.ACTIVE
_KIND = Organisation.Kind
_ROLE = Membership.Role
_OFFICERS = (_ROLE.OFFICER.value, _ROLE.ADMIN.value)
_OFFICES = (_ROLE.PROJECT_OFFICE.value, _ROLE.ADMIN.value)
_MARKING = (_KIND.MINISTRY, _KIND.AGENCY, _KIND.PROVINCIAL_DEPARTMENT)


def roles_in_charge(kind: str) -> tuple[str, ...]:
    """Return the roles whose holders decide on the people of an organisation of this kind."""
    return _OFFICES if kind in (_KIND.UNIVERSITY, _KIND.COLLEGE) else _OFFICERS


def is_in_charge(acting: Membership) -> bool:
    """Return whether a membership decides on the people of its own organisation."""
    return acting.role in roles_in_charge(acting.organisation.kind)


def acting_memberships(user: User) -> QuerySet[Membership]:
    """Return the roles in which a person may act now, with their organisations: active, in confirmed organisations."""
    return (
        Membership.objects.filter(
            user=user,
            status=_ACTIVE,
            organisation__status=Organisation.Status.CONFIRMED,
            organisation__closed_on=None,
        )
        .select_related("organisation")
        .order_by("organisation__pinyin", "role", "pk")
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return all memberships that a person has or had, the newest first, with their organisations."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("-pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return everybody who belongs or asked to belong to an organisation, waiting ones first, with the people."""
    rank = Case(
        When(status=Membership.Status.PENDING, then=0),
        When(status=_ACTIVE, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return (
        Membership.objects.filter(organisation=organisation)
        .select_related("user", "college")
        .order_by(rank, "role", "-since", "pk")
    )


def confirmable_by(acting: Membership) -> QuerySet[Membership]:
    """Return the requests for a role that a membership decides on, oldest first, with people and organisations.

    Officers decide for their own organisation and its colleges; a provincial department for organisations of its
    province that have nobody in charge yet. Nobody decides on his or her own request.
    """
    return (
        Membership.objects.filter(
            _decided_by(acting),
            status=Membership.Status.PENDING,
            organisation__status=Organisation.Status.CONFIRMED,
        )
        .exclude(user_id=acting.user_id)
        .select_related("user", "organisation", "college")
        .order_by("pk")
    )


def organisations_to_confirm(acting: Membership) -> QuerySet[Organisation]:
    """Return the organisations whose identity a membership decides on, oldest first: those of its province."""
    pending = Organisation.objects.filter(status=Organisation.Status.PENDING).order_by("pk")
    return pending.filter(province=acting.organisation.province) if _is_department(acting) else pending.none()


def endable_by(acting: Membership) -> QuerySet[Membership]:
    """Return the active memberships that a membership may end: its own, and those of the people it decides on."""
    mine = Q(user_id=acting.user_id)
    if is_in_charge(acting):
        mine |= Q(organisation_id=acting.organisation_id) | Q(organisation__parent_id=acting.organisation_id)
    return Membership.objects.filter(mine, status=_ACTIVE).select_related("user", "organisation")


def decider_on(membership: Membership) -> Organisation | None:
    """Return the organisation that decides on a request for a role; None where the platform's operator does."""
    organisation = membership.organisation
    if organisation.status == Organisation.Status.CONFIRMED and _in_charge_of(organisation).exists():
        return organisation
    department = Organisation.objects.filter(
        kind=_KIND.PROVINCIAL_DEPARTMENT, status=Organisation.Status.CONFIRMED, province=organisation.province
    ).first()
    return department if department != organisation else None


def marks_visible_to(acting: Membership, *, organisation: Organisation) -> bool:
    """Return whether a membership sees the marks against an organisation: its own, or those it may record."""
    return organisation.pk == acting.organisation_id or may_mark(acting, organisation=organisation)


def may_mark(acting: Membership, *, organisation: Organisation) -> bool:
    """Return whether a membership may record marks: departments within their province, ministries anywhere."""
    if not may_mark_anybody(acting) or organisation.pk == acting.organisation_id:
        return False
    return not _is_department(acting) or organisation.province == acting.organisation.province


def may_mark_anybody(acting: Membership) -> bool:
    """Return whether a membership is one that records marks at all: an officer of a department or a ministry."""
    return acting.role in _OFFICERS and acting.organisation.kind in _MARKING


def marks_of(organisation: Organisation) -> QuerySet[Mark]:
    """Return all marks that were ever recorded against an organisation, newest first, with who recorded and lifted."""
    return organisation.marks.select_related("recorded_by", "lifted_by").order_by("-since", "-pk")


def keeps_structure(acting: Membership) -> bool:
    """Return whether a membership keeps the colleges and majors of its university: project office and admin."""
    return acting.organisation.kind == _KIND.UNIVERSITY and acting.role in _OFFICES


def colleges_of(university: Organisation) -> QuerySet[Organisation]:
    """Return the colleges of a university by name, closed ones last."""
    return Organisation.objects.filter(kind=_KIND.COLLEGE, parent=university).order_by(
        F("closed_on").asc(nulls_first=True), "pinyin", "pk"
    )


def open_colleges(university: Organisation) -> QuerySet[Organisation]:
    """Return the colleges that a university has now, by name."""
    return colleges_of(university).filter(closed_on=None, status=Organisation.Status.CONFIRMED)


def offerings_of(university: Organisation) -> QuerySet[Offering]:
    """Return the majors that a university and its colleges teach or taught, with both; ended ones last."""
    return (
        Offering.objects.filter(Q(organisation=university) | Q(organisation__parent=university))
        .select_related("major", "organisation")
        .order_by(F("until_year").desc(nulls_first=True), "major__code", "organisation__pinyin", "pk")
    )


def majors(*, text: str, limit: int = 20) -> QuerySet[Major]:
    """Return majors of the catalogues whose code begins with, or whose name holds, a text; newest edition first."""
    text = text.strip()[:60]
    digits = normalise(text)[:6]
    if not text:
        return Major.objects.none()
    matching = Q(name__icontains=text)
    if digits.isdecimal():
        matching |= Q(code__startswith=digits)
    return Major.objects.filter(matching).order_by("code", "catalogue", "-edition")[:limit]


def search(*, text: str, kind: str = "", province: str = "", limit: int = 20) -> QuerySet[Organisation]:
    """Return confirmed organisations by name, code or reading (`jldx`, `jilindaxue`), best first, in one query."""
    return _searched(Organisation.objects.all(), text=text, kind=kind, province=province)[:limit]


def called(*, text: str, limit: int = 1000) -> list[int]:
    """Return the identifiers of organisations of any status, found by name, former name, code or reading."""
    text = text.strip()[:100]
    return list(_matching(Organisation.objects.all(), text).order_by("pk").values_list("pk", flat=True)[:limit])


def markable_by(acting: Membership, *, text: str = "", limit: int = 20) -> QuerySet[Organisation]:
    """Return the organisations against which a membership may record marks, found by name, code or reading.

    Without a text: those that have marks. Each carries `marks_count`, all marks that were ever recorded.
    """
    found = Organisation.objects.exclude(pk=acting.organisation_id).annotate(marks_count=Count("marks"))
    if not may_mark_anybody(acting):
        return found.none()
    if not text.strip():
        found = found.filter(marks_count__gt=0)
    province = acting.organisation.province if _is_department(acting) else ""
    return _searched(found, text=text, province=province)[:limit]


def registered_with(acting: Membership, *, text: str = "") -> QuerySet[Organisation]:
    """Return the universities and enterprises whose register a membership keeps, found by name, code or reading.

    A provincial department keeps those of its province, a ministry all of them; everybody else none.
    """
    found = Organisation.objects.filter(kind__in=(_KIND.UNIVERSITY, _KIND.ENTERPRISE))
    if not may_mark_anybody(acting):
        return found.none()
    return _searched(found, text=text, province=acting.organisation.province if _is_department(acting) else "")


def former_names(organisations: Iterable[int], *, since: dt.date) -> dict[int, str]:
    """Return by organisation the name that it had on a day, where it has another one today."""
    rows = FormerName.objects.filter(organisation__in=organisations, until__gt=since).order_by("-until", "-pk")
    return dict(rows.values_list("organisation_id", "name"))


def _searched(
    found: QuerySet[Organisation], *, text: str, kind: str = "", province: str = ""
) -> QuerySet[Organisation]:
    found = found.filter(status=Organisation.Status.CONFIRMED, closed_on=None)
    if kind:
        found = found.filter(kind=kind)
    if province:
        found = found.filter(province=province)
    text = text.strip()[:100]
    if text:
        found = _matching(found, text)
    return found.order_by(*(["rank"] if text else []), "pinyin", "pk")


def university(university_id: int) -> Organisation | None:
    """Return a confirmed university."""
    return Organisation.objects.filter(
        pk=university_id, kind=_KIND.UNIVERSITY, status=Organisation.Status.CONFIRMED
    ).first()


def of_province(kind: str, province: str) -> Organisation | None:
    """Return the confirmed organisation of a kind in a province, the first where there are several."""
    found = Organisation.objects.filter(kind=kind, status=Organisation.Status.CONFIRMED, closed_on=None)
    return found.filter(province=province).order_by("pk").first() if province else None


def by_code(code: str) -> Organisation | None:
    """Return the organisation that a credit code belongs to, unless its registration was refused; None without one."""
    if not (wanted := normalise(code)):
        return None
    return Organisation.objects.filter(code=wanted).exclude(status=Organisation.Status.REFUSED).first()


def _matching(found: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    code, reading = normalise(text), text.lower().replace(" ", "")
    exact = Q(code=code) | Q(school_code=code) if code else Q(pk__in=[])
    begins = Q(name__istartswith=text) | Q(short_name__istartswith=text) | Q(initials__startswith=reading)
    formerly = FormerName.objects.filter(organisation=OuterRef("pk"), name__icontains=text)
    holds = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(name_en__icontains=text) | Exists(formerly)
    rank = Case(When(exact, then=0), When(begins, then=1), default=2, output_field=IntegerField())
    return (
        found.alias(spoken=Replace("pinyin", Value(" "), Value("")))
        .filter(exact | begins | holds | Q(spoken__contains=reading))
        .annotate(rank=rank)
    )


def _is_department(acting: Membership) -> bool:
    return acting.organisation.kind == _KIND.PROVINCIAL_DEPARTMENT and acting.role in _OFFICERS


def _decided_by(acting: Membership) -> Q:
    decided = Q(pk__in=[])
    if is_in_charge(acting):
        decided |= Q(organisation_id=acting.organisation_id) | Q(organisation__parent_id=acting.organisation_id)
    if _is_department(acting):
        decided |= _orphans_of(acting.organisation.province)
    return decided


def _orphans_of(province: str) -> Q:
    schools = (_KIND.UNIVERSITY, _KIND.COLLEGE)
    led_as_school = Membership.objects.filter(organisation=OuterRef("organisation"), status=_ACTIVE, role__in=_OFFICES)
    led = Membership.objects.filter(organisation=OuterRef("organisation"), status=_ACTIVE, role__in=_OFFICERS)
    here = Q(organisation__province=province)
    return here & (
        Q(Q(organisation__kind=_KIND.UNIVERSITY) & ~Exists(led_as_school), role__in=_OFFICES)
        | Q(~Q(organisation__kind__in=(*schools, _KIND.PROVINCIAL_DEPARTMENT)) & ~Exists(led), role__in=_OFFICERS)
    )


def _in_charge_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(
        organisation=organisation, status=_ACTIVE, role__in=roles_in_charge(organisation.kind)
    )
