"""Search over everything that somebody may see, from any page of the workspaces."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.base.search import asked
from ronghe.portal.cases import queries
from ronghe.portal.notices.public_queries import found_notices
from ronghe.portal.organisations import queries as organisations
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes.public_queries import found_programmes
from ronghe.portal.web.work.entry import workplace

FEW = 8


@require_safe
@workplace
def search(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what answers the address's `q`, by kind; what is not for the reader is neither shown nor counted."""
    wanted, at = asked(request.GET.get("q", "").replace("\x00", "")), timezone.now()
    context = {
        "asked": wanted,
        "cases": queries.found_cases(wanted, acting=acting, at=at),
        "organisations": list(organisations.search(text=wanted.text, limit=FEW)) if wanted.terms else [],
        "notices": found_notices(wanted, count=FEW, at=at),
        "programmes": found_programmes(wanted, at),
    }
    return render(request, "work/search.html", context)
