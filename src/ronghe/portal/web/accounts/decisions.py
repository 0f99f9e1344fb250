"""What waits for somebody's decision on organisations and people, for the one page of everything that waits."""

import datetime as dt

from django.utils.translation import gettext as _

from ronghe.portal.cases.inbox import InboxItem
from ronghe.portal.organisations import queries
from ronghe.portal.organisations.models import Membership, Organisation

_MOST = 50


def decisions_waiting(acting: Membership, _at: dt.datetime) -> list[InboxItem]:
    """Return the organisations and the requests for a role that a membership decides on, in at most two queries."""
    organisations = queries.organisations_to_confirm(acting)[:_MOST]
    requests = queries.confirmable_by(acting)[:_MOST]
    return [*(_organisation(one) for one in organisations), *(_request(one) for one in requests)]


def _organisation(one: Organisation) -> InboxItem:
    return InboxItem(
        title=_("单位待核实：%(name)s") % {"name": one.name},
        detail=one.code,
        url_name="organisation-examine",
        url_args=(str(one.pk),),
        since=one.created_at,
        due_at=None,
        kind="organisation",
    )


def _request(one: Membership) -> InboxItem:
    return InboxItem(
        title=_("人员待确认：%(name)s") % {"name": one.user.name},
        detail=f"{one.role_label} · {one.organisation.name}",
        url_name="organisation",
        url_args=(),
        since=one.created_at,
        due_at=None,
        kind="membership",
    )
