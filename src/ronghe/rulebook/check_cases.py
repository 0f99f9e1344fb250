"""Checks of kinds of cases: every name resolves, every state can be reached and left, every effect is offered."""

from collections.abc import Iterable, Iterator, Mapping

from ronghe.rulebook.calendar import parse_period
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.scope import BEGIN, RESERVED, ancestors, uncounted
from ronghe.rulebook.structure import Action, CaseKind, Definition, Effect, FactType, Offer, Timer

_SYSTEM = "system"


def problems(definition: Definition, offer: Offer | None) -> Iterator[Problem]:
    """Yield what is wrong with the kinds of cases and the notices."""
    yield from _namespaces(definition)
    for kind, shape in definition.cases.items():
        path = f"cases.{kind}"
        yield from _kind(definition, path, kind, shape)
        yield from _states(definition, path, shape)
        yield from _flow(path, shape)
        yield from _counted(path, shape)
        for key, action in shape.actions.items():
            yield from _action(definition, f"{path}.actions.{key}", shape, action)
            yield from _effects(definition, f"{path}.actions.{key}", action, offer)
        yield from _system(definition, path, kind, shape)
    for key, notice in definition.notices.items():
        yield from _roles(definition, f"notices.{key}.issued_by", [notice.issued_by])
        yield from _period(f"notices.{key}.period", notice.period)


def _namespaces(definition: Definition) -> Iterator[Problem]:
    """What forms fill must never be able to shadow what the system knows."""
    taken = dict.fromkeys(RESERVED, "a reserved word")
    for key in definition.parties:
        if key in taken:
            yield Problem(path=f"parties.{key}", message=f"{key!r} is {taken[key]}")
        taken[key] = "a party"
    for key in definition.cases:
        if key in taken:
            yield Problem(path=f"cases.{key}", message=f"{key!r} is already {taken[key]}")
        taken[key] = "a kind of case"
    for kind, shape in definition.cases.items():
        yield from _kept(f"cases.{kind}", shape, taken)


def _kept(path: str, shape: CaseKind, taken: Mapping[str, str]) -> Iterator[Problem]:
    kept: dict[str, tuple[str, str | None]] = {}
    for name, action in shape.actions.items():
        for word, key in (("keep_as", action.keep_as), ("append_to", action.append_to)):
            here = f"{path}.actions.{name}.{word}"
            if key is None:
                continue
            if key in taken:
                yield Problem(path=here, message=f"{key!r} is already {taken[key]}")
            if kept.setdefault(key, (word, action.asks)) != (word, action.asks):
                yield Problem(path=here, message=f"{key!r} is kept elsewhere with another form")


def _kind(definition: Definition, path: str, kind: str, shape: CaseKind) -> Iterator[Problem]:
    form = definition.forms.get(shape.form)
    yield from _named(f"{path}.form", "form", shape.form, definition.forms)
    yield from _named(f"{path}.owner", "party", shape.owner, definition.parties)
    yield from _named(f"{path}.initial", "state", shape.initial, shape.states)
    if form:
        yield from _named(f"{path}.title_from", "field", shape.title_from, [field.key for field in form.fields()])
    yield from _parent(definition, path, kind, shape)
    yield from _roles(definition, f"{path}.begin.by", shape.begin.by)
    if shape.begin.window:
        yield from _named(f"{path}.begin.window", "window", shape.begin.window, definition.windows)
    if BEGIN in shape.actions:
        yield Problem(path=f"{path}.actions.{BEGIN}", message=f"{BEGIN!r} is the opening of a case")
    for prefix in (each for each, other in definition.cases.items() if other.prefix == shape.prefix and each < kind):
        yield Problem(path=f"{path}.prefix", message=f"{shape.prefix!r} is already that of {prefix}")


