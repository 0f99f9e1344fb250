"""A clerk's day: all cases that wait for an act with a checklist, and those of them that can be done together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases import queries
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace


@require_safe
@workplace
def checklist(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponse:
    """Show the cases with their checklists; what is ticked goes to the recap of the bulk act."""
    day = queries.checking_day(
        programme=programme,
        kind=kind,
        action=request.GET.get("action", ""),
        state=request.GET.get("state", ""),
        version=request.GET.get("version", "")[:120],
        acting=acting,
        at=timezone.now(),
    )
    return render(request, "work/checklist.html", {"day": day, "programme": programme})
