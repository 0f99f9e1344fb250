"""What notices offer to definitions as facts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Q

from ronghe.portal.cases import facts
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.notices.models import Entry, Objection
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import FactType, OfferedFact, Text


def _of_cases(contexts: Sequence[FactContext]) -> list[Mapping[str, Value]]:
    """Return when each case's notices end and how many objections to it are open or upheld, without withdrawn ones.

    Without a notice that has a period, whether it ended is not known.
    """
    of_result = {result: Count("objections", filter=Q(objections__result=result)) for result in ("open", "upheld")}
    entries = Entry.objects.filter(case_id__in=[one.case.pk for one in contexts], withdrawn_at=None)
    rows = entries.order_by().values("case_id").annotate(
        ends_at=Max("notice__ends_at"), ends_on=Max("notice__ends_on"), **of_result
    )  # fmt: skip
    found = {row["case_id"]: row for row in rows}
    return [_facts(found.get(one.case.pk, {}), at=one.at) for one in contexts]


def _facts(row: Mapping[str, Any], *, at: dt.datetime) -> Mapping[str, Value]:
    ends_at: dt.datetime | None = row.get("ends_at")
    return {
        "notice.ended": None if ends_at is None else at >= ends_at,
        "notice.ends_on": row.get("ends_on"),
        "notice.open_objections": row.get(Objection.Result.OPEN.value, 0),
        "notice.upheld_objections": row.get(Objection.Result.UPHELD.value, 0),
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
        _of_cases,
    )
