"""What agreements offer to definitions as effects: drawing up, signing, filing, delivering, changing, matching results.

Each effect stores what a pure builder beside this module makes, so that the demo's history writer can use the same.
"""

import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from ronghe.portal.agreements import changes, drawing, filing, leading, promises, results
from ronghe.portal.agreements.drawing import KEPT, Parameters
from ronghe.portal.agreements.models import (
    Agreement,
    Commitment,
    Delivery,
    Filing,
    FilingSeries,
    PromisedResult,
)
from ronghe.portal.cases import effects, facts
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import Barred, EffectContext
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.cases.models import Attachment, Case


def _draw_up(context: EffectContext, parameters: Parameters) -> None:
    """Make the text of the agreement from the answers just kept; one that nobody has wholly signed yet is replaced."""
    earlier = _counting(context.case)
    if earlier is not None and earlier.signed_at is not None:
        raise Barred(
            name="draw_up",
            zh="协议双方已经签署，须先作废才能重新拟定。",
            en="Both sides have signed; the agreement has to be withdrawn before another is drawn up.",
        )
    if earlier is not None:
        _withdraw(earlier, context)
    known = facts.collect(context=_seen(context), names=drawing.named_facts(context, parameters))
    paper = drawing.paper_of(context, parameters, facts=known)
    sequence = context.case.agreements.count() + 1
    drawing.drawn_up(context, parameters, paper=paper, sequence=sequence).save()


def _seen(context: EffectContext) -> FactContext:
    return FactContext(
        case=context.case,
        definition=context.definition,
        parties=context.parties,
        at=context.act.at,
        day=day_of(context.definition, context.act.at),
    )


def _sign(context: EffectContext, parameters: Parameters) -> None:
    """Set a party's signature under the text that counts; the first one freezes it."""
    agreement = _counting(context.case)
    if agreement is None:
        raise Barred(name="sign", zh="还没有可签署的协议文本。", en="There is no text to sign yet.")
    if not drawing.is_intact(agreement, case=context.case):
        raise Barred(
            name="sign",
            zh="协议文本与所填内容的存证不一致，不能签署，请重新拟定。",
            en="The text does not match the answers it was made from; draw it up again.",
        )
    drawing.signature(context, agreement=agreement, party=parameters["party"]).save(force_insert=True)
    signed = set(agreement.signatures.values_list("party", flat=True))
    drawing.note_signature(agreement, signed=signed, at=context.act.at)
    agreement.save(update_fields=["frozen_at", "signed_at"])


def _withdraw_agreement(context: EffectContext, _parameters: Parameters) -> None:
    """Withdraw the text as a whole, signatures and all, so that another can be drawn up; it stays on record."""
    agreement = _counting(context.case)
    if agreement is None:
        return
    if Filing.objects.filter(case=context.case).exists():
        raise Barred(
            name="withdraw_agreement",
            zh="项目已经备案，协议不能作废；请办理变更或终止。",
            en="The project is filed; its agreement cannot be withdrawn, only amended or terminated.",
        )
    _withdraw(agreement, context)


def _withdraw(agreement: Agreement, context: EffectContext) -> None:
    agreement.withdrawn_at = context.act.at
    agreement.save(update_fields=["withdrawn_at"])


def _counting(case: Case) -> Agreement | None:
    return Agreement.objects.filter(case=case, withdrawn_at=None).first()


def _promise(context: EffectContext, parameters: Parameters) -> None:
    """Turn the amounts of a kept form (`money`, `money_due_on`, `goods_value`, `goods_due_on`) into promises."""
    promised = promises.promises(case=context.case, kept=context.case.kept[parameters["kept"]])
    for one in promised:
        Commitment.objects.update_or_create(
            case=one.case, kind=one.kind, defaults={"amount": one.amount, "due_on": one.due_on}
        )
    Commitment.objects.filter(case=context.case).exclude(kind__in=[one.kind for one in promised]).delete()


def _settle_promises(context: EffectContext, _parameters: Parameters) -> None:
    """Expect nothing more on what was promised: the case is terminated and settled."""
    day = day_of(context.definition, context.act.at)
    Commitment.objects.filter(case=context.case, settled_on=None).update(settled_on=day)


def _deliver(context: EffectContext, _parameters: Parameters) -> None:
    """Note what was received, from the form that the act has filled in."""
    asked = context.event.body["asked"]
    evidence = _attachment(context.case, asked, "evidence")
    promises.delivered(case=context.case, asked=asked, event=context.event, evidence=evidence).save()


def _correct_delivery(context: EffectContext, _parameters: Parameters) -> None:
    """Take back the entry that the act's form names by its number (`entry`), with its `reason`."""
    asked = context.event.body["asked"]
    entries = list(Delivery.objects.filter(case=context.case).select_related("case").order_by("pk"))
    place = int(asked.get("entry") or 0)
    entry = entries[place - 1] if 1 <= place <= len(entries) else None
    taken_back = {one.corrects_id for one in entries}
    if entry is None or entry.corrects_id is not None or entry.pk in taken_back:
        raise Barred(
            name="correct_delivery",
            zh=f"没有可冲销的第 {place} 笔记录：请核对序号，已冲销的不能再次冲销。",
            en=f"There is no entry {place} to take back; check the number. An entry is taken back only once.",
        )
    promises.counter_entry(entry, reason=str(asked.get("reason") or ""), event=context.event).save()


