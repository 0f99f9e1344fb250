"""What surrounds an act on a locked case: definition, parties, roles, facts. Gathered once, used by every step."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ronghe.portal.cases import facts
from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.actors import Actor, roles_held
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A case with its definition, its parties and the roles of whoever acts."""

    case: Case
    definition: Definition
    parties: Mapping[str, Organisation]
    roles: frozenset[str]

    def known(self, *, names: frozenset[str], at: dt.datetime) -> dict[str, Value]:
        """Return the named facts as they stand at a moment."""
        return facts.collect(context=self.context(at=at), names=names)

    def context(self, *, at: dt.datetime) -> facts.FactContext:
        """Return what sources of facts may look at."""
        return facts.FactContext(
            case=self.case, definition=self.definition, parties=self.parties, at=at, day=day_of(self.definition, at)
        )


def situation(*, case: Case, actor: Actor) -> Situation:
    """Return the situation of an act on a case by an actor."""
    definition = programmes.definition(case.version_id)
    parties = parties_of(case)
    return Situation(
        case=case,
        definition=definition,
        parties=parties,
        roles=roles_held(
            definition=definition,
            parties={party: one.pk for party, one in parties.items()},
            leader_id=case.leader_id,
            actor=actor,
        ),
    )


def day_of(definition: Definition, at: dt.datetime) -> dt.date:
    """Return the day of a moment in the programme's zone."""
    return at.astimezone(ZoneInfo(definition.timezone)).date()
