"""What agreements offer to definitions as facts: promised, received and overdue, in money and in kind apart."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum

from ronghe.portal.agreements.models import Commitment, Delivery, Kind
from ronghe.portal.cases import facts
from ronghe.portal.cases.facts import FactContext
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import FactType, OfferedFact, Text

LABELS = {
    "promised": Text(zh="承诺金额", en="promised"),
    "received": Text(zh="到账或收到金额", en="received"),
    "overdue": Text(zh="逾期未到金额", en="overdue"),
}


def _of_cases(contexts: Sequence[FactContext]) -> list[Mapping[str, Value]]:
    """Return the amounts in CNY of each case; without a promise they are not known."""
    keys = [one.case.pk for one in contexts]
    promised: dict[int, dict[str, Commitment]] = defaultdict(dict)
    for promise in Commitment.objects.filter(case_id__in=keys):
        promised[promise.case_id][promise.kind] = promise
    received: dict[int, dict[str, Decimal]] = defaultdict(dict)
    totals = Delivery.objects.filter(case_id__in=keys).values_list("case_id", "kind").annotate(total=Sum("amount"))
    for case_id, kind, total in totals.order_by():
        received[case_id][kind] = total
    return [
        amounts(promised=promised[key], received=received[key], day=one.day)
        for key, one in zip(keys, contexts, strict=True)
    ]


def amounts(*, promised: Mapping[str, Commitment], received: Mapping[str, Decimal], day: dt.date) -> dict[str, Value]:
    """Return the facts that promises and the totals received, by kind, amount to on a day."""
    found: dict[str, Value] = {}
    for kind in Kind.values:
        promise, came = promised.get(kind), received.get(kind, Decimal(0))
        missing = max(promise.amount - came, Decimal(0)) if promise and day > promise.due_on else Decimal(0)
        found[f"{kind}.promised"] = promise.amount if promise else Decimal(0) if promised else None
        found[f"{kind}.received"] = came if promised or received else None
        found[f"{kind}.overdue"] = missing if promised else None
    return found


def register() -> None:
    """Offer the facts of this app."""
    facts.register(
        {f"{kind}.{name}": OfferedFact(type=FactType.MONEY, label=label)
         for kind in Kind.values for name, label in LABELS.items()},
        _of_cases,
    )  # fmt: skip
