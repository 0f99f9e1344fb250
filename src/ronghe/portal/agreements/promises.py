"""Promised amounts and deliveries on them: the rows that acts lead to, without storing them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ronghe.portal.agreements.models import Commitment, Delivery, Kind
from ronghe.portal.cases.models import Attachment, Case, Event


def promises(*, case: Case, kept: Mapping[str, Any]) -> list[Commitment]:
    """Return the promises of a kept agreement without storing them."""
    amounts = {"money": ("money", "money_due_on"), "goods": ("goods_value", "goods_due_on")}
    found = {kind: (Decimal(str(kept.get(name) or 0)), kept.get(day)) for kind, (name, day) in amounts.items()}
    return [
        Commitment(case=case, kind=kind, amount=amount, due_on=dt.date.fromisoformat(str(day)))
        for kind, (amount, day) in found.items()
        if amount > 0 and day
    ]


def delivered(*, case: Case, asked: Mapping[str, Any], event: Event, evidence: Attachment | None) -> Delivery:
    """Return the delivery that an act's answers tell of."""
    return Delivery(
        case=case,
        kind=Kind(asked["kind"]),
        amount=Decimal(str(asked["amount"])),
        received_on=dt.date.fromisoformat(str(asked["received_on"])),
        evidence=evidence,
        event=event,
    )


def counter_entry(taken_back: Delivery, *, reason: str, event: Event) -> Delivery:
    """Return the entry that takes back an earlier one as a whole."""
    return Delivery(
        case=taken_back.case,
        kind=taken_back.kind,
        amount=-taken_back.amount,
        received_on=taken_back.received_on,
        event=event,
        corrects=taken_back,
        reason=reason,
    )


def file_digest(asked: Mapping[str, object], field: str) -> str:
    """Return the digest of the file that an act's answers name in a field, or nothing."""
    stored = asked.get(field)
    return str(stored.get("digest") or "") if isinstance(stored, Mapping) else ""
