"""Saved views of lists: the tabs above a list, saving one, renaming and deleting one's own."""

from collections.abc import Sequence
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ronghe.portal.cases import queries
from ronghe.portal.cases.commands.views import change_view, delete_view, save_view
from ronghe.portal.cases.models import SavedView
from ronghe.portal.cases.queries.views import own_view, views_for
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.tabs import Tab

_PASSING = ("page", "all", "sort")


def tabs_of(views: Sequence[SavedView], sent: QueryDict) -> list[Tab]:
    """Return the views as tabs, the one whose filters are in force as the current one; none without views."""
    if not views:
        return []
    here = _filters(sent)
    tabs = [
        Tab(
            href=f"?{one.query}" if one.query else "?all=1",
            label=one.name,
            current=_filters(QueryDict(one.query)) == here,
        )
        for one in views
    ]
    return [Tab(href="?all=1", label=_("全部"), current=not here), *tabs]


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def views(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponse:
    """Show one's own views of a list; a POST saves the filters in `query` as another."""
    about = queries.listing(programme=programme, kind=kind, acting=acting)
    query = _kept(request.POST.get("query", request.GET.urlencode()))
    if request.method != "POST":
        return _page(request, about, acting, query=query)
    saved = save_view(
        acting=acting, programme=programme, kind=kind, query=query, at=timezone.now(), **_wanted(request.POST)
    )
    if saved is None:
        return _page(request, about, acting, query=query, refused=request.POST.get("name", ""))
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": saved.name})
    address = reverse("case-list", args=[programme, kind])
    return HttpResponseRedirect(f"{address}?{saved.query or 'all=1'}", status=303)


@require_POST
@workplace
def view_change(request: HttpRequest, acting: Membership, view_id: int) -> HttpResponse:
    """Give one's own view another name or other readers."""
    view = own_view(view_id=view_id, acting=acting)
    if change_view(view_id=view_id, acting=acting, **_wanted(request.POST)) is None:
        messages.warning(request, _("没有修改：名称不能为空，也不能与您的另一个视图相同。"))
    else:
        messages.success(request, _("已修改视图。"))
    return _to_views(view)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def view_delete(request: HttpRequest, acting: Membership, view_id: int) -> HttpResponse:
    """Ask whether one's own view should go, and delete it."""
    view = own_view(view_id=view_id, acting=acting)
    if request.method != "POST":
        return render(request, "work/view_delete.html", {"view": view})
    delete_view(view_id=view_id, acting=acting)
    messages.success(request, _("已删除视图“%(name)s”。") % {"name": view.name})
    return _to_views(view)


def _page(
    request: HttpRequest, about: queries.Listing, acting: Membership, *, query: str, refused: str | None = None
) -> HttpResponse:
    found = views_for(acting=acting, programme=about.programme, kind=about.kind)
    context = {
        "about": about,
        "own": [one for one in found if one.owner_id == acting.pk],
        "query": query,
        "refused": refused,
    }
    return render(request, "work/views.html", context, status=200 if refused is None else 422)


class _Wanted(TypedDict):
    name: str
    shared: bool
    is_default: bool


def _wanted(sent: QueryDict) -> _Wanted:
    return {"name": sent.get("name", ""), "shared": "shared" in sent, "is_default": "is_default" in sent}


def _to_views(view: SavedView) -> HttpResponse:
    return HttpResponseRedirect(reverse("views", args=[view.programme, view.kind]), status=303)


def _kept(query: str) -> str:
    """Return filters without what passes, such as the page."""
    found = QueryDict(query, mutable=True)
    for name in ("page", "all"):
        found.pop(name, None)
    for name in [name for name in found if not found[name]]:
        del found[name]
    return found.urlencode()


def _filters(sent: QueryDict) -> dict[str, str]:
    return {name: str(sent[name]) for name in sent if name not in _PASSING and sent[name]}
