"""The only way from a request to a case: load and authorise in one step."""

import functools
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ronghe.portal.cases.actors import actor_of, roles_held, roles_of_organisation
from ronghe.portal.cases.conditions import InStates, in_states
from ronghe.portal.cases.models import Attachment, Case, CaseParty, Message
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Definition


def visible_cases(acting: Membership, *, programme: str = "") -> QuerySet[Case]:
    """Return the cases of all programmes, or of one, that a membership may see.

    Those are the cases of its own organisation, in the states that its role may see.
    """
    sights = _sights(acting, programme=programme)
    parties = {one.party for one in sights if not one.of_every_case}
    mine = CaseParty.objects.filter(organisation_id=acting.organisation_id)
    everywhere = in_states(state for one in sights if one.of_every_case for state in one.states)
    allowed = Q(pk__in=[])
    for sight in (one for one in sights if not one.of_every_case):
        rows = mine.filter(case=OuterRef("pk"), party=sight.party)
        seen = in_states(sight.states)
        if sight.kept:
            seen &= Q(Exists(rows.filter(admitted=True)))
        elif len(parties) > 1:
            seen &= Q(Exists(rows))
        if sight.personal:
            seen &= Q(leader_id=acting.user_id)
        allowed |= seen
    if parties:
        allowed &= Q(pk__in=mine.filter(party__in=parties).values("case_id"))
    return Case.objects.filter(everywhere | allowed)


def access_case(*, number: str, acting: Membership) -> Case:
    """Return a case with version, owner, leader, ancestors and parties, if this membership may see it.

    Raises NoAccess otherwise.
    """
    return access_among(visible_cases(acting), number=number)


def access_among(visible: QuerySet[Case], *, number: str) -> Case:
    """Return a case as `access_case` does, from the cases that a membership may see. Raises NoAccess otherwise."""
    case = with_relations(visible).filter(number=number).first()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """What a role sees by standing for a party; `kept` states only if the party saw the case before.

    The operator of a programme is a party to every case of it, so that nobody needs to look that up.
    """

    party: str
    personal: bool
    kept: bool
    of_every_case: bool
    states: tuple[InStates, ...]


def _sights(acting: Membership, *, programme: str) -> list[_Sight]:
    versions = ProgrammeVersion.objects.filter(programme__key=programme) if programme else ProgrammeVersion.objects
    together: dict[tuple[str, bool, bool, bool], list[InStates]] = defaultdict(list)
    for version_id, operator_id in versions.order_by("pk").values_list("pk", "operator_id"):
        definition = programmes.definition(version_id)
        for role in roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role):
            party, _, name = role.partition(".")
            personal = definition.parties[party].roles[name].personal
            operates = party == definition.operator and operator_id == acting.organisation_id and not personal
            for kind, open_states, kept_states in _states(version_id, role):
                together[party, personal, False, operates].append((version_id, kind, open_states))
                together[party, personal, True, False].append((version_id, kind, kept_states))
    return [
        _Sight(party=party, personal=personal, kept=kept, of_every_case=everywhere, states=tuple(states))
        for (party, personal, kept, everywhere), states in together.items()
        if any(names for _, _, names in states)
    ]


@functools.lru_cache(maxsize=2000)
def _states(version_id: int, role: str) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Return, by kind, the states in which a role sees a case, and those in which it sees one that it saw before."""
    definition = programmes.definition(version_id)
    found = []
    for key, kind in definition.cases.items():
        seen = [
            (state, shape.keeps_sight)
            for state, shape in kind.states.items()
            if may_see(definition=definition, kind=key, state=state, role=role)
        ]
        found.append((key, tuple(one for one, kept in seen if not kept), tuple(one for one, kept in seen if kept)))
    return tuple(found)
