"""Where the ads behind a stored figure can be read one by one: in the state that the figure was made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from ronghe.insight.vocabularies.occupations import occupation_name
from ronghe.portal.talent import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Ads:
    """The lists of ads behind a figure, each with its occupation and address; none where the state is `lost`."""

    snapshot: str
    links: tuple[tuple[str, str], ...]
    lost: bool


def ads(trace: Mapping[str, Any] | None) -> Ads | None:
    """Return where the ads of a stored trace can be read; None where it names none."""
    filters = list(_filters(trace or {}))
    if not trace or not trace.get("ads_total") or not filters:
        return None
    snapshot = trace.get("snapshot", "")
    kept = is_kept(snapshot)
    return Ads(snapshot=snapshot, links=tuple(_link(snapshot, one) for one in filters) if kept else (), lost=not kept)


def is_kept(snapshot: str) -> bool:
    """Return whether the store still holds the state of a snapshot."""
    return bool(snapshot) and opened.state(snapshot) is not None


def _filters(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if trace.get("filter"):
        yield trace["filter"]
    yield from trace.get("filters") or ()


def _link(snapshot: str, chosen: Mapping[str, Any]) -> tuple[str, str]:
    asked = {name: value for name, value in chosen.items() if value not in (None, "")}
    address = f"{reverse('observatory-why')}?{urlencode({**asked, 'snapshot': snapshot})}"
    return occupation_name(chosen.get("occupation", ""), get_language() or ""), address
