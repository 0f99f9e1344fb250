"""Events that are no act of a definition: what the platform itself writes into a case's record."""

from collections.abc import Mapping

from ronghe.portal.cases.queries.shown import Shown, ShownSection
from ronghe.rulebook.structure import FactType, Text

SUCCEED = "succeed"
LABELS = {SUCCEED: Text(zh="单位合并，由新单位承接", en="Merger: the successor takes over")}
_FIELDS = {
    SUCCEED: {
        "closed": Text(zh="原单位", en="Former organisation"),
        "into": Text(zh="承接单位", en="Successor"),
        "reason": Text(zh="依据", en="On the strength of"),
    }
}


def told(action: str, asked: Mapping[str, object]) -> tuple[ShownSection, ...]:
    """Return what such an event says, for reading."""
    values = tuple(
        Shown(key=key, label=label, type=FactType.TEXT, value=asked.get(key))
        for key, label in _FIELDS.get(action, {}).items()
    )
    return (ShownSection(key=action, title=LABELS[action], values=values),) if values else ()
