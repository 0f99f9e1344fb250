"""What the platform offers to definitions, gathered from all registrations."""

from ronghe.portal.cases import effects, facts
from ronghe.portal.organisations.models import Organisation
from ronghe.rulebook.structure import Offer


def offer() -> Offer:
    """Return every fact, effect and kind of organisation that a definition may name."""
    return Offer(
        facts=facts.offered(),
        party_facts=facts.offered_of_parties(),
        effects=effects.offered(),
        organisation_kinds=tuple(Organisation.Kind.values),
    )
