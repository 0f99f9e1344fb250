"""Filters of lists that higher apps offer, such as by money that is overdue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from ronghe.rulebook.structure import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherFilter:
    """A filter by a few values, each with its label; `leaves` gives the condition on cases."""

    values: Mapping[str, Text]
    leaves: Callable[[str], Q]


_filters: dict[str, FurtherFilter] = {}


def register(name: str, further: FurtherFilter) -> None:
    """Offer a filter under the name that addresses use."""
    _filters[name] = further


def further_filters() -> Mapping[str, FurtherFilter]:
    """Return all offered filters by name."""
    return _filters
