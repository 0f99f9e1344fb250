"""What came out: approved and closed projects."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases import public_queries
from ronghe.portal.cases.public_queries import ResultFilters
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.programmes.public_queries import programmes_in_force
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
        "outcomes": outcomes,
        "total": sum(one.count for one in outcomes),
        "page": page,
        "results": found,
        "programmes": programmes_in_force(timezone.now()),
        "provinces": list(provinces().items()),
    }
    return render(request, "public/results.html", context)
