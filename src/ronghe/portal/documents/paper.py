"""A rendered document as plain JSON and back, so that it can be stored with what was signed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ronghe.rulebook.documents import Plain, Rendered


def to_data(paper: Rendered) -> list[dict[str, object]]:
    """Return the parts of a paper as plain JSON, without what is empty."""
    return [{key: value for key, value in asdict(one).items() if value} for one in paper.blocks]


def from_data(*, title: str, data: Iterable[Mapping[str, Any]]) -> Rendered:
    """Return a paper from its stored parts."""
    return Rendered(title=title, blocks=tuple(_part(one) for one in data))


def _part(data: Mapping[str, Any]) -> Plain:
    return Plain(
        type=data["type"],
        text=data.get("text", ""),
        number=data.get("number", ""),
        pairs=tuple((label, value) for label, value in data.get("pairs", ())),
        head=tuple(data.get("head", ())),
        rows=tuple(tuple(row) for row in data.get("rows", ())),
    )
