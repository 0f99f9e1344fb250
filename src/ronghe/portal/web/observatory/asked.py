"""What an address asks of the observatory, read without trust: what no standard knows counts as not asked."""

import re

from django.http import QueryDict

from ronghe.insight.reading import Filter
from ronghe.insight.vocabularies.industries import industries
from ronghe.insight.vocabularies.occupations import occupations
from ronghe.insight.vocabularies.regions import regions

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def chosen(asked: QueryDict) -> Filter:
    """Return the filter that an address names."""
    return Filter(
        since=month(asked.get("since", "")),
        until=month(asked.get("until", "")),
        region=region(asked.get("region", "")),
        industry=key if (key := asked.get("industry", "")) in industries() else "",
        occupation=code if (code := asked.get("occupation", "")) in occupations() else "",
        skill=skill(asked.get("skill", "")),
    )


def month(text: str) -> str:
    """Return a month such as `2026-11`, or an empty text."""
    return text if _MONTH.fullmatch(text) else ""


def region(text: str) -> str:
    """Return a place that is known (or `000000`), or an empty text."""
    return text if text == "000000" or text in regions() else ""


def skill(text: str) -> int | None:
    """Return the number of a skill, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 2**31 else None
