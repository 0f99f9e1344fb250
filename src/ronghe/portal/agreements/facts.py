"""What agreements offer to definitions as facts: promised, received and overdue, in money and in kind apart."""

import datetime as dt
from collections.abc import Mapping
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


def _of_case(context: FactContext) -> Mapping[str, Value]:
    """Return the amounts in CNY of a case; without a promise they are not known."""
    promised = {one.kind: one for one in Commitment.objects.filter(case_id=context.case.pk)}
    received = dict(
        Delivery.objects.filter(case_id=context.case.pk).values_list("kind").annotate(total=Sum("amount")).order_by()
    )
    return amounts(promised=promised, received=received, day=context.day)


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
        _of_case,
    )  # fmt: skip
