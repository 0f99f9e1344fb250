"""Numbers under which cases are filed: given by an office, or made from a programme's pattern."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ronghe.portal.agreements.models import Filing, StateAfterFiling
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Action, CaseKind

EFFECT = "file_project"
_NUMBER = re.compile(r"\{number(?::0?(\d))?\}")


def series_of(pattern: str, *, year: int) -> str:
    """Return a pattern with everything but the number filled in: the series in which numbers run on."""
    return pattern.replace("{year}", str(year))


def number_in(series: str, *, place: int) -> str:
    """Return the number at a place of a series: `MOE-2026-{number:5}` gives `MOE-2026-00042`."""
    return _NUMBER.sub(lambda found: str(place).zfill(int(found[1] or 1)), series)


def given_number(asked: Mapping[str, object]) -> str:
    """Return the number that an office gave, in the usual width of characters and without blanks around it."""
    return unicodedata.normalize("NFKC", str(asked.get("number") or "")).strip()


def states_after_filing(kind: CaseKind) -> frozenset[str]:
    """Return the states of a kind that are reached only by an act that files the case; none where no act does."""
    files = {key for key, one in kind.actions.items() if any(effect.do == EFFECT for effect in one.effects)}
    without = _reached(kind, acts=[one for key, one in kind.actions.items() if key not in files])
    return _reached(kind, acts=list(kind.actions.values())) - without if files else frozenset()


def note_states(version: ProgrammeVersion) -> None:
    """Note which states of a published version only filed cases may be in."""
    definition = programmes.definition(version.pk)
    rows = [
        StateAfterFiling(version=version, kind=key, state=state)
        for key, kind in definition.cases.items()
        for state in sorted(states_after_filing(kind))
    ]
    StateAfterFiling.objects.bulk_create(rows, ignore_conflicts=True)


def _reached(kind: CaseKind, *, acts: Sequence[Action]) -> frozenset[str]:
    found, ahead = set[str](), {kind.initial}
    while ahead:
        found |= ahead
        ahead = {one.target for one in acts if one.target and found & set(one.source)} - found
    return frozenset(found)


def filed(
    context: EffectContext, *, number: str, asked: Mapping[str, object], file: Attachment | None, programme_id: int
) -> Filing:
    """Return the filing that an act makes."""
    return Filing(
        case=context.case,
        programme_id=programme_id,
        number=number,
        filed_at=context.act.at,
        event=context.event,
        documents=str(asked.get("documents") or ""),
        file=file,
    )
