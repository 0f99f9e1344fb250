"""The public numbers of a programme, each leading to the public list that it counts."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ronghe.portal.statistics import public_queries
from ronghe.portal.statistics.tiles import COLUMNS, ROWS, SHADES
from ronghe.portal.web.public import asked


@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """Show how many guides are published and what came out, by outcome and province."""
    found = public_queries.summary(
        programme=asked.text(request.GET, "programme"), outcome=asked.text(request.GET, "outcome")
    )
    context = {
        "summary": found,
        "listed": _listed,
        "grid": {"rows": ROWS, "columns": COLUMNS, "shades": range(SHADES + 1)},
    }
    return render(request, "public/summary.html", context)


def _listed(name: str, **filters: str) -> str:
    """Return the address of a public list with filters."""
    return f"{reverse(name)}?{urlencode(filters)}"
