"""What agreements offer to definitions as effects: noting promises and deliveries."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from ronghe.portal.agreements.models import Commitment, Delivery, Kind
from ronghe.portal.cases import effects
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment, Case


def _promise(context: EffectContext, parameters: Mapping[str, str]) -> None:
    """Turn the amounts of a kept agreement (`money`, `money_due_on`, `goods_value`, `goods_due_on`) into promises."""
    kept = context.case.kept[parameters["kept"]]
    for kind, amount, day in (("money", "money", "money_due_on"), ("goods", "goods_value", "goods_due_on")):
        value = Decimal(str(kept.get(amount) or 0))
        if value > 0 and kept.get(day):
            Commitment.objects.update_or_create(
                case=context.case,
                kind=kind,
                defaults={"amount": value, "due_on": dt.date.fromisoformat(str(kept[day]))},
            )


def _deliver(context: EffectContext, _parameters: Mapping[str, str]) -> None:
    """Note what was received, from the form that the act has filled in."""
    asked = context.event.body["asked"]
    Delivery.objects.create(
        case=context.case,
        kind=Kind(asked["kind"]),
        amount=Decimal(str(asked["amount"])),
        received_on=dt.date.fromisoformat(str(asked["received_on"])),
        evidence=_evidence(case=context.case, stored=asked.get("evidence")),
    )


def _evidence(*, case: Case, stored: object) -> Attachment | None:
    digest = stored.get("digest") if isinstance(stored, Mapping) else None
    return Attachment.objects.filter(case=case, digest=digest).first() if digest else None


def register() -> None:
    """Offer the effects of this app."""
    effects.register("promise", zh="登记承诺", en="note what is promised", effect=_promise, parameters={"kept": True})
    effects.register("deliver", zh="登记到账", en="note what was received", effect=_deliver)
