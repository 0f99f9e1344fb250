"""Who acts: a person in a role of an organisation, or the system."""

from collections.abc import Mapping
from dataclasses import dataclass

from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.rulebook.structure import Definition

SYSTEM_ROLE = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting in a role of an organisation; all None and the role `system` for the platform itself."""

    user_id: int | None
    organisation_id: int | None
    role: str


SYSTEM = Actor(user_id=None, organisation_id=None, role=SYSTEM_ROLE)


def actor_of(acting: Membership) -> Actor:
    """Return the actor that a membership stands for."""
    return Actor(user_id=acting.user_id, organisation_id=acting.organisation_id, role=acting.role)


def roles_held(
    *, definition: Definition, parties: Mapping[str, int], leader_id: int | None, actor: Actor
) -> frozenset[str]:
    """Return the actor's roles towards a case, such as `enterprise.officer`.

    `parties` maps the definition's parties to the identifiers of their organisations. A personal role is held only on
    cases that are the person's own.
    """
    if actor.role == SYSTEM_ROLE:
        return frozenset({SYSTEM_ROLE})
    held = set()
    for party, organisation_id in parties.items():
        role = definition.parties[party].roles.get(actor.role)
        if role is None or organisation_id != actor.organisation_id:
            continue
        if not role.personal or leader_id == actor.user_id:
            held.add(f"{party}.{actor.role}")
    return frozenset(held)


def roles_of_organisation(*, definition: Definition, organisation: Organisation, role: str) -> frozenset[str]:
    """Return the roles that a role in an organisation could have in a programme, before there is any case."""
    return frozenset(
        f"{key}.{role}"
        for key, party in definition.parties.items()
        if party.kind == organisation.kind and role in party.roles
    )
