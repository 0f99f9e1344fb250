"""From a figure to the ads behind it, page by page, with the places in their words that name what was counted."""

from dataclasses import dataclass

from ronghe.insight.behind import Ad, ads
from ronghe.insight.extraction.matcher import Matcher, Span
from ronghe.insight.reading import Filter, Paths
from ronghe.insight.results import totals

MOST = 100  # ads at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A counted ad, and where its title and its text name skills: offsets in the characters of each."""

    ad: Ad
    title: tuple[Span, ...]
    text: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How many ads a figure counts, and some of them, the newest first."""

    total: int
    found: tuple[Evidence, ...]


def trace(paths: Paths, chosen: Filter, *, matcher: Matcher, offset: int = 0, limit: int = 20) -> Trace:
    """Return the ads that a filter leaves, from `offset` on; with a skill chosen, only where they name that one.

    Raises ValueError for an offset under 0 or a limit outside 1 to 100.
    """
    if offset < 0 or not 1 <= limit <= MOST:
        raise ValueError(f"from 0 on and 1 to {MOST} ads at a time, not {limit} from {offset} on")
    found = ads(paths, chosen, offset=offset, limit=limit)
    return Trace(
        total=totals(paths, chosen).ads,
        found=tuple(
            Evidence(
                ad=ad,
                title=_named(ad.title, chosen, matcher),
                text=_named(ad.text, chosen, matcher),
            )
            for ad in found
        ),
    )


def _named(text: str | None, chosen: Filter, matcher: Matcher) -> tuple[Span, ...]:
    spans = matcher.spans(text or "")
    return spans if chosen.skill is None else tuple(one for one in spans if one.skill_id == chosen.skill)
