"""Beginning a case: choosing what it is made to, seeing what the rules say, opening it once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ronghe.portal.cases import queries
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import begin as begin_case
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.act import token_of
from ronghe.portal.web.work.entry import workplace
from ronghe.rulebook.decisions import Decision


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def begin(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponse:
    """Show what can be begun and under which rules; a POST opens the case once, or answers 422 with every finding."""
    sent = request.POST if request.method == "POST" else request.GET
    at = timezone.now()
    page = queries.begin_page(
        programme=programme,
        kind=kind,
        acting=acting,
        at=at,
        parent=sent.get("parent", ""),
        item=_item(sent.get("item", "")),
        search=sent.get("q", "").strip()[:60],
    )
    if request.method != "POST":
        return _page(request, page, token=uuid.uuid4(), decision=page.decision)
    if page.beginning.shape.parent and page.parent is None:
        raise NoAccess
    token = token_of(request)
    begun = begin_case(
        version_id=page.beginning.version.pk,
        kind=kind,
        actor=actor_of(acting),
        at=at,
        parent_id=page.parent.pk if page.parent else None,
        item=page.item,
        token=token,
    )
    if begun.case is None:
        return _page(request, page, token=token, decision=begun.decision, status=422)
    messages.success(request, _("已建立草稿 %(number)s。填写的内容会自动保存。") % {"number": begun.case.number})
    return HttpResponseRedirect(reverse("case-form", args=[begun.case.number]), status=303)


def _item(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _page(
    request: HttpRequest,
    page: queries.BeginPage,
    *,
    token: uuid.UUID,
    decision: Decision | None,
    status: int = 200,
) -> HttpResponse:
    context = {"page": page, "token": token, "decision": decision, "search": request.GET.get("q", "")}
    return render(request, "work/begin.html", context, status=status)
