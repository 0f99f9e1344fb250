"""Stages: states and actions that an overlay puts within a state, without a way past anything that was there.

A case in a stage still stands in the state that the stage lies within: rules read that state, counts count it, and who
saw the case sees it. Acts of others and of the system go on as from that state; only what the adding organisation
itself would do next waits until the stage is left. So whatever happens under the merged definition is, without the
added acts, something that can happen under the base.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from ronghe.rulebook.structure import (
    Action,
    CaseKind,
    Definition,
    DottedKey,
    FactDeclaration,
    Key,
    Shape,
    State,
    Text,
    Tone,
)

_Inside = Mapping[str, tuple[str, ...]]


class Stage(Shape):
    """A state that an overlay adds. Who sees the case, and whether it is public, is as in the state around it."""

    label: Text
    help: Text | None = None
    within: Key = Field(description="The state from which it is entered and for which alone it is left")
    waits_for: tuple[DottedKey, ...] = ()
    due: str | None = Field(default=None, description='"10 working days" or "30 days", counted from entering the stage')
    edit: tuple[DottedKey, ...] = Field(default=(), description="Of those who may change the form in the state around")
    tone: Tone = "waiting"


class Stages(Shape):
    """What an overlay adds to the way of a kind of case."""

    states: dict[Key, Stage] = Field(default_factory=dict)
    actions: dict[Key, Action] = Field(default_factory=dict, description="By roles of its own, without effects")


def standing(shape: CaseKind, *, state: str) -> str:
    """Return the state of the programme in which a case stands: of a stage, the one that it lies within."""
    found = shape.states.get(state)
    return state if found is None or found.within is None else found.within


def widened(shape: CaseKind, *, states: Iterable[str]) -> tuple[str, ...]:
    """Return states of the programme with the stages that a merged definition has within them."""
    wanted = tuple(states)
    return tuple(dict.fromkeys([*wanted, *(key for key, one in shape.states.items() if one.within in wanted)]))


def own_only(roles: Iterable[str], *, party: str) -> bool:
    """Return whether nobody but a party's organisation acts."""
    return all(role.startswith(f"{party}.") for role in roles)


def with_stages(kind: CaseKind, *, added: Stages, party: str) -> CaseKind:
    """Return a kind of case with further stages and actions; what was there stays, and goes on within the stages."""
    new = {key: stage for key, stage in added.states.items() if key not in kind.states and stage.within in kind.states}
    inside = _inside(new)
    states = {key: _state(stage, around=kind.states[stage.within]) for key, stage in new.items()}
    actions = {key: _going_on(action, inside, party=party) for key, action in kind.actions.items()}
    further = {key: action for key, action in added.actions.items() if key not in actions}
    return kind.model_copy(update={"states": {**kind.states, **states}, "actions": {**actions, **further}})


def with_standing(definition: Definition, *, added: Mapping[str, Stages]) -> Definition:
    """Return a definition whose counts and beginnings take a case in a stage for one in the state around it."""
    inside = {kind: _inside(stages.states) for kind, stages in added.items()}
    facts = {key: _counting(fact, inside) for key, fact in definition.facts.items()}
    cases = {key: _beginning(kind, inside) for key, kind in definition.cases.items()}
    return definition.model_copy(update={"facts": facts, "cases": cases})


def _inside(stages: Mapping[str, Stage]) -> _Inside:
    found: dict[str, tuple[str, ...]] = {}
    for key, stage in stages.items():
        found[stage.within] = (*found.get(stage.within, ()), key)
    return found


def _state(stage: Stage, *, around: State) -> State:
    return State(
        **stage.model_dump(exclude={"label", "help"}),
        label=stage.label,
        help=stage.help,
        seen_by=around.seen_by or around.edit,
        keeps_sight=around.keeps_sight,
        public=around.public,
        held=around.held,
    )


def _going_on(action: Action, inside: _Inside, *, party: str) -> Action:
    """Return an action that is possible also within the stages, unless only the adding organisation performs it."""
    if own_only(action.by, party=party) or not any(state in inside for state in action.source):
        return action
    timers = [
        timer.model_copy(update={"state": stage}) for timer in action.timers for stage in inside.get(timer.state, ())
    ]
    return action.model_copy(update={"source": _spread(action.source, inside), "timers": (*action.timers, *timers)})


def _spread(states: tuple[str, ...], inside: _Inside) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*states, *(stage for state in states for stage in inside.get(state, ()))]))


def _counting(fact: FactDeclaration, inside: Mapping[str, _Inside]) -> FactDeclaration:
    related = fact.related
    if related is None or related.kind not in inside:
        return fact
    wider = related.model_copy(update={"states": _spread(related.states, inside[related.kind])})
    return fact.model_copy(update={"related": wider})


def _beginning(kind: CaseKind, inside: Mapping[str, _Inside]) -> CaseKind:
    if kind.parent is None or kind.parent not in inside:
        return kind
    states = _spread(kind.begin.parent_states, inside[kind.parent])
    return kind.model_copy(update={"begin": kind.begin.model_copy(update={"parent_states": states})})
