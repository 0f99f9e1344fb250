"""The doors to pages of accounts: logged in, and for some acting in a role; 404 for what is not one's own."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import access
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership

P = ParamSpec("P")
Personal = Callable[Concatenate[HttpRequest, User, P], HttpResponseBase]
Acting = Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def logged_in(view: Personal[P]) -> View[P]:
    """Return a view that gets the person who has logged in."""

    @never_cache
    @login_required
    @functools.wraps(view)
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, User):
            raise NoAccess
        return view(request, request.user, *args, **kwargs)

    return inside


def with_role(view: Acting[P]) -> View[P]:
    """Return a view that gets the role in which its reader acts; without one, the reader is shown what to wait for."""

    @never_cache
    @login_required
    @functools.wraps(view)
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acting = access.acting(request)
        return redirect("waiting") if acting is None else view(request, acting, *args, **kwargs)

    return inside
