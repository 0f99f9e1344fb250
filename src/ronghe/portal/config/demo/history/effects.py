"""The effects of definitions in a world that is not stored: the same rows as the portal's effects write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ronghe.portal.agreements.effects import delivered, evidence_digest, promises
from ronghe.portal.cases.actors import SYSTEM
from ronghe.portal.cases.commands.messages import message_to
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.own_effects import exclusion
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
    kept = promises(case=context.case, kept=context.case.kept[parameters["kept"]])
    writer.world.commitments[context.case.pk] = [writer.world.keep(one) for one in kept]


def _deliver(writer: Writer, context: EffectContext, _parameters: Parameters) -> None:
    asked = context.event.body["asked"]
    delivery, digest = delivered(case=context.case, asked=asked), evidence_digest(asked)
    files = writer.world.attachments[context.case.pk]
    delivery.evidence = next((one for one in files if one.digest == digest), None)
    writer.world.deliveries[context.case.pk].append(writer.world.keep(delivery))


_EFFECTS: dict[str, Callable[[Writer, EffectContext, Parameters], None]] = {
    "open_notice": _open_notice,
    "withdraw_notice": _withdraw_notice,
    "perform_on_children": _on_children,
    "open_child": _open_child,
    "tell": _tell,
    "exclude_organisation": _exclude,
    "readmit_organisation": _readmit,
    "promise": _promise,
    "deliver": _deliver,
}
