"""Numbers under which cases are filed: given by an office, or made from a programme's pattern."""

import re
import unicodedata
from collections.abc import Mapping

from ronghe.portal.agreements.models import Filing
from ronghe.portal.cases.effects import EffectContext
from ronghe.portal.cases.models import Attachment

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