def _file_project(context: EffectContext, parameters: Parameters) -> None:
    """File the case under the number that the office gave, or under the next one of the programme's pattern."""
    asked: Mapping[str, object] = context.case.kept[parameters["kept"]]
    programme_id = context.case.version.programme_id
    number = filing.given_number(asked)
    if not number and "pattern" in parameters:
        year = day_of(context.definition, context.act.at).year
        number = _next_number(programme_id, series=filing.series_of(parameters["pattern"], year=year))
    if not number:
        raise Barred(name="file_project", zh="没有备案号，立项不能生效。", en="Without a number nothing is filed.")
    made = filing.filed(
        context, number=number, asked=asked, file=_attachment(context.case, asked, "file"), programme_id=programme_id
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if not re.search("agreements_filing_number_once|agreements_filing_case", str(error)):
            raise
        raise Barred(
            name="file_project",
            zh=f"备案号“{number}”已经使用，或本项目已经备案。",
            en=f"The number “{number}” is used already, or this project is filed already.",
        ) from error


def _next_number(programme_id: int, *, series: str) -> str:
    row = FilingSeries.objects.select_for_update().get_or_create(programme_id=programme_id, series=series)[0]
    taken = True
    while taken:
        row.last += 1
        number = filing.number_in(series, place=row.last)
        taken = Filing.objects.filter(programme_id=programme_id, number__iexact=number).exists()
    row.save(update_fields=["last"])
    return number


def _amend(context: EffectContext, parameters: Parameters) -> None:
    """Note what was agreed to change; the signed text stays, and the page shows it as amended beside it."""
    agreement = _counting(context.case)
    kept = agreement.kept if agreement is not None else KEPT
    earlier = list(context.case.amendments.order_by("sequence"))
    changes.amendment(context, parameters, earlier=earlier, kept=kept).save()


def _change_leader(context: EffectContext, parameters: Parameters) -> None:
    """Let the teacher that a kept form names (`new_leader`) lead the case and the application above it."""
    leading.hand_over(context, to=leading.successor(context, context.case.kept[parameters["kept"]]))


def _promise_results(context: EffectContext, parameters: Parameters) -> None:
    """Make the promised results of application and agreement a list."""
    known = set(context.case.promised_results.values_list("code", flat=True))
    found = results.promised_results(context, parameters)
    PromisedResult.objects.bulk_create([one for one in found if one.code not in known])


def _achieve_results(context: EffectContext, parameters: Parameters) -> None:
    """Match what a kept report hands in, with its evidence and its reasons, with what was promised."""
    achieved, exceptions = results.achieved_results(
        context,
        parameters,
        promises=context.case.promised_results.all(),
        files=context.case.attachments.order_by("pk"),
    )
    for row in (*achieved, *exceptions):
        row.save(force_insert=True)


def _attachment(case: Case, asked: Mapping[str, object], field: str) -> Attachment | None:
    digest = promises.file_digest(asked, field)
    return Attachment.objects.filter(case=case, digest=digest).order_by("pk").first() if digest else None


def register() -> None:
    """Offer the effects of this app."""
    kept = {"kept": True}
    drawn = {"document": False, "kept": False, "parties": False}
    effects.register("draw_up", zh="拟定协议文本", en="draw up the agreement", effect=_draw_up, parameters=drawn)
    effects.register("sign", zh="签署协议", en="sign the agreement", effect=_sign, parameters={"party": True})
    effects.register(
        "withdraw_agreement", zh="撤回未签妥的协议", en="withdraw the agreement", effect=_withdraw_agreement
    )
    effects.register("promise", zh="登记承诺", en="note what is promised", effect=_promise, parameters=kept)
    effects.register("settle_promises", zh="了结承诺", en="settle what is promised", effect=_settle_promises)
    effects.register("deliver", zh="登记到账", en="note what was received", effect=_deliver)
    effects.register("correct_delivery", zh="冲销到账记录", en="take back an entry", effect=_correct_delivery)
    effects.register(
        "file_project", zh="备案", en="file the project", effect=_file_project,
        parameters={"kept": True, "pattern": False},
    )  # fmt: skip
    effects.register(
        "amend", zh="登记协议变更", en="amend the agreement", effect=_amend, parameters={"kept": True, "fields": False}
    )
    effects.register("change_leader", zh="变更负责人", en="change the leader", effect=_change_leader, parameters=kept)
    effects.register(
        "promise_results", zh="登记承诺成果", en="list the promised results", effect=_promise_results,
        parameters={"from": True},
    )  # fmt: skip
    effects.register(
        "achieve_results", zh="对照承诺成果", en="match the promised results", effect=_achieve_results, parameters=kept
    )
