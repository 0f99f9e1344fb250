"""One-click log-in as the people of the demo. These addresses exist only where the demo is served."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import queries
from ronghe.portal.web.accounts.registration import BACKEND


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """List the people of the demo by the kind of their organisation and their role."""
    _only_in_the_demo()
    members = queries.demo_members()
    groups = [(list(same)) for _, same in groupby(members, key=lambda one: (one.organisation.kind, one.role))]
    return render(request, "accounts/demo.html", {"groups": groups})


@require_POST
def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Log in as a person of the demo."""
    _only_in_the_demo()
    user = get_object_or_404(User, username=username, is_demo=True, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect("arrive")


def addresses(*, served: bool) -> list[URLPattern]:
    """Return the addresses of the demo's log-in, none where it is not served."""
    if not served:
        return []
    return [path("demo/", demo, name="demo"), path("demo/<str:username>/", enter, name="demo-enter")]


def _only_in_the_demo() -> None:
    if not settings.DEMO_LOGINS:
        raise Http404
