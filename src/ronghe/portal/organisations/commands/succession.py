"""An organisation gets another name, or goes into another one, which takes its place in everything that runs."""

import datetime as dt
from collections.abc import Iterator

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations import access
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import FormerName, Membership, Offering, Organisation

_ENDED, _ACTIVE = Membership.Status.ENDED, Membership.Status.ACTIVE


def rename_organisation(
    *, organisation_id: int, acting: Membership, name: str, name_en: str = "", reason: str, day: dt.date
) -> Organisation | Refused:
    """Give an organisation another name from `day` on and keep the former one; it can be found by both.

    Raises NoAccess for whoever does not keep the register that the organisation is in.
    """
    access.access_for_succession(organisation_id=organisation_id, acting=acting)
    try:
        with transaction.atomic(), pghistory.context(command="rename_organisation", acting=acting.pk):
            organisation = _locked(organisation_id)[0]
            if problems := tuple(problems_with_name(organisation, name=name, name_en=name_en, reason=reason)):
                return Refused(problems=problems)
            FormerName.objects.create(
                organisation=organisation,
                name=organisation.name,
                name_en=organisation.name_en,
                until=day,
                reason=reason.strip(),
                recorded_by_id=acting.user_id,
            )
            organisation.name, organisation.name_en = name.strip(), name_en.strip()
            organisation.save(update_fields=["name", "name_en"])
            return organisation
    except IntegrityError:
        return Refused(problems=(Problem(field="name", message=_("已有同名的单位。")),))


def problems_with_name(organisation: Organisation, *, name: str, name_en: str, reason: str) -> Iterator[Problem]:
    """Yield everything that stands against such a new name, by field."""
    if not 4 <= len(name.strip()) <= 200:
        yield Problem(field="name", message=_("请填写单位的新名称，4至200个字符。"))
    elif name.strip() == organisation.name:
        yield Problem(field="name", message=_("新名称与现名称相同。"))
    if len(name_en.strip()) > 200:
        yield Problem(field="name_en", message=_("英文名称不能超过200个字符。"))
    if not reason.strip():
        yield Problem(field="reason", message=_("请写明依据，如批准文件的名称和文号。"))


def close_into(
    *, organisation_id: int, into_id: int, acting: Membership, reason: str, day: dt.date
) -> tuple[Organisation, Organisation] | Refused:
    """Close an organisation into its successor, which takes over its people, colleges and majors; return both.

    Cases follow by `cases.commands.merge`, which calls this inside its transaction. Raises NoAccess for whoever keeps
    the register of only one of the two.
    """
    for one in (organisation_id, into_id):
        access.access_for_succession(organisation_id=one, acting=acting)
    found = {one.pk: one for one in _locked(organisation_id, into_id)}
    closing, into = found[organisation_id], found[into_id]
    if problems := tuple(problems_with_merger(closing, into, reason=reason)):
        return Refused(problems=problems)
    with pghistory.context(command="close_into", acting=acting.pk):
        closing.closed_on, closing.merged_into, closing.status_reason = day, into, reason.strip()
        closing.save(update_fields=["closed_on", "merged_into", "status_reason"])
        _move_people(closing, into, reason=reason.strip(), day=day)
        _move_structure(closing, into, day=day)
    return closing, into


def problems_with_merger(closing: Organisation, into: Organisation, *, reason: str) -> Iterator[Problem]:
    """Yield everything that stands against the one organisation going into the other, by field."""
    if closing.pk == into.pk:
        yield Problem(field="into", message=_("单位不能并入自身。"))
    elif closing.kind != into.kind:
        yield Problem(field="into", message=_("只能并入同一类型的单位。"))
    if closing.closed_on or into.closed_on:
        yield Problem(field="into", message=_("单位已经撤销或并入其他单位。"))
    if not reason.strip():
        yield Problem(field="reason", message=_("请写明依据，如批准文件的名称和文号。"))


def _locked(*organisation_ids: int) -> list[Organisation]:
    """Lock organisations in the order of their keys, so that two mergers cannot wait for each other."""
    found = list(Organisation.objects.select_for_update().filter(pk__in=organisation_ids).order_by("pk"))
    if len(found) != len(set(organisation_ids)):
        raise NoAccess
    return found


def _move_people(closing: Organisation, into: Organisation, *, reason: str, day: dt.date) -> None:
    there = set(Membership.objects.filter(organisation=into).exclude(status=_ENDED).values_list("user_id", "role"))
    for one in (
        Membership.objects.select_for_update().filter(organisation=closing).exclude(status=_ENDED).order_by("pk")
    ):
        if one.status == _ACTIVE and (one.user_id, one.role) not in there:
            _continued(one, into, day=day).save()
        one.until = max(day, one.since) if one.since else None
        one.status, one.status_reason = _ENDED, reason
        one.save(update_fields=["status", "status_reason", "until"])


def _continued(membership: Membership, into: Organisation, *, day: dt.date) -> Membership:
    return Membership(
        user_id=membership.user_id,
        organisation=into,
        role=membership.role,
        status=_ACTIVE,
        staff_number=membership.staff_number,
        college_id=membership.college_id,
        department=membership.department,
        since=day,
    )


def _move_structure(closing: Organisation, into: Organisation, *, day: dt.date) -> None:
    """Put colleges under the successor, a double name with the former university's; end majors that it teaches too."""
    taken = set(into.children.filter(closed_on=None).values_list("name", flat=True))
    for college in closing.children.order_by("pk"):
        if college.name in taken and college.closed_on is None:
            college.name = f"{college.name}（原{closing.name}）"[:200]
        college.parent = into
        college.save(update_fields=["parent", "name"])
    taught = set(Offering.objects.filter(organisation=into, until_year=None).values_list("major_id", flat=True))
    for offering in closing.offerings.filter(until_year=None).order_by("pk"):
        if offering.major_id in taught:
            offering.until_year = max(day.year, offering.since_year or day.year)
        else:
            offering.organisation = into
        offering.save(update_fields=["organisation", "until_year"])
