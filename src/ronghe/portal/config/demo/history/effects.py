"""The effects of definitions in a world that is not stored: the same rows as the portal's effects write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ronghe.portal.agreements import changes, drawing, filing, leading, promises, results
from ronghe.portal.cases.actors import SYSTEM
from ronghe.portal.cases.commands.messages import message_to
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.cases.models import Attachment, Case
from ronghe.portal.cases.own_effects import exclusion
from ronghe.portal.config.demo.history import facts
from ronghe.portal.notices.commands import batch_of, next_entry, opening
from ronghe.portal.notices.models import Notice
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook.structure import Text

if TYPE_CHECKING:
    from ronghe.portal.config.demo.history.acts import Writer

Parameters = Mapping[str, str]


def run(name: str, *, writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    """Carry out an effect. Raises KeyError for one that histories do not know yet."""
    _EFFECTS[name](writer, context, parameters)


def _open_notice(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    world, kind = writer.world, parameters["notice"]
    issuer = context.parties[context.definition.notices[kind].issued_by.partition(".")[0]]
    batch = batch_of(context=context, kind=kind, issuer_id=issuer.pk)
    if batch not in world.notices:
        notice = Notice(batch=batch, issuer=issuer, **opening(context=context, kind=kind))
        world.notices[batch] = world.keep(notice)
    world.listed[batch] += 1
    entry = next_entry(notice=world.notices[batch], context=context, position=world.listed[batch])
    world.entries[context.case.pk].append(world.keep(entry))


def _withdraw_notice(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    for entry in writer.world.entries[context.case.pk]:
        entry.withdrawn_at = entry.withdrawn_at or context.act.at


def _on_children(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    action = parameters["action"]
    states = context.definition.cases[parameters["kind"]].actions[action].source
    for child in sorted(writer.world.children[context.case.pk], key=lambda one: one.pk):
        if child.kind == parameters["kind"] and child.state in states:
            writer.attempt(child, action, actor=SYSTEM, at=context.act.at, asked={}, batch=context.event.batch)


def _on_others(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    kind, action, owner = parameters["kind"], parameters["action"], context.parties[parameters["party"]]
    states = context.definition.cases[kind].actions[action].source
    for other in sorted(writer.world.involving[owner.pk], key=lambda one: one.pk):
        if (other.kind, other.owner_id) == (kind, owner.pk) and other.pk != context.case.pk and other.state in states:
            writer.attempt(other, action, actor=SYSTEM, at=context.act.at, asked={}, batch=context.event.batch)


def _on_parent(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    if context.case.parent is not None:
        action = parameters["action"]
        writer.attempt(
            context.case.parent, action, actor=SYSTEM, at=context.act.at, asked={}, batch=context.event.batch
        )


def _open_child(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    copy = tuple(one.strip() for one in parameters.get("copy", "").split(",") if one.strip())
    writer.open_child(parent=context.case, kind=parameters["kind"], actor=context.actor, at=context.act.at, copy=copy)


def _tell(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    text = Text(zh=parameters["zh"], en=parameters["en"])
    message = message_to(case=context.case, to=parameters["to"], text=text, at=context.act.at)
    if message is not None:
        writer.world.keep(message)


def _exclude(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    mark = exclusion(context=context, party=parameters["party"])
    writer.world.marks.append(writer.world.keep(mark))


def _readmit(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    organisation, programme = context.parties[parameters["party"]], context.definition.programme
    for mark in writer.world.marks:
        of_this = mark.organisation == organisation and mark.programme == programme
        if of_this and mark.kind == Mark.Kind.EXCLUSION and mark.lifted_on is None:
            mark.lifted_on = day_of(context.definition, context.act.at)
            mark.lifted_by_id = context.actor.user_id
            mark.lifted_reason = f"{context.case.number} {context.event.digest}"


def _promise(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    known = {one.kind: one for one in writer.world.commitments[context.case.pk]}
    for one in promises.promises(case=context.case, kept=context.case.kept[parameters["kept"]]):
        if one.kind in known:
            known[one.kind].amount, known[one.kind].due_on = one.amount, one.due_on
        else:
            writer.world.commitments[context.case.pk].append(writer.world.keep(one))


def _settle_promises(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    for one in writer.world.commitments[context.case.pk]:
        one.settled_on = one.settled_on or day_of(context.definition, context.act.at)


def _deliver(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    asked = context.event.body["asked"]
    evidence = _attachment(writer, context.case, promises.file_digest(asked, "evidence"))
    made = promises.delivered(case=context.case, asked=asked, event=context.event, evidence=evidence)
    writer.world.deliveries[context.case.pk].append(writer.world.keep(made))


def _correct_delivery(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    asked, entries = context.event.body["asked"], writer.world.deliveries[context.case.pk]
    made = promises.counter_entry(entries[int(asked["entry"]) - 1], reason=asked["reason"], event=context.event)
    entries.append(writer.world.keep(made))


def _draw_up(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    drawn = writer.world.agreements[context.case.pk]
    for one in drawn:
        one.withdrawn_at = one.withdrawn_at or context.act.at
    seen = FactContext(
        case=context.case,
        definition=context.definition,
        parties=context.parties,
        at=context.act.at,
        day=day_of(context.definition, context.act.at),
    )
    names = drawing.named_facts(context, parameters)
    known = facts.collect(writer.world, context=seen, names=names) if names else {}
    paper = drawing.paper_of(context, parameters, facts=known)
    drawn.append(writer.world.keep(drawing.drawn_up(context, parameters, paper=paper, sequence=len(drawn) + 1)))


def _sign(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    agreement = writer.world.agreements[context.case.pk][-1]
    signatures = writer.world.signatures[agreement.pk]
    made = drawing.signature(context, agreement=agreement, party=parameters["party"])
    signatures.append(writer.world.keep(made))
    drawing.note_signature(agreement, signed={one.party for one in signatures}, at=context.act.at)


def _withdraw_agreement(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    for one in writer.world.agreements[context.case.pk]:
        one.withdrawn_at = one.withdrawn_at or context.act.at


def _file_project(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    world, asked = writer.world, context.case.kept[parameters["kept"]]
    number = filing.given_number(asked)
    if not number:
        series = filing.series_of(parameters["pattern"], year=day_of(context.definition, context.act.at).year)
        world.series[series] += 1
        number = filing.number_in(series, place=world.series[series])
    file = _attachment(writer, context.case, promises.file_digest(asked, "file"))
    made = filing.filed(context, number=number, asked=asked, file=file, programme_id=world.version.programme_id)
    world.filings[context.case.pk] = world.keep(made)


def _amend(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    earlier = writer.world.amendments[context.case.pk]
    drawn = writer.world.agreements[context.case.pk]
    kept = drawn[-1].kept if drawn else drawing.KEPT
    earlier.append(writer.world.keep(changes.amendment(context, parameters, earlier=earlier, kept=kept)))


def _change_leader(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    to = leading.successor(context, context.case.kept[parameters["kept"]])
    case, before = context.case, context.case.leader_id
    if before is not None:
        writer.hand_over_places(case, event=context.event, before=before, after=to.pk)
    leading.lead(case, to=to, definition=context.definition)
    if case.parent is not None and case.parent.leader_id == before:
        case.parent.leader = to


def _promise_results(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    kept = [writer.world.keep(one) for one in results.promised_results(context, parameters)]
    writer.world.promised_results[context.case.pk] = kept


def _achieve_results(writer: Writer, context: EffectContext, parameters: Parameters) -> None:
    world, key = writer.world, context.case.pk
    achieved, exceptions = results.achieved_results(
        context, parameters, promises=world.promised_results[key], files=world.attachments[key]
    )
    world.achieved_results[key] = [world.keep(one) for one in achieved]
    world.result_exceptions[key] = [world.keep(one) for one in exceptions]


def _attachment(writer: Writer, case: Case, digest: str) -> Attachment | None:
    return next((one for one in writer.world.attachments[case.pk] if one.digest == digest), None)


_EFFECTS: dict[str, Callable[[Writer, EffectContext, Parameters], None]] = {
    "open_notice": _open_notice,
    "withdraw_notice": _withdraw_notice,
    "perform_on_children": _on_children,
    "perform_on_others": _on_others,
    "perform_on_parent": _on_parent,
    "open_child": _open_child,
    "tell": _tell,
    "exclude_organisation": _exclude,
    "readmit_organisation": _readmit,
    "promise": _promise,
    "settle_promises": _settle_promises,
    "deliver": _deliver,
    "correct_delivery": _correct_delivery,
    "draw_up": _draw_up,
    "sign": _sign,
    "withdraw_agreement": _withdraw_agreement,
    "file_project": _file_project,
    "amend": _amend,
    "change_leader": _change_leader,
    "promise_results": _promise_results,
    "achieve_results": _achieve_results,
}