def _parent(definition: Definition, path: str, kind: str, shape: CaseKind) -> Iterator[Problem]:
    if shape.parent is None:
        if shape.item or shape.begin.parent_states:
            yield Problem(path=path, message="without a parent there is neither an item nor are there parent_states")
        return
    if shape.parent not in definition.cases:
        yield from _named(f"{path}.parent", "kind of case", shape.parent, definition.cases)
        return
    if kind in ancestors(definition, kind=kind):
        yield Problem(path=f"{path}.parent", message="is its own ancestor")
    above = definition.cases[shape.parent]
    for state in shape.begin.parent_states:
        yield from _named(f"{path}.begin.parent_states", f"state of {shape.parent}", state, above.states)
    form = definition.forms.get(above.form)
    tables = [field.key for field in (form.fields() if form else ()) if field.type is FactType.TABLE]
    if shape.item is not None:
        yield from _named(f"{path}.item", f"table in the form of {shape.parent}", shape.item, tables)


def _states(definition: Definition, path: str, shape: CaseKind) -> Iterator[Problem]:
    for key, state in shape.states.items():
        here = f"{path}.states.{key}"
        yield from _period(f"{here}.due", state.due)
        for part in ("waits_for", "edit", "seen_by"):
            yield from _roles(definition, f"{here}.{part}", getattr(state, part))
        if state.within is not None and not definition.overlays:
            yield Problem(path=f"{here}.within", message="only a stage that an overlay adds lies within a state")


def _counted(path: str, shape: CaseKind) -> Iterator[Problem]:
    if shape.counts_from is None:
        return
    yield from _named(f"{path}.counts_from", "action", shape.counts_from, shape.actions)
    if shape.counts_from in shape.actions and shape.actions[shape.counts_from].target in uncounted(shape):
        said = "its target can be reached without it: nothing would tell what counts"
        yield Problem(path=f"{path}.counts_from", message=said)


def _flow(path: str, shape: CaseKind) -> Iterator[Problem]:
    ways = {key: {a.target for a in shape.actions.values() if key in a.source and a.target} for key in shape.states}
    reached, waiting = set[str](), [shape.initial]
    while waiting:
        if (state := waiting.pop()) not in reached:
            reached.add(state)
            waiting += [target for target in ways.get(state, ()) if target in shape.states]
    for key, shown in shape.states.items():
        here, leads_on = f"{path}.states.{key}", bool(ways[key] - {key})
        if key not in reached:
            yield Problem(path=here, message=f"cannot be reached from {shape.initial!r}")
        if not leads_on and not shown.final:
            yield Problem(path=here, message="is a trap: no action leads out of it and it is not final")
        if leads_on and shown.final:
            yield Problem(path=here, message="is final, but an action leads out of it")


def _action(definition: Definition, path: str, shape: CaseKind, action: Action) -> Iterator[Problem]:
    yield from _roles(definition, f"{path}.by", action.by)
    if not action.by:
        yield Problem(path=f"{path}.by", message="nobody may do this")
    if not action.source:
        yield Problem(path=f"{path}.source", message="is possible in no state")
    for state in action.source:
        yield from _named(f"{path}.source", "state", state, shape.states)
    if action.target is not None:
        yield from _named(f"{path}.target", "state", action.target, shape.states)
    yield from _asked(definition, path, action)
    if action.window is not None:
        yield from _named(f"{path}.window", "window", action.window, definition.windows)
    for word, quotas in (("takes", action.takes), ("gives_back", action.gives_back)):
        for quota in quotas:
            yield from _named(f"{path}.{word}", "quota", quota, definition.quotas)
    for at, timer in enumerate(action.timers):
        yield from _timer(definition, f"{path}.timers.{at}", shape, action, timer)


def _asked(definition: Definition, path: str, action: Action) -> Iterator[Problem]:
    if action.asks is not None:
        yield from _named(f"{path}.asks", "form", action.asks, definition.forms)
    elif action.keep_as or action.append_to:
        yield Problem(path=path, message="keeps a form but asks for none")
    if action.keep_as and action.append_to:
        yield Problem(path=path, message="either keeps its form or appends it to a list, not both")


