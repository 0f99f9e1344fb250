"""Opening notices, listing cases in them, withdrawing them, and objections from lodging to result."""

import datetime as dt
import secrets

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ronghe.ledger import chain
from ronghe.portal.cases.commands import FileRefused, tell, try_again
from ronghe.portal.cases.commands.files import check, clean_name
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.queries.columns import stored_value
from ronghe.portal.notices.access import access_objection
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.structure import NoticeKind, Text

# Letters and figures that cannot be mistaken for each other when a reference is read out.
LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class ObjectionRefused(Exception):
    """The objection cannot be taken; `message` says why in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def list_case(*, context: EffectContext, kind: str) -> Entry:
    """List a case in the notice of its batch, opening the notice if this is its first entry."""
    shape = context.definition.notices[kind]
    issuer = context.parties[shape.issued_by.partition(".")[0]]
    batch = batch_of(context=context, kind=kind, issuer_id=issuer.pk)
    notice, _ = Notice.objects.select_for_update().get_or_create(
        batch=batch, defaults={**opening(context=context, kind=kind), "issuer": issuer}
    )
    entry = next_entry(notice=notice, context=context, position=notice.entries.count() + 1)
    entry.save(force_insert=True)
    notice.save(update_fields=["digest"])
    return entry


def batch_of(*, context: EffectContext, kind: str, issuer_id: int) -> str:
    """Return what the entries of one notice have in common: the act, bulk or single, its day, and who issues it.

    A bulk act repeated on a later day opens a notice of its own: nothing is added to a period that has begun.
    """
    day = day_of(context.definition, context.act.at)
    return chain.digest(f"{kind}|{context.event.batch or context.event.digest}|{issuer_id}|{day}".encode())[7:47]


def opening(*, context: EffectContext, kind: str) -> dict[str, object]:
    """Return the values of a notice that is opened by an act, apart from its issuer and batch."""
    return {
        "version_id": context.case.version_id,
        "kind": kind,
        "opened_at": context.act.at,
        "digest": chain.GENESIS,
        **_period(context=context, shape=context.definition.notices[kind]),
    }


def next_entry(*, notice: Notice, context: EffectContext, position: int) -> Entry:
    """Return the next entry of a notice without storing it; the notice's digest covers it from now on."""
    names = context.definition.notices[notice.kind].lists
    listed = {name: stored_value(context.case, name=name, definition=context.definition) for name in names}
    body = {"case": context.case.number, "position": position, "listed": listed}
    notice.digest = chain.link(previous=notice.digest, body=body)
    return Entry(notice=notice, case=context.case, position=position, listed=listed, digest=notice.digest)


def withdraw(*, context: EffectContext) -> None:
    """Mark a case's entries as withdrawn in every notice; the lists themselves stay as they were published."""
    Entry.objects.filter(case=context.case, withdrawn_at=None).update(withdrawn_at=context.act.at)


@transaction.atomic
def lodge_objection(
    *,
    entry_id: int,
    name: str,
    organisation_name: str,
    contact: str,
    grounds: str,
    evidence: "UploadedFile[bytes] | None",
    at: dt.datetime,
) -> Objection:
    """Take a named objection to an entry and tell the issuer.

    Raises ObjectionRefused, FileRefused and Entry.DoesNotExist.
    """
    entry = Entry.objects.select_related("notice", "case").get(pk=entry_id)
    refuse_objection(entry=entry, at=at)
    evidence_name = clean_name(evidence.name or "") if evidence else ""
    if evidence:
        check(name=evidence_name, size=evidence.size or 0, head=evidence.read(16))
        evidence.seek(0)
    objection = Objection.objects.create(
        entry=entry,
        reference="YY-" + "".join(secrets.choice(LEGIBLE) for _ in range(8)),
        name=name,
        organisation_name=organisation_name,
        contact=contact,
        grounds=grounds,
        evidence=evidence or "",
        evidence_name=evidence_name,
        lodged_at=at,
    )
    definition = programmes.definition(entry.notice.version_id)
    tell(
        case=entry.case,
        to=definition.notices[entry.notice.kind].issued_by,
        text=lodged(objection.reference),
        at=at,
    )
    return objection


def lodged(reference: str) -> Text:
    """Return what the issuer of a notice is told about an objection."""
    return Text(
        zh=f"公示收到一条异议（编号 {reference}），处理之前不能进入下一步。",
        en=f"An objection was lodged ({reference}); nothing can go on before it is settled.",
    )


def refuse_objection(*, entry: Entry, at: dt.datetime) -> None:
    """Raise ObjectionRefused unless an objection to an entry can be lodged at a moment."""
    shape = programmes.definition(entry.notice.version_id).notices[entry.notice.kind]
    if not shape.objections:
        raise ObjectionRefused(Text(zh="该公布不受理异议。", en="This publication takes no objections."))
    if entry.withdrawn_at is not None:
        raise ObjectionRefused(Text(zh="该条目已撤销，不再受理异议。", en="This entry was withdrawn."))
    if entry.notice.ends_at is not None and at >= entry.notice.ends_at and not shape.objections_after:
        raise ObjectionRefused(
            Text(
                zh=f"公示期已于 {entry.notice.ends_on} 结束，不再受理异议。",
                en=f"The notice ended on {entry.notice.ends_on}; objections are no longer taken.",
            )
        )


@transaction.atomic
def settle_objection(
    *, reference: str, acting: Membership, result: Objection.Result, reason: str, at: dt.datetime
) -> Objection:
    """Settle an open objection with a result and a reason; settling again changes nothing.

    Raises NoAccess unless the acting organisation issued the notice or runs the programme, ValueError without a reason.
    """
    access_objection(reference=reference, acting=acting)
    objection = Objection.objects.select_related("entry").select_for_update(of=("self",)).get(reference=reference)
    if not reason.strip() or result == Objection.Result.OPEN:
        raise ValueError("an objection is settled as upheld or dismissed, with a reason")
    if objection.result == Objection.Result.OPEN:
        objection.result, objection.reason, objection.settled_at = result, reason.strip(), at
        objection.settled_by_id = acting.user_id
        objection.save(update_fields=["result", "reason", "settled_at", "settled_by"])
        try_again(case_id=objection.entry.case_id, at=at)
    return objection


def _period(*, context: EffectContext, shape: NoticeKind) -> dict[str, object]:
    opens_on = day_of(context.definition, context.act.at)
    if shape.period is None:
        return {"opens_on": opens_on}
    ends_on = periods.end_of(opens_on, shape.period, calendar=programmes.calendar())
    ends_at = periods.end_of_day(ends_on, zone=context.definition.timezone)
    return {"opens_on": opens_on, "ends_on": ends_on, "ends_at": ends_at}


__all__ = [
    "FileRefused",
    "ObjectionRefused",
    "list_case",
    "lodge_objection",
    "refuse_objection",
    "settle_objection",
    "withdraw",
]
