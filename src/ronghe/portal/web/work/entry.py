"""The door to every page of the workspaces: logged in, acting for an organisation, and 404 for what is not theirs."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def workplace(view: Inner[P]) -> Outer[P]:
    """Return a view that gets the membership its reader acts in; NoAccess becomes 404, so that nothing can be guessed.

    Nothing of a workspace is kept by browsers or proxies.
    """

    @never_cache
    @login_required
    @functools.wraps(view)
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acting = getattr(request, "acting", None)
        if not isinstance(acting, Membership):
            return no_role(request)
        try:
            return view(request, acting, *args, **kwargs)
        except NoAccess:
            raise Http404 from None

    return inside


def no_role(request: HttpRequest) -> HttpResponse:
    """Return the page for somebody who is logged in but has no role in any organisation yet."""
    return render(request, "work/no_role.html", status=403)
