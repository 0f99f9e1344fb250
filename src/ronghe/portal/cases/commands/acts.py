"""The one way a case changes its state."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from ronghe.portal.cases import effects
from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.actors import SYSTEM, Actor
from ronghe.portal.cases.commands import quotas, record, timers
from ronghe.portal.cases.commands.files import only_handed_in
from ronghe.portal.cases.commands.situation import Situation, day_of, situation
from ronghe.portal.cases.commands.tokens import bound
from ronghe.portal.cases.models import Case, Event
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Allowed, Decision, Refused, Value
from ronghe.rulebook.structure import Action

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants done to a case, before anything about the case is known."""

    action: str
    actor: Actor
    at: dt.datetime
    asked: Mapping[str, object] = field(default_factory=dict[str, object])
    token: uuid.UUID | None = None
    batch: str = ""
    looked_at: tuple[str, ...] = ()


def perform(
    *,
    case_id: int,
    action: str,
    actor: Actor,
    at: dt.datetime,
    asked: Mapping[str, object] | None = None,
    token: uuid.UUID | None = None,
    batch: str = "",
    looked_at: Sequence[str] = (),
) -> Decision:
    """Perform an action on a case if the rules allow it, and return the decision with all its reasons.

    State, kept forms, event, places, deadlines and effects are stored in one transaction or not at all. The same token
    acts once: a second call by the same actor for the same act answers as the first did. The event keeps which checks
    by eye the actor has ticked as looked at. Raises NoAccess where there is
    no such case, or where the actor holds no role in it, or where the programme knows no such action.
    """
    once = bound(token, actor=actor, act=f"{action}:{case_id}")
    wish = Wish(
        action=action, actor=actor, at=at, asked=asked or {}, token=once, batch=batch, looked_at=tuple(looked_at)
    )
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _perform(case_id=case_id, wish=wish)
        except effects.Barred as barred:
            return Refused(findings=(barred.finding,))
        except OperationalError as error:
            if attempt == TRIES or not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise AssertionError("the last try returns or raises")


def perform_many(
    *,
    case_ids: Iterable[int],
    action: str,
    actor: Actor,
    at: dt.datetime,
    asked: Mapping[str, object] | None = None,
    batch: str,
    looked_at: Mapping[int, Sequence[str]] | None = None,
) -> list[tuple[int, Decision]]:
    """Perform an action on several cases, each in its own transaction and all under one batch, in the given order."""
    token = uuid.uuid5(uuid.NAMESPACE_OID, batch)
    return [
        (
            case_id,
            perform(
                case_id=case_id,
                action=action,
                actor=actor,
                at=at,
                asked=asked,
                token=token,
                batch=batch,
                looked_at=(looked_at or {}).get(case_id, ()),
            ),
        )
        for case_id in case_ids
    ]


def perform_as_system(*, case_id: int, action: str, at: dt.datetime, batch: str = "") -> Decision:
    """Perform an action as the platform itself, inside the caller's transaction (effects) or a timer's."""
    return _perform(case_id=case_id, wish=Wish(action=action, actor=SYSTEM, at=at, batch=batch))


def _perform(*, case_id: int, wish: Wish) -> Decision:
    case = with_relations(Case.objects.filter(pk=case_id)).first()
    if case is None:
        raise NoAccess
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind].actions.get(wish.action)
    if shape is None or not situation(case=case, actor=wish.actor).roles:
        raise NoAccess
    year = day_of(definition, wish.at).year
    locked = quotas.lock(definition=definition, shape=shape, case=case, year=year)
    case = _lock(case)
    if (before := _done_before(case=case, token=wish.token)) is not None:
        return before
    here = situation(case=case, actor=wish.actor)
    act = _act(here=here, shape=shape, wish=wish)
    known = here.known(names=engine.fact_names(definition, kind=case.kind, action=act.action), at=act.at)
    taken = quotas.taken_by(locked, definition=definition, shape=shape, case=case, year=year)
    decision = engine.decide(
        definition,
        case=case_view(case),
        act=act,
        facts=known,
        used=quotas.used(taken, case=case),
        calendar=programmes.calendar(),
    )
    if isinstance(decision, Allowed):
        event = _store(here=here, shape=shape, act=act, wish=wish, decision=decision, known=known)
        quotas.move(taken=taken, shape=shape, event=event)
        _follow(here=here, shape=shape, act=act, actor=wish.actor, event=event)
    return decision


def _lock(case: Case) -> Case:
    """Lock a case's row and take over what another act has changed meanwhile; its relations never change."""
    row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    for name in ("state", "state_since", "due_at", "data", "kept", "revision", "title", "leader_id"):
        setattr(case, name, getattr(row, name))
    return case


def _done_before(*, case: Case, token: uuid.UUID | None) -> Allowed | None:
    event = Event.objects.filter(token=token, case=case).first() if token else None
    return Allowed(target=event.target) if event else None


def _act(*, here: Situation, shape: Action, wish: Wish) -> Act:
    asked = wish.asked
    if shape.asks:
        asked = only_handed_in(case=here.case, form=here.definition.forms[shape.asks], answers=asked)
    return Act(action=wish.action, roles=here.roles, at=wish.at, asked=asked)


def _store(
    *, here: Situation, shape: Action, act: Act, wish: Wish, decision: Allowed, known: Mapping[str, Value]
) -> Event:
    case, source = here.case, here.case.state
    asked = engine.asked_data(here.definition, kind=case.kind, action=act.action, asked=act.asked, at=act.at)
    if shape.keep_as:
        case.kept = {**case.kept, shape.keep_as: asked}
    if shape.append_to:
        case.kept = {**case.kept, shape.append_to: [*case.kept.get(shape.append_to, []), asked]}
    event = record.write_event(
        case=case,
        actor=wish.actor,
        role=", ".join(sorted(act.roles & frozenset(shape.by))),
        action=act.action,
        source=source,
        target=decision.target,
        at=act.at,
        asked=asked,
        facts=known,
        findings=decision.findings,
        token=wish.token,
        batch=wish.batch,
        looked_at=wish.looked_at,
    )
    if decision.target != source:
        timers.enter_state(here=here, state=decision.target, at=act.at)
    case.save(update_fields=["state", "state_since", "due_at", "kept"])
    return event


def _follow(*, here: Situation, shape: Action, act: Act, actor: Actor, event: Event) -> None:
    context = effects.EffectContext(
        case=here.case, definition=here.definition, parties=here.parties, act=act, actor=actor, event=event
    )
    for effect in shape.effects:
        effects.run(effect.do, context=context, parameters=effect.with_)
    if event.source != event.target:
        timers.set_deadlines(here=here, at=act.at)
