"""Opening a case: by a person, or by an act on its parent."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ronghe.portal.cases.access import admitted_parties, with_relations
from ronghe.portal.cases.actors import Actor, roles_of_organisation
from ronghe.portal.cases.commands import index, record, timers
from ronghe.portal.cases.commands.situation import Situation
from ronghe.portal.cases.commands.tokens import bound
from ronghe.portal.cases.models import Case, CaseParty, Event
from ronghe.portal.cases.standing import standing_for, version_for
from ronghe.portal.cases.views_of_case import case_view, item_row
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Allowed, Decision, Value
from ronghe.rulebook.structure import Definition

ACTION = "begin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The opened case, or None with the reasons in the decision."""

    case: Case | None
    decision: Decision


def begin(
    *,
    version_id: int,
    kind: str,
    actor: Actor,
    at: dt.datetime,
    parent_id: int | None = None,
    item: int | None = None,
    token: uuid.UUID | None = None,
) -> Begun:
    """Open a case of a kind for the actor's organisation, under a parent where the kind has one.

    The same token opens one case for the same actor and choice. Raises NoAccess where the version, kind, parent or item
    does not exist or where the actor's organisation has no part in the programme.
    """
    once = bound(token, actor=actor, act=f"{ACTION}:{version_id}:{kind}:{parent_id}:{item}")
    if (before := _begun_before(once)) is not None:
        return before
    try:
        with transaction.atomic():
            return _begin(
                version_id=version_id, kind=kind, actor=actor, at=at, parent_id=parent_id, item=item, token=once
            )
    except IntegrityError:  # the same token at the same moment: the other one has opened the case
        if (before := _begun_before(once)) is None:
            raise
        return before


def _begun_before(token: uuid.UUID | None) -> Begun | None:
    event = Event.objects.select_related("case").filter(token=token, action=ACTION).first() if token else None
    return Begun(case=event.case, decision=Allowed(target=event.target)) if event else None


def _begin(
    *,
    version_id: int,
    kind: str,
    actor: Actor,
    at: dt.datetime,
    parent_id: int | None,
    item: int | None,
    token: uuid.UUID | None,
) -> Begun:
    organisation = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    if organisation is None:
        raise NoAccess
    version, definition = _version(version_id=version_id, kind=kind)
    parent = _parent(definition=definition, kind=kind, parent_id=parent_id, version=version)
    version = version_for(version, parent=parent, organisation=organisation)
    definition = programmes.definition(version.pk)
    row = _item(definition=definition, kind=kind, parent=parent, item=item)
    roles = roles_of_organisation(definition=definition, organisation=organisation, role=actor.role)
    if not roles:
        raise NoAccess
    case = _new(version=version, kind=kind, definition=definition, parent=parent, item=item, at=at)
    case.owner, case.leader_id = organisation, actor.user_id
    parties = standing_for(definition=definition, case=case)
    here = Situation(case=case, definition=definition, parties=parties, roles=roles)
    act = Act(action=ACTION, roles=roles, at=at)
    known = here.known(names=engine.fact_names(definition, kind=kind, action=ACTION), at=at)
    decision = engine.begin(
        definition,
        kind=kind,
        act=act,
        parent=case_view(parent) if parent else None,
        item=row,
        facts=known,
        used={},
        calendar=programmes.calendar(),
    )
    if not isinstance(decision, Allowed):
        return Begun(case=None, decision=decision)
    _store(here=here, actor=actor, act=act, decision=decision, known=known, token=token)
    return Begun(case=case, decision=decision)


def open_child(*, parent: Case, kind: str, actor: Actor, at: dt.datetime, copy: tuple[str, ...] = ()) -> Case:
    """Open a case under a parent as a consequence of an act on it, copying fields that both forms have.

    The parties, the owner and the leader are the parent's. Call it inside the act's transaction.
    """
    definition = programmes.definition(parent.version_id)
    case = _new(version=parent.version, kind=kind, definition=definition, parent=parent, item=None, at=at)
    case.owner, case.leader_id = parent.owner, parent.leader_id
    case.data = {field: parent.data[field] for field in copy if field in parent.data}
    parties = standing_for(definition=definition, case=case)
    roles = frozenset({"system"})
    here = Situation(case=case, definition=definition, parties=parties, roles=roles)
    act = Act(action=ACTION, roles=roles, at=at)
    target = Allowed(target=definition.cases[kind].initial)
    _store(here=here, actor=actor, act=act, decision=target, known={}, token=None)
    return case


def _version(*, version_id: int, kind: str) -> tuple[ProgrammeVersion, Definition]:
    version = programmes.every_version().filter(pk=version_id).first()
    if version is None:
        raise NoAccess
    definition = programmes.definition(version_id)
    if kind not in definition.cases:
        raise NoAccess
    return version, definition


def _parent(*, definition: Definition, kind: str, parent_id: int | None, version: ProgrammeVersion) -> Case | None:
    wanted = definition.cases[kind].parent
    if wanted is None:
        return None
    if parent_id is None:
        raise NoAccess
    Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=parent_id).first()
    family = programmes.family(version)
    found = with_relations(Case.objects.filter(pk=parent_id, kind=wanted, version__in=family)).first()
    states = definition.cases[kind].begin.parent_states
    if found is None or not (found.state in states or definition.cases[wanted].states[found.state].public):
        raise NoAccess
    return found


def _item(*, definition: Definition, kind: str, parent: Case | None, item: int | None) -> Mapping[str, object] | None:
    table = definition.cases[kind].item
    if table is None or parent is None:
        return None
    row = item_row(parent=parent, table=table, item=-1 if item is None else item)
    if row is None:
        raise NoAccess
    return row


def _new(
    *,
    version: ProgrammeVersion,
    kind: str,
    definition: Definition,
    parent: Case | None,
    item: int | None,
    at: dt.datetime,
) -> Case:
    return Case(
        version=version,
        kind=kind,
        title=str(definition.cases[kind].title.zh),
        state=definition.cases[kind].initial,
        state_since=at,
        parent=parent,
        item=item if definition.cases[kind].item else None,
        begun_at=at,
    )


def _store(
    *,
    here: Situation,
    actor: Actor,
    act: Act,
    decision: Allowed,
    known: Mapping[str, Value],
    token: uuid.UUID | None,
) -> None:
    case, kind = here.case, here.definition.cases[here.case.kind]
    timers.enter_state(here=here, state=decision.target, at=act.at)
    title = case.data.get(kind.title_from)
    case.title = str(title)[:300] if title else case.title
    case.save()
    case.number = f"{kind.prefix}-{case.pk:06d}"
    case.save(update_fields=["number"])
    admitted = admitted_parties(definition=here.definition, kind=case.kind, state=case.state)
    CaseParty.objects.bulk_create(
        CaseParty(case=case, party=party, organisation=one, admitted=party in admitted)
        for party, one in here.parties.items()
    )
    index.write(case=case, definition=here.definition)
    record.write_event(
        case=case,
        actor=actor,
        role=", ".join(sorted(act.roles & frozenset(kind.begin.by))) or "system",
        action=ACTION,
        source="",
        target=decision.target,
        at=act.at,
        asked={},
        facts=known,
        findings=decision.findings,
        token=token,
    )
    timers.set_deadlines(here=here, at=act.at)
