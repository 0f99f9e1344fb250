"""Making things happen in a world that is not stored: what the portal's commands do, without their queries."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ronghe.ledger import chain
from ronghe.portal.cases.access import admitted_parties, parties_of
from ronghe.portal.cases.actors import SYSTEM, Actor, roles_held, roles_of_organisation
from ronghe.portal.cases.commands import drafts, record, timers
from ronghe.portal.cases.commands.begin import ACTION
from ronghe.portal.cases.commands.deadlines import RETRY
from ronghe.portal.cases.commands.quotas import GIVEN_BACK, TAKEN, moved_scope
from ronghe.portal.cases.commands.situation import Situation, day_of
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment, Case, CaseParty, Deadline, Event, Quota, QuotaEntry, QuotaPlace
from ronghe.portal.cases.scopes import bounds_of
from ronghe.portal.cases.standing import standing_for
from ronghe.portal.cases.views_of_case import case_view, item_row
from ronghe.portal.config.demo import paper
from ronghe.portal.config.demo.history import effects, facts, objections
from ronghe.portal.config.demo.history.stage import Impossible
from ronghe.portal.config.demo.history.world import QuotaKey, World
from ronghe.portal.notices.models import Objection
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Allowed, Decision, Finding, Refused, Value
from ronghe.rulebook.structure import Action

FILE = paper.pdf()
FILE_DIGEST = chain.digest(FILE)
FILE_PLACE = "demo/example.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered(Situation):
    """The situation of an act whose facts are in memory."""

    world: World

    def known(self, *, names: frozenset[str], at: dt.datetime) -> dict[str, Value]:
        """Return the named facts as they stand at a moment."""
        return facts.collect(self.world, context=self.context(at=at), names=names) if names else {}


class Writer:
    """A stage whose cases are kept in memory until they are stored."""

    def __init__(self, world: World) -> None:
        self.world = world

    def begin(self, *, kind: str, actor: Actor, at: dt.datetime, parent: int | None = None, item: int = 0) -> int:
        """Open a case as `cases.commands.begin` does, and return its identifier."""
        world, shape = self.world, self.world.definition.cases[kind]
        above = world.cases[parent] if parent is not None else None
        organisation = world.organisations[actor.organisation_id or 0]
        roles = roles_of_organisation(definition=world.definition, organisation=organisation, role=actor.role)
        case = self._new(kind=kind, parent=above, item=item, at=at)
        case.owner, case.leader = organisation, world.people[actor.user_id or 0]
        here = self._standing(case, roles=roles)
        act = Act(action=ACTION, roles=roles, at=at)
        known = here.known(names=engine.fact_names(world.definition, kind=kind, action=act.action), at=at)
        decision = engine.begin(
            world.definition,
            kind=kind,
            act=act,
            parent=case_view(above) if above else None,
            item=item_row(parent=above, table=shape.item, item=item) if above and shape.item else None,
            facts=known,
            used={},
            calendar=programmes.calendar(),
        )
        findings = _allowed(decision, case=case, action=act.action).findings
        self._open(here, actor=actor, act=act, findings=findings, known=known)
        return case.pk

    def open_child(self, *, parent: Case, kind: str, actor: Actor, at: dt.datetime, copy: tuple[str, ...]) -> None:
        """Open a case under a parent as a consequence of an act on it."""
        case = self._new(kind=kind, parent=parent, item=None, at=at)
        case.owner, case.leader = parent.owner, parent.leader
        case.data = {name: parent.data[name] for name in copy if name in parent.data}
        roles = frozenset({SYSTEM.role})
        here = self._standing(case, roles=roles)
        self._open(here, actor=actor, act=Act(action=ACTION, roles=roles, at=at), findings=(), known={})

    def fill(self, case: int, *, actor: Actor, answers: Mapping[str, object], at: dt.datetime) -> None:
        """Save answers in a case's form, each of its sections as one saving."""
        found, definition = self.world.cases[case], self.world.definition
        shape = definition.cases[found.kind]
        if not self._here(found, actor=actor).roles & frozenset(shape.states[found.state].edit):
            raise Impossible(f"{found.number}: {actor.role} may not write in {found.state}")
        drafts.fill(case=found, definition=definition, typed=answers, at=at)
        sections = definition.forms[shape.form].sections
        found.revision += sum(any(one.key in answers for one in section.fields) for section in sections)
        found.saved_at, found.saved_by_id = at, actor.user_id

    def perform(
        self,
        case: int,
        action: str,
        *,
        actor: Actor,
        at: dt.datetime,
        asked: Mapping[str, object] | None = None,
        batch: str = "",
    ) -> None:
        """Perform an action as `cases.commands.perform` does. Raises Impossible where the rules refuse it."""
        found = self.world.cases[case]
        decision = self.attempt(found, action, actor=actor, at=at, asked=asked or {}, batch=batch)
        _allowed(decision, case=found, action=action)

    def attempt(
        self, case: Case, action: str, *, actor: Actor, at: dt.datetime, asked: Mapping[str, object], batch: str
    ) -> Decision:
        """Perform an action if the rules allow it, and return the decision."""
        world = self.world
        here = self._here(case, actor=actor)
        shape = world.definition.cases[case.kind].actions[action]
        locked = self._quotas(case, names=shape.takes, at=at)
        act = Act(action=action, roles=here.roles, at=at, asked=asked)
        known = here.known(names=engine.fact_names(world.definition, kind=case.kind, action=action), at=at)
        decision = engine.decide(
            world.definition,
            case=case_view(case),
            act=act,
            facts=known,
            used={name: world.others_holding(key, case=case) for name, key in locked.items()},
            calendar=programmes.calendar(),
        )
        if isinstance(decision, Allowed):
            event = self._record(here, shape=shape, act=act, actor=actor, decision=decision, known=known, batch=batch)
            self._move_places(case, shape=shape, locked=locked, event=event)
            self._follow(here, shape=shape, act=act, actor=actor, event=event)
        return decision

    def attach(self, case: int, *, actor: Actor, name: str, at: dt.datetime) -> dict[str, object]:
        """Note a file of the demo with a case; all of them share one content."""
        if actor.user_id is None:
            raise Impossible(f"{name}: files are handed in by people")
        attachment = Attachment(
            key=uuid.uuid5(uuid.NAMESPACE_OID, f"{case}/{name}/{at.isoformat()}"),
            case=self.world.cases[case],
            name=name,
            size=len(FILE),
            digest=FILE_DIGEST,
            content=FILE_PLACE,
            uploaded_by_id=actor.user_id,
            uploaded_at=at,
        )
        self.world.attachments[case].append(self.world.keep(attachment))
        return {"name": name, "digest": FILE_DIGEST, "size": len(FILE)}

    def object_to(self, case: int, *, name: str, grounds: str, at: dt.datetime) -> str:
        """Lodge an objection to the newest entry of a case and return its reference."""
        return objections.lodge(self.world, case=self.world.cases[case], name=name, grounds=grounds, at=at)

    def settle(self, reference: str, *, actor: Actor, result: Objection.Result, reason: str, at: dt.datetime) -> None:
        """Settle an objection."""
        objections.settle(self.world, reference=reference, actor=actor, result=result, reason=reason, at=at)

    def children(self, case: int) -> list[int]:
        """Return the identifiers of the cases under a case."""
        return [one.pk for one in self.world.children[case]]

    def next_due(self) -> dt.datetime | None:
        """Return when the system has to act next, or None."""
        return self.world.next_due()

    def act_on_deadlines(self, *, at: dt.datetime) -> None:
        """Let the system perform what is due; what is refused is tried again a day later."""
        due = [one for some in self.world.deadlines.values() for one in some if one.at <= at]
        for deadline in sorted(due, key=lambda one: (one.at, one.pk)):
            decision = self.attempt(deadline.case, deadline.action, actor=SYSTEM, at=at, asked={}, batch="")
            if isinstance(decision, Refused):
                deadline.at = at + RETRY
                deadline.refusal = [record.plain_finding(one) for one in decision.findings]

    def _new(self, *, kind: str, parent: Case | None, item: int | None, at: dt.datetime) -> Case:
        shape = self.world.definition.cases[kind]
        return Case(
            version=self.world.version,
            kind=kind,
            title=shape.title.zh,
            state=shape.initial,
            state_since=at,
            parent=parent,
            item=item if shape.item else None,
            begun_at=at,
        )

    def _standing(self, case: Case, *, roles: frozenset[str]) -> Remembered:
        parties = standing_for(definition=self.world.definition, case=case, of_province=self.world.of_province)
        return Remembered(world=self.world, case=case, definition=self.world.definition, parties=parties, roles=roles)

    def _here(self, case: Case, *, actor: Actor) -> Remembered:
        parties = parties_of(case)
        roles = roles_held(
            definition=self.world.definition,
            parties={party: one.pk for party, one in parties.items()},
            leader_id=case.leader_id,
            actor=actor,
        )
        return Remembered(world=self.world, case=case, definition=self.world.definition, parties=parties, roles=roles)

    def _open(
        self, here: Remembered, *, actor: Actor, act: Act, findings: tuple[Finding, ...], known: Mapping[str, Value]
    ) -> None:
        world, case, shape = self.world, here.case, self.world.definition.cases[here.case.kind]
        timers.place(here=here, state=shape.initial, at=act.at)
        title = case.data.get(shape.title_from)
        case.title = str(title)[:300] if title else case.title
        world.cases[world.keep(case).pk] = case
        case.number = f"{shape.prefix}-{case.pk:06d}"
        if case.parent_id is not None:
            world.children[case.parent_id].append(case)
        admitted = admitted_parties(definition=world.definition, kind=case.kind, state=case.state)
        world.parties[case.pk] = [
            world.keep(CaseParty(case=case, party=party, organisation=one, admitted=party in admitted))
            for party, one in here.parties.items()
        ]
        world.involve(case, world.parties[case.pk])
        _prefetch(case, world.parties[case.pk])
        self._write(
            case=case,
            actor=actor,
            role=", ".join(sorted(act.roles & frozenset(shape.begin.by))) or "system",
            action=act.action,
            source="",
            target=case.state,
            at=act.at,
            asked={},
            facts=known,
            findings=findings,
        )
        self._set_deadlines(here, at=act.at)

    def _quotas(self, case: Case, *, names: Iterable[str], at: dt.datetime) -> dict[str, QuotaKey]:
        """Return the keys of quotas, their rows made where there is none yet."""
        world, year, found = self.world, day_of(self.world.definition, at).year, {}
        for name in sorted(names):
            key = bounds_of(definition=world.definition, name=name, case=case, year=year)
            if key not in world.quotas:
                quota = Quota(programme_id=world.version.programme_id, base_id=key[0], name=name, scope=key[2])
                world.quotas[key] = world.keep(quota)
            found[name] = key
        return found

    def _move_places(self, case: Case, *, shape: Action, locked: Mapping[str, QuotaKey], event: Event) -> None:
        places = self.world.places
        held = [key for key in self.world.holds[case.pk] if key[1] in shape.gives_back]
        for key in sorted(held, key=lambda one: one[1:]):
            places[key].pop(case.pk)
            self.world.holds[case.pk].remove(key)
            self._enter(key, event=event, change=GIVEN_BACK)
        for key in (locked[name] for name in shape.takes):
            if case.pk not in places[key]:
                places[key][case.pk] = QuotaPlace(quota=self.world.quotas[key], case=case, taken_at=event.at)
                self.world.holds[case.pk].add(key)
                self._enter(key, event=event, change=TAKEN)

    def hand_over_places(self, case: Case, *, event: Event, before: int, after: int) -> None:
        """Move the places that a case holds in one person's name to another, as `cases.commands.quotas` does."""
        world = self.world
        for key in sorted(world.holds[case.pk], key=lambda one: one[1:]):
            new = (key[0], key[1], moved_scope(key[2], former=f"p{before}", present=f"p{after}"))
            if new == key:
                continue
            if new not in world.quotas:
                programme_id = world.version.programme_id
                world.quotas[new] = world.keep(
                    Quota(programme_id=programme_id, base_id=new[0], name=new[1], scope=new[2])
                )
            taken_at = world.places[key].pop(case.pk).taken_at
            world.holds[case.pk].remove(key)
            self._enter(key, event=event, change=GIVEN_BACK)
            world.places[new][case.pk] = QuotaPlace(quota=world.quotas[new], case=case, taken_at=taken_at)
            world.holds[case.pk].add(new)
            self._enter(new, event=event, change=TAKEN)

    def _enter(self, key: QuotaKey, *, event: Event, change: int) -> None:
        quota, balance = self.world.quotas[key], self.world.held(key)
        self.world.keep(
            QuotaEntry(quota=quota, case=event.case, event=event, change=change, balance=balance, at=event.at)
        )

    def _record(
        self,
        here: Remembered,
        *,
        shape: Action,
        act: Act,
        actor: Actor,
        decision: Allowed,
        known: Mapping[str, Value],
        batch: str,
    ) -> Event:
        case, source, definition = here.case, here.case.state, self.world.definition
        asked = engine.asked_data(definition, kind=case.kind, action=act.action, asked=act.asked, at=act.at)
        if shape.keep_as:
            case.kept = {**case.kept, shape.keep_as: asked}
        if shape.append_to:
            case.kept = {**case.kept, shape.append_to: [*case.kept.get(shape.append_to, []), asked]}
        event = self._write(
            case=case,
            actor=actor,
            role=", ".join(sorted(act.roles & frozenset(shape.by))),
            action=act.action,
            source=source,
            target=decision.target,
            at=act.at,
            asked=asked,
            facts=known,
            findings=decision.findings,
            batch=batch,
        )
        if decision.target != source:
            self._enter_state(here, state=decision.target, at=act.at)
        return event

    def _write(self, *, case: Case, batch: str = "", **about: object) -> Event:
        world, last = self.world, self.world.last_events.get(case.pk)
        event = record.build_event(
            case=case,
            form=self._form_digest(case),
            last=(last.sequence, last.digest) if last else None,
            batch=batch,
            **about,  # type: ignore[arg-type]  # handed on as given
        )
        world.last_events[case.pk] = world.keep(event)
        return event

    def _form_digest(self, case: Case) -> str:
        known = self.world.form_digests.get(case.pk)
        if known is None or known[0] != case.revision:
            known = self.world.form_digests[case.pk] = (case.revision, record.form_digest(case))
        return known[1]

    def _enter_state(self, here: Remembered, *, state: str, at: dt.datetime) -> None:
        timers.place(here=here, state=state, at=at)
        self.world.deadlines.pop(here.case.pk, None)
        admitted = admitted_parties(definition=here.definition, kind=here.case.kind, state=state)
        for one in self.world.parties[here.case.pk]:
            one.admitted = one.admitted or one.party in admitted

    def _follow(self, here: Remembered, *, shape: Action, act: Act, actor: Actor, event: Event) -> None:
        context = EffectContext(
            case=here.case, definition=here.definition, parties=here.parties, act=act, actor=actor, event=event
        )
        for effect in shape.effects:
            effects.run(effect.do, writer=self, context=context, parameters=effect.with_)
        if event.source != event.target:
            self._set_deadlines(here, at=act.at)

    def _set_deadlines(self, here: Remembered, *, at: dt.datetime) -> None:
        due = timers.deadlines_of(here=here, at=at)
        if due:
            self.world.deadlines[here.case.pk] = [_numbered(one, world=self.world) for one in due]


def _numbered(deadline: Deadline, *, world: World) -> Deadline:
    deadline.pk = world.ids(Deadline)
    return deadline


def _allowed(decision: Decision, *, case: Case, action: str) -> Allowed:
    if isinstance(decision, Allowed):
        return decision
    reasons = "; ".join(f"{one.rule}: {one.message.en}" for one in decision.findings)
    raise Impossible(f"{case.number or case.kind} {case.title} in {case.state}, {action}: {reasons}")


def _prefetch(case: Case, parties: list[CaseParty]) -> None:
    """Let `case.parties.all()` answer from memory, as after `prefetch_related`."""
    known = CaseParty.objects.none()
    known._result_cache = parties
    case._prefetched_objects_cache = {"parties": known}  # type: ignore[attr-defined]  # what Django itself sets
