"""What agreements offer to definitions as effects: noting promises and deliveries."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ronghe.portal.agreements.models import Commitment, Delivery, Kind
from ronghe.portal.cases import effects
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment, Case


def _promise(context: EffectContext, parameters: Mapping[str, str]) -> None:
    """Turn the amounts of a kept agreement (`money`, `money_due_on`, `goods_value`, `goods_due_on`) into promises."""
    for one in promises(case=context.case, kept=context.case.kept[parameters["kept"]]):
        Commitment.objects.update_or_create(
            case=one.case, kind=one.kind, defaults={"amount": one.amount, "due_on": one.due_on}
        )


def _deliver(context: EffectContext, _parameters: Mapping[str, str]) -> None:
    """Note what was received, from the form that the act has filled in."""
    delivery = delivered(case=context.case, asked=context.event.body["asked"])
    digest = evidence_digest(context.event.body["asked"])
    delivery.evidence = Attachment.objects.filter(case=context.case, digest=digest).first() if digest else None
    delivery.save()


def promises(*, case: Case, kept: Mapping[str, Any]) -> list[Commitment]:
    """Return the promises of a kept agreement without storing them."""
    amounts = {"money": ("money", "money_due_on"), "goods": ("goods_value", "goods_due_on")}
    found = {kind: (Decimal(str(kept.get(name) or 0)), kept.get(day)) for kind, (name, day) in amounts.items()}
    return [
        Commitment(case=case, kind=kind, amount=amount, due_on=dt.date.fromisoformat(str(day)))
        for kind, (amount, day) in found.items()
        if amount > 0 and day
    ]


def delivered(*, case: Case, asked: Mapping[str, Any]) -> Delivery:
    """Return the delivery that an act's answers tell of, without storing it and without its evidence."""
    return Delivery(
        case=case,
        kind=Kind(asked["kind"]),
        amount=Decimal(str(asked["amount"])),
        received_on=dt.date.fromisoformat(str(asked["received_on"])),
    )


def evidence_digest(asked: Mapping[str, object]) -> object:
    """Return the digest of the file that an act's answers name as evidence, or None."""
    stored = asked.get("evidence")
    return stored.get("digest") if isinstance(stored, Mapping) else None


def register() -> None:
    """Offer the effects of this app."""
    effects.register("promise", zh="登记承诺", en="note what is promised", effect=_promise, parameters={"kept": True})
    effects.register("deliver", zh="登记到账", en="note what was received", effect=_deliver)
