"""Writing an act into the record: the event with its reasons, chained to the one before it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ronghe.ledger import chain
from ronghe.portal.cases.actors import Actor
from ronghe.portal.cases.models import Case, Event
from ronghe.rulebook.decisions import Finding, Value


def plain(value: object) -> object:
    """Return a value as the record writes it: amounts and days as text, times in UTC, no floating-point numbers."""
    match value:
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case float():
            return repr(value)
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    return value


def plain_finding(finding: Finding) -> dict[str, object]:
    """Return a finding as the record writes it: rule, outcome, message, values found, clause."""
    return {
        "rule": finding.rule,
        "condition": finding.condition,
        "title": finding.title.model_dump(),
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message.model_dump(),
        "values": [
            {
                "name": one.name,
                "label": one.label.model_dump(),
                "type": one.type.value,
                "value": plain(one.value),
                "options": {key: label.model_dump() for key, label in one.options.items()},
            }
            for one in finding.values
        ],
        "cites": None
        if finding.cites is None
        else {
            "source": finding.cites.source,
            "title": finding.cites.title,
            "number": finding.cites.number,
            "clause": finding.cites.clause,
            "gist": finding.cites.gist.model_dump(),
        },
    }


def write_event(
    *,
    case: Case,
    actor: Actor,
    role: str,
    action: str,
    source: str,
    target: str,
    at: dt.datetime,
    asked: Mapping[str, object],
    facts: Mapping[str, Value],
    findings: Sequence[Finding],
    token: uuid.UUID | None = None,
    batch: str = "",
    looked_at: Sequence[str] = (),
) -> Event:
    """Append an event to a locked case's chain and return it."""
    last = Event.objects.filter(case=case).order_by("-sequence").values_list("sequence", "digest").first()
    event = build_event(
        case=case,
        actor=actor,
        role=role,
        action=action,
        source=source,
        target=target,
        at=at,
        asked=asked,
        facts=facts,
        findings=findings,
        form=form_digest(case),
        last=last,
        token=token,
        batch=batch,
        looked_at=looked_at,
    )
    event.save(force_insert=True)
    return event


def form_digest(case: Case) -> str:
    """Return the digest of a case's form as it stands."""
    return chain.digest(chain.canonical(plain(case.data)))


def build_event(
    *,
    case: Case,
    actor: Actor,
    role: str,
    action: str,
    source: str,
    target: str,
    at: dt.datetime,
    asked: Mapping[str, object],
    facts: Mapping[str, Value],
    findings: Sequence[Finding],
    form: str,
    last: tuple[int, str] | None,
    token: uuid.UUID | None = None,
    batch: str = "",
    looked_at: Sequence[str] = (),
) -> Event:
    """Return the event that follows `last`, the sequence and digest of the event before it, without storing it."""
    sequence, previous = (last[0] + 1, last[1]) if last else (1, chain.GENESIS)
    event = Event(
        case=case,
        sequence=sequence,
        at=at,
        actor_id=actor.user_id,
        organisation_id=actor.organisation_id,
        role=role,
        action=action,
        source=source,
        target=target,
        batch=batch,
        token=token,
        previous=previous,
        body={
            "asked": plain(asked),
            "facts": plain(facts),
            "findings": [plain_finding(one) for one in findings],
            "form": form,
            "revision": case.revision,
            "rules": case.version.digest,
            **({"looked_at": list(looked_at)} if looked_at else {}),
        },
    )
    event.digest = chain.link(previous=previous, body=body_of(event, number=case.number or ""))
    return event


def body_of(event: Event, *, number: str) -> dict[str, object]:
    """Return everything about an event that its digest covers."""
    return {
        "case": number,
        "sequence": event.sequence,
        "at": plain(event.at),
        "actor": event.actor_id,
        "organisation": event.organisation_id,
        "role": event.role,
        "action": event.action,
        "source": event.source,
        "target": event.target,
        "batch": event.batch,
        "body": event.body,
    }
