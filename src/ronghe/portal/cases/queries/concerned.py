"""What would follow an organisation into its successor."""

from dataclasses import dataclass

from django.db.models import Count

from ronghe.portal.cases.models import CaseParty
from ronghe.portal.organisations.models import Membership, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """How much hangs on an organisation: cases, people with a role, colleges, majors."""

    cases: int
    people: int
    colleges: int
    majors: int


def concerned_by(organisation: Organisation) -> Concerned:
    """Return how many cases, people, colleges and majors an organisation has, in four queries."""
    parties = CaseParty.objects.filter(organisation=organisation)
    return Concerned(
        cases=parties.aggregate(number=Count("case", distinct=True))["number"],
        people=organisation.memberships.exclude(status=Membership.Status.ENDED).count(),
        colleges=organisation.children.filter(closed_on=None).count(),
        majors=organisation.offerings.filter(until_year=None).count(),
    )
