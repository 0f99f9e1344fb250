"""Limits that concern the viewer: how much of each is taken, and the ledger behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases.queries.limits import ledger_page, limits_page
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace


@require_safe
@workplace
def limits(request: HttpRequest, acting: Membership, programme: str) -> HttpResponse:
    """Show the limits that concern the viewer."""
    definition, page, lines = limits_page(
        programme=programme, acting=acting, at=timezone.now(), number=_number(request.GET.get("page", ""))
    )
    context = {"definition": definition, "programme": programme, "rows": page, "lines": lines}
    return render(request, "work/limits.html", context)


@require_safe
@workplace
def ledger(request: HttpRequest, acting: Membership, programme: str, quota_id: int) -> HttpResponse:
    """Show which case took or gave back a place, and when; cases that are not for the viewer stay unnamed."""
    found = ledger_page(
        quota_id=quota_id,
        programme=programme,
        acting=acting,
        at=timezone.now(),
        number=_number(request.GET.get("page", "")),
    )
    context = {"ledger": found, "definition": found.definition, "programme": programme}
    return render(request, "work/ledger.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
