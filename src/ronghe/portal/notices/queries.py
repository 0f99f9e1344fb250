"""Reads of notices for workspaces."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ronghe.portal.cases.inbox import InboxItem
from ronghe.portal.cases.models import Case
from ronghe.portal.notices.access import visible_objections
from ronghe.portal.notices.models import Entry, Objection
from ronghe.portal.organisations.models import Membership


def entries_of(case: Case) -> QuerySet[Entry]:
    """Return the notices in which a case is listed, newest first."""
    return Entry.objects.filter(case=case).select_related("notice__issuer").order_by("-notice__opened_at")


def objections_waiting(acting: Membership, _at: dt.datetime) -> list[InboxItem]:
    """Return the open objections that wait for a membership, for its inbox."""
    waiting = visible_objections(acting).filter(result=Objection.Result.OPEN).order_by("lodged_at")[:50]
    return [
        InboxItem(
            title=_("异议待处理：%(title)s") % {"title": one.entry.case.title},
            detail=one.reference,
            url_name="objection",
            url_args=(one.reference,),
            since=one.lodged_at,
            due_at=None,
            kind="objection",
        )
        for one in waiting
    ]
