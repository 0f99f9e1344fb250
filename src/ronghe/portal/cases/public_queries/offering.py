"""What a programme offers to apply for: guides with items, each with places."""

import functools
import re
from dataclasses import dataclass

from django.db.models import Q

from ronghe.portal.cases.finding import PUBLIC, found
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import CaseKind, Definition, FactType, FormField, Window

PAGE_SIZE = 20
_PLACES = re.compile(r"item\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """The kind of case that offers items to apply for, and what of its items matters to a reader.

    `window` is when an application is handed in; None where the programme does not limit it.
    """

    kind: str
    child: str
    table: FormField
    money: str
    places: str
    quota: str
    listed: tuple[str, ...]
    open: tuple[str, ...]
    window: Window | None


@functools.lru_cache(maxsize=200)
def offering_of(version_id: int) -> Offering | None:
    """Return what a version offers to apply for: the first kind whose form has items that another kind takes."""
    definition = programmes.definition(version_id)
    for key, child in definition.cases.items():
        if child.item is None or child.parent is None:
            continue
        shape = definition.cases[child.parent]
        table = next(one for one in definition.forms[shape.form].fields() if one.key == child.item)
        quota, places = _places_of(definition)
        return Offering(
            kind=child.parent,
            child=key,
            table=table,
            money=next((one.key for one in table.columns if one.type is FactType.MONEY), ""),
            places=places,
            quota=quota,
            listed=tuple(name for name, state in shape.states.items() if state.public and not state.final),
            open=child.begin.parent_states,
            window=_window_of(definition, child),
        )
    return None


def found_by(text: str) -> Q:
    """Return the condition that a case answers a text by name, number, item or parties; not by people."""
    return found(text, weights=PUBLIC)


def _window_of(definition: Definition, child: CaseKind) -> Window | None:
    """Return the window of the act by which the owner hands an application in, else that of beginning one."""
    handing_in = (
        action.window
        for action in child.actions.values()
        if action.window and any(role.partition(".")[0] == child.owner for role in action.by)
    )
    key = next(handing_in, child.begin.window)
    return definition.windows[key] if key else None


def _places_of(definition: Definition) -> tuple[str, str]:
    for key, quota in definition.quotas.items():
        found = _PLACES.fullmatch(quota.limit) if isinstance(quota.limit, str) else None
        if found and quota.scope == ("item",):
            return key, found[1]
    return "", ""
