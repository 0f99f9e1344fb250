"""Verifying the record: the chain of each case from its first event to the state that it is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from ronghe.ledger import chain
from ronghe.portal.cases.commands.record import body_of
from ronghe.portal.cases.models import Case, Event, Quota, QuotaEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A case whose record does not hold, and where."""

    number: str
    reason: str


def chain_holds(*, number: str, events: Iterable[Event]) -> bool:
    """Return whether the events of a case, in order, follow from each other."""
    return chain.first_break((one.digest, body_of(one, number=number)) for one in events) is None


def broken_cases() -> tuple[int, list[Broken]]:
    """Return how many cases were verified and which are broken. Reads all events once, in a constant memory."""
    events = Event.objects.select_related("case").order_by("case_id", "sequence").iterator(chunk_size=2000)
    checked, broken = 0, []
    for _, group in groupby(events, key=lambda event: event.case_id):
        history = list(group)
        checked += 1
        reason = _reason(case=history[0].case, history=history)
        if reason:
            broken.append(Broken(number=history[0].case.number or "", reason=reason))
    return checked, broken


def broken_quotas() -> list[Broken]:
    """Return the quotas whose ledger does not end at the places that are held, or whose lines do not add up to them."""
    lines = QuotaEntry.objects.filter(quota=OuterRef("pk"))
    added = lines.order_by().values("quota").annotate(sum=Sum("change")).values("sum")
    quotas = Quota.objects.annotate(
        held=Count("places"),
        ends=Coalesce(Subquery(lines.order_by("-pk").values("balance")[:1]), 0),
        adds=Coalesce(Subquery(added, output_field=IntegerField()), 0),
    )
    return [
        Broken(number=str(one).strip(), reason=f"the ledger ends at {one.ends}, {one.held} places are held")
        for one in quotas.order_by("pk").iterator(chunk_size=2000)
        if not one.held == one.ends == one.adds
    ]


def _reason(*, case: Case, history: list[Event]) -> str:
    at = chain.first_break((one.digest, body_of(one, number=case.number or "")) for one in history)
    if at is not None:
        return f"event {at + 1} was changed"
    if [one.sequence for one in history] != list(range(1, len(history) + 1)):
        return "an event is missing"
    if history[-1].target != case.state:
        return f"the record ends in {history[-1].target}, the case is in {case.state}"
    return ""
