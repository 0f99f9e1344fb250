"""A paper: a title and plain parts, the same for a page, a file and the text whose digest is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

PartType = Literal["heading", "paragraph", "clause", "fields", "table", "signatures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a paper; which of its values are filled follows from its type."""

    type: PartType
    text: str = ""
    number: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with everything filled in; `missing` names what was not known."""

    title: str
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the paper as plain text: what is signed, and what its digest is taken of."""
        return "\n\n".join([self.title, *("\n".join(_lines(one)) for one in self.parts)]) + "\n"

    def as_data(self) -> list[dict[str, object]]:
        """Return the parts as plain JSON."""
        return [{key: value for key, value in asdict(one).items() if value} for one in self.parts]


def from_data(*, title: str, data: list[Mapping[str, Any]]) -> Paper:
    """Return a paper from its stored parts."""
    return Paper(title=title, parts=tuple(_part(one) for one in data))


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        type=data["type"],
        text=data.get("text", ""),
        number=data.get("number", ""),
        pairs=tuple((label, value) for label, value in data.get("pairs", ())),
        head=tuple(data.get("head", ())),
        rows=tuple(tuple(row) for row in data.get("rows", ())),
    )


def _lines(part: Part) -> Iterator[str]:
    if part.text or part.number:
        yield f"{part.number} {part.text}".strip()
    for label, value in part.pairs:
        yield f"{label}：{value}"
    if part.head:
        yield " | ".join(part.head)
    for row in part.rows:
        yield " | ".join(row)
