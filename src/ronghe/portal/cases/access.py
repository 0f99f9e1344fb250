"""The only way from a request to a case: load and authorise in one step."""

import uuid

from django.db.models import Prefetch, Q, QuerySet

from ronghe.portal.cases.actors import actor_of, roles_held, roles_of_organisation
from ronghe.portal.cases.models import Attachment, Case, CaseParty, Message
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Definition


def visible_cases(acting: Membership) -> QuerySet[Case]:
    """Return the cases that a membership may see: of its own organisation, in the states its role may see."""
    allowed = Q(pk__in=[])
    for version_id in ProgrammeVersion.objects.values_list("pk", flat=True):
        allowed |= _visible_in(version_id=version_id, acting=acting)
    return Case.objects.filter(allowed)


def access_case(*, number: str, acting: Membership) -> Case:
    """Return a case with version, owner, leader, ancestors and parties, if this membership may see it.

    Raises NoAccess otherwise.
    """
    case = with_relations(visible_cases(acting)).filter(number=number).first()
    if case is None:
        raise NoAccess
    return case


def access_attachment(*, key: uuid.UUID, acting: Membership) -> Attachment:
    """Return a file of a case that this membership may see. Raises NoAccess otherwise."""
    found = Attachment.objects.filter(key=key, case__in=visible_cases(acting)).first()
    if found is None:
        raise NoAccess
    return found


def messages_for(acting: Membership) -> QuerySet[Message]:
    """Return the messages to a person, or to everybody with their role in their organisation, newest first."""
    mine = Q(user_id=acting.user_id, organisation_id=acting.organisation_id)
    to_role = Q(user=None, organisation_id=acting.organisation_id, role=acting.role)
    return Message.objects.filter(mine | to_role).select_related("case").order_by("-at", "-pk")


def with_relations(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases with everything that one case's page and acts need, in a constant number of queries."""
    related = ("version__programme", "version__operator", "owner", "leader", "parent__owner", "parent__parent__owner")
    parties = Prefetch("parties", queryset=CaseParty.objects.select_related("organisation"))
    return cases.select_related(*related).defer("version__text").prefetch_related(parties)


def parties_of(case: Case) -> dict[str, Organisation]:
    """Return the organisations that stand for the definition's parties in a case."""
    return {one.party: one.organisation for one in case.parties.all()}


def roles_of(*, case: Case, acting: Membership) -> frozenset[str]:
    """Return the roles that a membership holds towards a case."""
    return roles_held(
        definition=programmes.definition(case.version_id),
        parties={one.party: one.organisation_id for one in case.parties.all()},
        leader_id=case.leader_id,
        actor=actor_of(acting),
    )


def may_see(*, definition: Definition, kind: str, state: str, role: str) -> bool:
    """Return whether a role such as `enterprise.officer` sees cases of a kind in a state, being a party to them."""
    shape = definition.cases[kind].states[state]
    seen_by = shape.seen_by or shape.edit
    return not seen_by or role in seen_by


def admitted_parties(*, definition: Definition, kind: str, state: str) -> list[str]:
    """Return the parties that get to see a case by its entering a state."""
    if definition.cases[kind].states[state].keeps_sight:
        return []
    return [
        key
        for key, party in definition.parties.items()
        if any(may_see(definition=definition, kind=kind, state=state, role=f"{key}.{role}") for role in party.roles)
    ]


def _visible_in(*, version_id: int, acting: Membership) -> Q:
    definition = programmes.definition(version_id)
    allowed = Q(pk__in=[])
    for role in roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role):
        party, _, name = role.partition(".")
        rows = CaseParty.objects.filter(organisation_id=acting.organisation_id, party=party).values("case_id")
        open_states, kept_states = _states(definition=definition, role=role)
        mine = open_states & Q(pk__in=rows) | kept_states & Q(pk__in=rows.filter(admitted=True))
        if definition.parties[party].roles[name].personal:
            mine &= Q(leader_id=acting.user_id)
        allowed |= Q(version_id=version_id) & mine
    return allowed


def _states(*, definition: Definition, role: str) -> tuple[Q, Q]:
    """Return the states in which a role sees a case, and those in which it sees one that it saw before."""
    seen, kept = Q(pk__in=[]), Q(pk__in=[])
    for key, kind in definition.cases.items():
        for state, shape in kind.states.items():
            if may_see(definition=definition, kind=key, state=state, role=role):
                if shape.keeps_sight:
                    kept |= Q(kind=key, state=state)
                else:
                    seen |= Q(kind=key, state=state)
    return seen, kept
