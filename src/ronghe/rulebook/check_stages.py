"""Checks of an overlay's stages: each lies within one state, is left for that state alone, and binds only its own."""

from collections.abc import Iterable, Iterator, Mapping

from ronghe.rulebook.overlays import Overlay
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.scope import appended_forms, kept_forms
from ronghe.rulebook.stages import Stage, Stages, own_only
from ronghe.rulebook.structure import Action, CaseKind, Definition

_SYSTEM = "system"


def problems(base: Definition, overlay: Overlay) -> Iterator[Problem]:
    """Yield what is wrong with the stages that an overlay adds to the kinds of cases of a definition."""
    for key, added in overlay.stages.items():
        path = f"stages.{key}"
        kind = base.cases.get(key)
        if kind is None:
            hint = suggestion(key, base.cases)
            yield Problem(path=path, message=f"there is no kind of case {key!r}{hint}")
            continue
        for name, stage in added.states.items():
            yield from _stage(f"{path}.states.{name}", name, stage, kind, added, party=overlay.party)
        for name, action in added.actions.items():
            yield from _action(f"{path}.actions.{name}", name, action, kind, overlay)
            yield from _way(f"{path}.actions.{name}", action, _standings(kind, added))


def own_quotas(path: str, quotas: Iterable[str], overlay: Overlay) -> Iterator[Problem]:
    """Yield the quotas that are not the overlay's own: of others it neither takes places nor gives them back."""
    for quota in quotas:
        if quota not in overlay.quotas:
            hint = suggestion(quota, overlay.quotas)
            yield Problem(path=path, message=f"the overlay has no quota {quota!r}{hint}")


def _stage(path: str, key: str, stage: Stage, kind: CaseKind, added: Stages, *, party: str) -> Iterator[Problem]:
    if key in kind.states:
        said = "the definition has a state of this name: an overlay adds and does not replace"
        yield Problem(path=path, message=said)
    around = kind.states.get(stage.within)
    if around is None or around.within is not None:
        known = [state for state, shape in kind.states.items() if shape.within is None]
        hint = suggestion(stage.within, known)
        yield Problem(path=f"{path}.within", message=f"the programme has no state {stage.within!r}{hint}")
        return
    if around.final:
        yield Problem(path=f"{path}.within", message=f"{stage.within!r} is final: nothing follows it")
    for action in kind.actions.values():
        if any(timer.state == stage.within and timer.after for timer in action.timers):
            said = f"the system counts days from entering {stage.within!r}: a stage would start the count anew"
            yield Problem(path=f"{path}.within", message=said)
    yield from _own_roles(f"{path}.waits_for", stage.waits_for, party)
    for role in stage.edit:
        if role not in around.edit:
            said = f"{role!r} may not change the form in {stage.within!r}, so neither in a stage within it"
            yield Problem(path=f"{path}.edit", message=said)
    if key not in _leaving(added, around=stage.within):
        yield Problem(path=path, message=f"no added action leads back to {stage.within!r}")


def _leaving(added: Stages, *, around: str) -> frozenset[str]:
    """Return the stages from which added actions lead back to the state around them, perhaps over others."""
    back, before = {around}, 0
    while len(back) > before:
        before = len(back)
        back |= {state for action in added.actions.values() if action.target in back for state in action.source}
    return frozenset(back)


def _action(path: str, key: str, action: Action, kind: CaseKind, overlay: Overlay) -> Iterator[Problem]:
    if key in kind.actions:
        said = "the definition has an action of this name: an overlay adds and does not replace"
        yield Problem(path=path, message=said)
    yield from _own_roles(f"{path}.by", [role for role in action.by if role != _SYSTEM], overlay.party)
    if action.effects:
        yield Problem(path=f"{path}.effects", message="an added action has no effects beyond its own case")
    if action.cites is None:
        yield Problem(path=f"{path}.cites", message="is missing")
    kept = {**kept_forms(kind), **appended_forms(kind)}
    for word, name in (("keep_as", action.keep_as), ("append_to", action.append_to)):
        if name in kept:
            yield Problem(path=f"{path}.{word}", message=f"{name!r} is kept by the programme: an overlay keeps its own")
    for word, quotas in (("takes", action.takes), ("gives_back", action.gives_back)):
        yield from own_quotas(f"{path}.{word}", quotas, overlay)


def _standings(kind: CaseKind, added: Stages) -> Mapping[str, str]:
    """Return in which state of the programme a case stands, by state and stage."""
    there = {key: state.within or key for key, state in kind.states.items()}
    return {**{key: stage.within for key, stage in added.states.items()}, **there}


def _way(path: str, action: Action, standings: Mapping[str, str]) -> Iterator[Problem]:
    """An added action never brings a case into another state of the programme."""
    if action.target is None or action.target not in standings:
        return
    there = standings[action.target]
    for state in action.source:
        if (here := standings.get(state, there)) != there:
            said = f"leads from {here!r} to {there!r}: a stage is entered from the state around it and left for it"
            yield Problem(path=f"{path}.target", message=said)


def _own_roles(path: str, roles: Iterable[str], party: str) -> Iterator[Problem]:
    for role in roles:
        if not own_only([role], party=party):
            said = f"{role!r} is no role of {party}: an overlay gives tasks to its own organisation only"
            yield Problem(path=path, message=said)
