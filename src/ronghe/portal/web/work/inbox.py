"""The first page of a workspace."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ronghe.portal.cases import queries
from ronghe.portal.cases.commands import mark_read
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace


@require_safe
@workplace
def work(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what waits, until when, and what can be done next."""
    return render(request, "work/inbox.html", {"inbox": queries.inbox(acting=acting, at=timezone.now())})


@require_POST
@workplace
def message_read(_request: HttpRequest, acting: Membership, message_id: int) -> HttpResponse:
    """Mark a message as read."""
    mark_read(message_id=message_id, acting=acting, at=timezone.now())
    return HttpResponseRedirect(reverse("work") + "#messages", status=303)
