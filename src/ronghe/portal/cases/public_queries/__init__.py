"""What everybody may read of cases: published guides with places left, and results."""

from ronghe.portal.cases.public_queries.guides import (
    Facet,
    Guide,
    GuideFilters,
    GuidePage,
    facets,
    guide_counts,
    guide_page,
    guides,
    newest_guides,
)
from ronghe.portal.cases.public_queries.offering import Offering, offering_of
from ronghe.portal.cases.public_queries.results import (
    Outcome,
    Result,
    ResultFilters,
    outcomes,
    places_taken,
    result_counts,
    results,
)
from ronghe.portal.cases.public_queries.searching import PublicCases, public_cases
from ronghe.portal.cases.public_queries.standing import Standing

__all__ = [
    "Facet",
    "Guide",
    "GuideFilters",
    "GuidePage",
    "Offering",
    "Outcome",
    "PublicCases",
    "Result",
    "ResultFilters",
    "Standing",
    "facets",
    "guide_counts",
    "guide_page",
    "guides",
    "newest_guides",
    "offering_of",
    "outcomes",
    "places_taken",
    "public_cases",
    "result_counts",
    "results",
]
