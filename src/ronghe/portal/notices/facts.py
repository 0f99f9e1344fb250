"""What notices offer to definitions as facts."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Max, Min, Q

from ronghe.portal.cases import facts
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.notices.models import Entry, Objection
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import FactType, OfferedFact, Text


def _of_case(context: FactContext) -> Mapping[str, Value]:
    """Return when the case's notices end and how many objections to it are open or upheld; withdrawn ones do not count.

    Without a notice that has a period, whether it ended is not known.
    """
    of_result = {result: Count("objections", filter=Q(objections__result=result)) for result in ("open", "upheld")}
    found = Entry.objects.filter(case_id=context.case.pk, withdrawn_at=None).aggregate(
        ends_at=Max("notice__ends_at"), ends_on=Max("notice__ends_on"), first=Min("notice__opened_at"), **of_result
    )
    ends_at: dt.datetime | None = found["ends_at"]
    return {
        "notice.ended": None if ends_at is None else context.at >= ends_at,
        "notice.ends_on": found["ends_on"],
        "notice.open_objections": found[Objection.Result.OPEN.value],
        "notice.upheld_objections": found[Objection.Result.UPHELD.value],
    }


def register() -> None:
    """Offer the facts of this app."""
    facts.register(
        {
            "notice.ended": OfferedFact(
                type=FactType.BOOLEAN, label=Text(zh="公示期已满", en="the public notice has ended")
            ),
            "notice.ends_on": OfferedFact(type=FactType.DATE, label=Text(zh="公示截止日", en="last day of the notice")),
            "notice.open_objections": OfferedFact(
                type=FactType.INTEGER, label=Text(zh="未处理的异议", en="open objections")
            ),
            "notice.upheld_objections": OfferedFact(
                type=FactType.INTEGER, label=Text(zh="查实的异议", en="objections upheld")
            ),
        },
        _of_case,
    )
