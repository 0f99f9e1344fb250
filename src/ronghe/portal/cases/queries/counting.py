"""Which cases count: a project, for instance, from its filing on."""

from collections.abc import Iterable

from django.db.models import Q

from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.scope import uncounted


def counted(kind: str, versions: Iterable[int]) -> Q:
    """Return the condition on cases of a kind to count under their version's definition."""
    without = Q(pk__in=[])
    for version in versions:
        states = uncounted(programmes.definition(version).cases[kind])
        if states:
            without |= Q(version_id=version, state__in=sorted(states))
    return ~without
