"""What was agreed to change after signing, and what the agreement says as amended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ronghe.portal.agreements.drawing import Parameters, listed
from ronghe.portal.agreements.models import Amendment
from ronghe.portal.cases.effects import EffectContext

WORDS = ("before", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsAmended:
    """The answers of an agreement as they stand, and which amendment last changed each."""

    answers: Mapping[str, object]
    changed: Mapping[str, Amendment]


def as_amended(answers: Mapping[str, object], amendments: Iterable[Amendment]) -> AsAmended:
    """Return the answers of an agreement after its amendments, in their order."""
    now, changed = dict(answers), {}
    for amendment in amendments:
        for one in amendment.changes:
            if one["field"]:
                now[one["field"]], changed[one["field"]] = one["after"], amendment
    return AsAmended(answers=now, changed=changed)


def amendment(context: EffectContext, parameters: Parameters, *, earlier: list[Amendment], kept: str) -> Amendment:
    """Return what an act amends: each named field of the kept form, and otherwise what it says in words.

    `fields` lists names; `ends_on=new_ends_on` amends the agreement's `ends_on` with the form's `new_ends_on`.
    """
    asked: Mapping[str, Any] = context.case.kept[parameters["kept"]]
    known = as_amended(context.case.kept.get(kept) or {}, earlier).answers
    changes = [
        {"field": field, "before": known.get(field), "after": asked[source]}
        for field, source in map(_pair, listed(parameters.get("fields", "")))
        if asked.get(source) is not None and asked[source] != known.get(field)
    ]
    if any(asked.get(one) for one in WORDS):
        changes.append({"field": "", **{one: asked.get(one) for one in WORDS}})
    return Amendment(
        case=context.case,
        sequence=len(earlier) + 1,
        kind=str(asked.get("kind") or parameters["kept"]),
        changes=changes,
        reason=str(asked.get("reasons") or asked.get("opinion") or ""),
        event=context.event,
        at=context.act.at,
    )


def _pair(name: str) -> tuple[str, str]:
    field, _, source = name.partition("=")
    return field.strip(), (source or field).strip()
