"""Search over what everybody may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.base.search import asked
from ronghe.portal.cases.public_queries import public_cases
from ronghe.portal.notices.public_queries import found_notices
from ronghe.portal.programmes.public_queries import found_programmes

FEW = 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers the address's `q`, by kind."""
    wanted, at = asked(request.GET.get("q", "").replace("\x00", "")), timezone.now()
    context = {
        "asked": wanted,
        "cases": public_cases(wanted),
        "notices": found_notices(wanted, count=FEW, at=at),
        "programmes": found_programmes(wanted, at),
    }
    return render(request, "public/search.html", context)
