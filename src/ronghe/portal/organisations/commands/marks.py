"""Marks against organisations: recorded and lifted by the department of the province or by a ministry."""

import datetime as dt

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations import access
from ronghe.portal.organisations.models import Mark, Membership, Organisation


def add_mark(
    *,
    organisation_id: int,
    acting: Membership,
    kind: str,
    reason: str,
    since: dt.date,
    until: dt.date | None = None,
    programme: str = "",
) -> Mark | Refused:
    """Record a mark that counts from `since` to `until`, both included, in one programme or everywhere.

    Raises NoAccess for whoever may not record marks against this organisation.
    """
    access.access_for_marks(organisation_id=organisation_id, acting=acting)
    problems = problems_with_mark(kind=kind, reason=reason, since=since, until=until)
    if problems:
        return Refused(problems=problems)
    mark = Mark(
        organisation_id=organisation_id,
        kind=kind,
        programme=programme,
        reason=reason.strip(),
        since=since,
        until=until,
        recorded_by_id=acting.user_id,
    )
    with transaction.atomic(), pghistory.context(command="add_mark", acting=acting.pk):
        Organisation.objects.select_for_update().get(pk=organisation_id)
        return _recorded_before(mark) or _stored(mark)


def problems_with_mark(*, kind: str, reason: str, since: dt.date | None, until: dt.date | None) -> tuple[Problem, ...]:
    """Return everything that stands against recording such a mark, by field."""
    problems = []
    if kind not in Mark.Kind.values:
        problems.append(Problem(field="kind", message=_("请选择记录的种类。")))
    if not reason.strip():
        problems.append(Problem(field="reason", message=_("请写明理由。")))
    if since is None:
        problems.append(Problem(field="since", message=_("请填写起始日期。")))
    elif until is not None and until < since:
        problems.append(Problem(field="until", message=_("截止日期不能早于起始日期。")))
    return tuple(problems)


def lift_mark(*, mark_id: int, acting: Membership, reason: str, day: dt.date) -> Mark | Refused:
    """Lift a mark from `day` on, with a reason; one that is lifted already stays as it is.

    Raises NoAccess for whoever may not record marks against its organisation.
    """
    with transaction.atomic(), pghistory.context(command="lift_mark", acting=acting.pk):
        Mark.objects.select_for_update().filter(pk=mark_id).first()
        mark = access.access_mark(mark_id=mark_id, acting=acting)
        if not reason.strip():
            return Refused(problems=(Problem(field="reason", message=_("请写明理由。")),))
        if mark.lifted_on is None:
            mark.lifted_on, mark.lifted_by_id, mark.lifted_reason = day, acting.user_id, reason.strip()
            mark.save(update_fields=["lifted_on", "lifted_by", "lifted_reason"])
        return mark


def _recorded_before(mark: Mark) -> Mark | None:
    """Return the same mark if it stands already: a second click records nothing twice."""
    same = Mark.objects.filter(
        organisation_id=mark.organisation_id, kind=mark.kind, programme=mark.programme, since=mark.since
    )
    return same.filter(reason=mark.reason, until=mark.until, lifted_on=None).first()


def _stored(mark: Mark) -> Mark:
    mark.save()
    return mark
