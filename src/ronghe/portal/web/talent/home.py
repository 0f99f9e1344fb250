"""The first page of supply and demand in a workspace: what there is to do for this membership."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import may_enter
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.web.work.entry import workplace


@require_safe
@workplace
def home(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the parts of supply and demand that a membership has."""
    if not may_enter(acting):
        raise NoAccess
    return render(request, "talent/home.html", {"demo": is_demo()})
