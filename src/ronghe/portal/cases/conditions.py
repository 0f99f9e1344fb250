"""Conditions on cases, as short as they can be: versions that say the same stand together."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

InStates = tuple[int, str, tuple[str, ...]]


def in_states(wanted: Iterable[InStates]) -> Q:
    """Return the condition to be in one of some states, each given as version, kind and states; none holds for none."""
    together: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for version_id, kind, states in wanted:
        if states:
            together[kind, states].append(version_id)
    found = Q(pk__in=[])
    for (kind, states), versions in together.items():
        found |= Q(version_id__in=versions, kind=kind, state__in=states)
    return found
