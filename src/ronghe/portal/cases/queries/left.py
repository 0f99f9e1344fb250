"""Cases that go on while the person who leads them no longer belongs to the organisation that owns them."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.conditions import in_states
from ronghe.portal.cases.inbox import InboxItem
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Membership
from ronghe.portal.organisations.queries import is_in_charge
from ronghe.portal.programmes import queries as programmes

_MOST = 50


def without_leader(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the running cases whose leader holds no role any more in the organisation that owns the case."""
    held = Membership.objects.filter(
        user_id=OuterRef("leader_id"), organisation_id=OuterRef("owner_id"), status=Membership.Status.ACTIVE
    )
    return cases.filter(_running(), ~Exists(held), leader__isnull=False)


def leaders_left(acting: Membership, _at: dt.datetime) -> list[InboxItem]:
    """Return the cases of one's own organisation that need another leader, for whoever is in charge of its people."""
    if not is_in_charge(acting):
        return []
    own = visible_cases(acting).filter(owner_id=acting.organisation_id)
    found = without_leader(own).select_related("leader").order_by("state_since", "pk")
    return [_item(one) for one in found.only("title", "number", "state_since", "leader__name")[:_MOST]]


def _item(case: Case) -> InboxItem:
    return InboxItem(
        title=_("负责人已离开本单位：%(title)s") % {"title": case.title},
        detail=_("%(name)s 已不在本单位任职，请办理负责人变更。") % {"name": case.leader.name if case.leader else ""},
        url_name="case",
        url_args=(case.number or "",),
        since=case.state_since,
        due_at=None,
        kind="leader",
    )


def _running() -> Q:
    return in_states(
        (pk, key, tuple(name for name, state in kind.states.items() if not state.final))
        for pk in programmes.every_version().values_list("pk", flat=True)
        for key, kind in programmes.definition(pk).cases.items()
    )
