"""What came out: approved and closed projects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.portal.cases import public_queries
from ronghe.portal.cases.public_queries import Outcome, ResultFilters
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.programmes.public_queries import programmes_in_force
from ronghe.portal.web.jinja import query
from ronghe.portal.web.public import asked


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the public results that the address asks for, with their number by outcome."""
    filters = ResultFilters(
        search=asked.text(request.GET, "q"),
        programme=asked.text(request.GET, "programme"),
        outcome=asked.text(request.GET, "outcome"),
        province=asked.text(request.GET, "province"),
        page=asked.number(request.GET, "page", default=1),
    )
    outcomes = public_queries.outcomes(filters)
    page, found = public_queries.results(filters)
    context = {
        "filters": filters,
        "counters": _counters(request, filters, outcomes),
        "page": page,
        "results": found,
        "programmes": programmes_in_force(timezone.now()),
        "provinces": list(provinces().items()),
    }
    return render(request, "public/results.html", context)


def _counters(request: HttpRequest, filters: ResultFilters, outcomes: tuple[Outcome, ...]) -> list[dict[str, object]]:
    """Return the outcomes with their numbers and the address that shows only them."""
    every: dict[str, object] = {
        "label": _("全部"),
        "count": sum(one.count for one in outcomes),
        "href": query(request.GET, outcome=None, page=None),
        "current": not filters.outcome,
    }
    return [every, *(_counter(request, filters, one) for one in outcomes)]


def _counter(request: HttpRequest, filters: ResultFilters, one: Outcome) -> dict[str, object]:
    return {
        "label": one.state.label,
        "count": one.count,
        "href": query(request.GET, outcome=one.key, page=None),
        "current": filters.outcome == one.key,
        "tone": one.state.tone,
    }
