"""One case's page, and its files."""

import uuid

from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.agreements.queries import agreed
from ronghe.portal.cases import queries
from ronghe.portal.cases.access import access_attachment
from ronghe.portal.notices.models import Objection
from ronghe.portal.notices.queries import entries_of
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace

BYTES = "application/octet-stream"


@require_safe
@workplace
def case(request: HttpRequest, acting: Membership, number: str) -> HttpResponse:
    """Show a case: its way, what can be done, its form, its history."""
    now = timezone.now()
    page = queries.case_page(number=number, acting=acting, at=now)
    unsettled = Count("objections", filter=Q(objections__result=Objection.Result.OPEN))
    entries = entries_of(page.case).annotate(lodged=Count("objections"), unsettled=unsettled)
    return render(request, "work/case.html", {"page": page, "entries": entries, "agreed": agreed(page.case, at=now)})


@require_safe
@workplace
def attachment(_request: HttpRequest, acting: Membership, key: uuid.UUID) -> FileResponse:
    """Return a file of a case that the viewer may see; browsers save it and never run it."""
    found = access_attachment(key=key, acting=acting)
    return download(found.content.open("rb"), name=found.name)


def download(content: object, *, name: str) -> FileResponse:
    """Return a handed-in file as something to be saved: no type to be guessed, nothing in it can run."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type=BYTES)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
