"""Sources of the inbox: cases themselves, and whatever higher apps register."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ronghe.portal.organisations.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """Something that waits for a person, with where to go for it."""

    title: str
    detail: str
    url_name: str
    url_args: tuple[str, ...]
    since: dt.datetime
    due_at: dt.datetime | None
    kind: str


Source = Callable[[Membership, dt.datetime], Sequence[InboxItem]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of inbox items; it must need a constant number of queries."""
    _sources.append(source)


def further_items(*, acting: Membership, at: dt.datetime) -> list[InboxItem]:
    """Return what the registered sources have for a membership, the earliest due first."""
    found = [item for source in _sources for item in source(acting, at)]
    return sorted(found, key=lambda item: (item.due_at is None, item.due_at or item.since))
