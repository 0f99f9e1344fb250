"""The effects that cases themselves offer: acts on other cases, messages, exclusion."""

from collections.abc import Mapping

from ronghe.portal.cases import effects
from ronghe.portal.cases.commands.acts import perform_as_system
from ronghe.portal.cases.commands.begin import open_child
from ronghe.portal.cases.commands.messages import tell
from ronghe.portal.cases.commands.situation import day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Mark
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Text


def _on_children(context: EffectContext, parameters: Mapping[str, str]) -> None:
    kind, action = parameters["kind"], parameters["action"]
    children = context.case.children.filter(kind=kind).order_by("pk").values_list("pk", "version_id", "state")
    for case_id, version_id, state in children:  # a child may be in a stage that only its own version knows
        if state in programmes.definition(version_id).cases[kind].actions[action].source:
            perform_as_system(case_id=case_id, action=action, at=context.act.at, batch=context.event.batch)


def _on_others(context: EffectContext, parameters: Mapping[str, str]) -> None:
    """Act on the other cases of a kind that a party's organisation owns, under whichever version each of them runs."""
    others = Case.objects.filter(
        owner=context.parties[parameters["party"]],
        kind=parameters["kind"],
        version__programme__key=context.definition.programme,
    ).exclude(pk=context.case.pk)
    for case_id, version_id, state in others.order_by("pk").values_list("pk", "version_id", "state"):
        action = programmes.definition(version_id).cases[parameters["kind"]].actions.get(parameters["action"])
        if action is not None and state in action.source:
            perform_as_system(
                case_id=case_id, action=parameters["action"], at=context.act.at, batch=context.event.batch
            )


def _on_parent(context: EffectContext, parameters: Mapping[str, str]) -> None:
    if context.case.parent_id is not None:
        perform_as_system(
            case_id=context.case.parent_id,
            action=parameters["action"],
            at=context.act.at,
            batch=context.event.batch,
        )


def _open_child(context: EffectContext, parameters: Mapping[str, str]) -> None:
    copy = tuple(one.strip() for one in parameters.get("copy", "").split(",") if one.strip())
    open_child(parent=context.case, kind=parameters["kind"], actor=context.actor, at=context.act.at, copy=copy)


def _tell(context: EffectContext, parameters: Mapping[str, str]) -> None:
    text = Text(zh=parameters["zh"], en=parameters["en"])
    tell(case=context.case, to=parameters["to"], text=text, at=context.act.at)


def _exclude(context: EffectContext, parameters: Mapping[str, str]) -> None:
    exclusion(context=context, party=parameters["party"]).save()


def exclusion(*, context: EffectContext, party: str) -> Mark:
    """Return the mark that bars a party's organisation from the programme, without storing it."""
    recorded_by = context.actor.user_id
    if recorded_by is None:
        raise ValueError("an enterprise is excluded by a person, not by a timer")
    return Mark(
        organisation=context.parties[party],
        kind=Mark.Kind.EXCLUSION,
        programme=context.definition.programme,
        reason=f"{context.case.number} {context.event.digest}",
        since=day_of(context.definition, context.act.at),
        recorded_by_id=recorded_by,
    )


def _readmit(context: EffectContext, parameters: Mapping[str, str]) -> None:
    Mark.objects.filter(
        organisation=context.parties[parameters["party"]],
        kind=Mark.Kind.EXCLUSION,
        programme=context.definition.programme,
        lifted_on=None,
    ).update(
        lifted_on=day_of(context.definition, context.act.at),
        lifted_by_id=context.actor.user_id,
        lifted_reason=f"{context.case.number} {context.event.digest}",
    )


def register_own() -> None:
    """Offer the effects of this app."""
    both = {"kind": True, "action": True}
    effects.register(
        "perform_on_children", zh="对下级事项办理", en="act on the children", effect=_on_children, parameters=both
    )
    effects.register(
        "perform_on_parent", zh="对上级事项办理", en="act on the parent", effect=_on_parent, parameters={"action": True}
    )
    effects.register(
        "perform_on_others", zh="对同一单位的其他事项办理", en="act on an organisation's other cases",
        effect=_on_others, parameters={"party": True, **both},
    )  # fmt: skip
    effects.register(
        "open_child", zh="建立下级事项", en="open a child case", effect=_open_child,
        parameters={"kind": True, "copy": False},
    )  # fmt: skip
    effects.register("tell", zh="告知", en="tell", effect=_tell, parameters={"to": True, "zh": True, "en": True})
    effects.register(
        "exclude_organisation", zh="取消参与资格", en="exclude an organisation", effect=_exclude,
        parameters={"party": True},
    )  # fmt: skip
    effects.register(
        "readmit_organisation", zh="恢复参与资格", en="readmit an organisation", effect=_readmit,
        parameters={"party": True},
    )  # fmt: skip