def _timer(definition: Definition, path: str, shape: CaseKind, action: Action, timer: Timer) -> Iterator[Problem]:
    yield from _named(f"{path}.state", "state", timer.state, shape.states)
    if timer.state not in action.source:
        yield Problem(path=f"{path}.state", message="the action is not possible in this state")
    if _SYSTEM not in action.by:
        yield Problem(path=path, message=f"the action must also be by {_SYSTEM!r}")
    if (timer.after is None) == (timer.at is None):
        yield Problem(path=path, message="needs either `after` or `at`")
    yield from _period(f"{path}.after", timer.after)
    if timer.at is not None and not _is_day(definition, timer.at):
        yield Problem(path=f"{path}.at", message=f"{timer.at!r} is neither window.<name>.closes nor a declared date")


def _is_day(definition: Definition, name: str) -> bool:
    fact = definition.facts.get(name)
    return (fact is not None and fact.type is FactType.DATE) or name in {
        f"window.{window}.closes" for window in definition.windows
    }


def _effects(definition: Definition, path: str, action: Action, offer: Offer | None) -> Iterator[Problem]:
    for at, effect in enumerate(action.effects):
        here = f"{path}.effects.{at}"
        if offer is not None:
            yield from _offered(here, effect, offer)
        yield from _effect_names(definition, here, effect)


def _offered(path: str, effect: Effect, offer: Offer) -> Iterator[Problem]:
    known = offer.effects.get(effect.do)
    if known is None:
        yield from _named(f"{path}.do", "effect", effect.do, offer.effects)
        return
    for name in effect.with_:
        if name not in known.parameters:
            yield from _named(f"{path}.with.{name}", f"parameter of {effect.do}", name, known.parameters)
    for name, required in known.parameters.items():
        if required and name not in effect.with_:
            yield Problem(path=f"{path}.with", message=f"{effect.do} needs {name!r}")


def _effect_names(definition: Definition, path: str, effect: Effect) -> Iterator[Problem]:
    """Check the parameters that name parts of the definition, whichever effect they belong to."""
    values = effect.with_
    if "notice" in values:
        yield from _named(f"{path}.with.notice", "notice", values["notice"], definition.notices)
    if "kind" in values:
        yield from _named(f"{path}.with.kind", "kind of case", values["kind"], definition.cases)
    if "action" in values:
        kinds = (
            [definition.cases[values["kind"]]] if values.get("kind") in definition.cases else definition.cases.values()
        )
        actions = [action for kind in kinds for action in kind.actions]
        yield from _named(f"{path}.with.action", "action", values["action"], actions)


def _system(definition: Definition, path: str, kind: str, shape: CaseKind) -> Iterator[Problem]:
    """What only the system may do needs a timer or an effect that makes it do so."""
    effects = [e for each in definition.cases.values() for action in each.actions.values() for e in action.effects]
    for key, action in shape.actions.items():
        named = any(e.with_.get("action") == key and e.with_.get("kind", kind) == kind for e in effects)
        if set(action.by) == {_SYSTEM} and not action.timers and not named:
            yield Problem(path=f"{path}.actions.{key}", message="only the system may do this, but nothing makes it")
    if set(shape.begin.by) == {_SYSTEM} and not any(effect.with_.get("kind") == kind for effect in effects):
        yield Problem(path=f"{path}.begin", message="only the system may begin this, but no effect does so")


def _roles(definition: Definition, path: str, roles: Iterable[str]) -> Iterator[Problem]:
    known = [f"{key}.{role}" for key, party in definition.parties.items() for role in party.roles]
    for role in roles:
        if role not in known and not (role == _SYSTEM and path.endswith(".by")):
            yield from _named(path, "role", role, known)


def _period(path: str, period: str | None) -> Iterator[Problem]:
    if period is not None:
        try:
            parse_period(period)
        except ValueError as error:
            yield Problem(path=path, message=str(error))


def _named(path: str, what: str, name: str, known: Iterable[str]) -> Iterator[Problem]:
    names = list(known)
    if name not in names:
        yield Problem(path=path, message=f"there is no {what} {name!r}{suggestion(name, names)}")
