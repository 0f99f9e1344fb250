"""Decisions on organisations and on people's roles in them, each by whoever is in charge."""

import datetime as dt

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations import access, codes, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.codes import Verdict
from ronghe.portal.organisations.models import Membership, Organisation


def confirm_membership(*, membership_id: int, acting: Membership, day: dt.date) -> Membership:
    """Let a person act in the role asked for, from `day` on. Raises NoAccess for whoever does not decide on it."""
    with transaction.atomic(), pghistory.context(command="confirm_membership", acting=acting.pk):
        _lock_membership(membership_id)
        membership = access.access_request_for_role(membership_id=membership_id, acting=acting)
        membership.status, membership.since = Membership.Status.ACTIVE, day
        membership.save(update_fields=["status", "since"])
        return membership


def refuse_membership(*, membership_id: int, acting: Membership, reason: str) -> Membership | Refused:
    """Refuse a role to a person, with a reason. Raises NoAccess for whoever does not decide on it."""
    with transaction.atomic(), pghistory.context(command="refuse_membership", acting=acting.pk):
        _lock_membership(membership_id)
        membership = access.access_request_for_role(membership_id=membership_id, acting=acting)
        if not reason.strip():
            return _reason_missing()
        membership.status, membership.status_reason = Membership.Status.ENDED, reason.strip()
        membership.save(update_fields=["status", "status_reason"])
        return membership


def end_membership(*, membership_id: int, acting: Membership, reason: str, day: dt.date) -> Membership | Refused:
    """End a role from `day` on, with a reason: one's own, or one in the organisation of which one is in charge.

    Raises NoAccess otherwise.
    """
    with transaction.atomic(), pghistory.context(command="end_membership", acting=acting.pk):
        _lock_membership(membership_id)
        membership = access.access_membership_to_end(membership_id=membership_id, acting=acting)
        if not reason.strip():
            return _reason_missing()
        membership.status, membership.status_reason = Membership.Status.ENDED, reason.strip()
        membership.until = max(day, membership.since or day)
        membership.save(update_fields=["status", "status_reason", "until"])
        return membership


def confirm_organisation(
    *, organisation_id: int, acting: Membership, day: dt.date, code_finding: str = ""
) -> Organisation | Refused:
    """Confirm an organisation's identity, and with it the people who registered it.

    An exceptional code needs `code_finding`: why it is accepted. Raises NoAccess for whoever does not decide on it.
    """
    with transaction.atomic(), pghistory.context(command="confirm_organisation", acting=acting.pk):
        organisation = _pending_organisation(organisation_id, acting)
        exceptional = bool(organisation.code) and codes.uscc(organisation.code).verdict is not Verdict.VALID
        if exceptional and not code_finding.strip():
            needed = _("该代码属例外情形，请写明核对营业执照后的采信理由。")
            return Refused(problems=(Problem(field="code_finding", message=needed),))
        organisation.status, organisation.code_finding = Organisation.Status.CONFIRMED, code_finding.strip()
        organisation.save(update_fields=["status", "code_finding"])
        for membership in _requests(organisation):
            membership.status, membership.since = Membership.Status.ACTIVE, day
            membership.save(update_fields=["status", "since"])
        return organisation


def refuse_organisation(*, organisation_id: int, acting: Membership, reason: str) -> Organisation | Refused:
    """Refuse an organisation's registration, and with it the roles asked for; its code may be registered again.

    Raises NoAccess for whoever does not decide on it.
    """
    with transaction.atomic(), pghistory.context(command="refuse_organisation", acting=acting.pk):
        organisation = _pending_organisation(organisation_id, acting)
        if not reason.strip():
            return _reason_missing()
        organisation.status, organisation.status_reason = Organisation.Status.REFUSED, reason.strip()
        organisation.save(update_fields=["status", "status_reason"])
        for membership in _requests(organisation):
            membership.status, membership.status_reason = Membership.Status.ENDED, reason.strip()
            membership.save(update_fields=["status", "status_reason"])
        return organisation


def appoint(*, user: User, organisation: Organisation, role: str, day: dt.date) -> Membership:
    """Give a role without a request, for whoever operates the platform; repeating it is harmless."""
    with transaction.atomic(), pghistory.context(command="appoint"):
        held = Membership.objects.select_for_update().filter(user=user, organisation=organisation, role=role)
        membership = held.exclude(status=Membership.Status.ENDED).first()
        if membership is None:
            membership = Membership(user=user, organisation=organisation, role=role)
        membership.status, membership.since = Membership.Status.ACTIVE, membership.since or day
        membership.save()
        return membership


def _lock_membership(membership_id: int) -> None:
    Membership.objects.select_for_update().filter(pk=membership_id).first()


def _pending_organisation(organisation_id: int, acting: Membership) -> Organisation:
    found = queries.organisations_to_confirm(acting).select_for_update().filter(pk=organisation_id).first()
    if found is None:
        raise NoAccess
    return found


def _requests(organisation: Organisation) -> list[Membership]:
    waiting = Membership.objects.select_for_update().filter(organisation=organisation, status=Membership.Status.PENDING)
    return list(waiting.order_by("pk"))


def _reason_missing() -> Refused:
    return Refused(problems=(Problem(field="reason", message=_("请写明理由。")),))
