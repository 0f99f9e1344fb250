"""One-click log-in as the people of the demo. These addresses exist only where the demo is served."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import demo as people
from ronghe.portal.web.accounts.registration import BACKEND

_TO_TRY = {
    "demo-ministry": _("看全国和各省的办理情况，对新提交的指南做形式审查，公布旧模式的结题名单，设定平台的数值。"),
    "demo-ministry-expert": _("审核指南；旧模式下审核结题材料。"),
    "demo-province": _("看本省高校在部级项目中的进展；办理吉林省项目的资格、指南和立项。"),
    "demo-moe-enterprise": _("遴选申报，签署协议，同意变更，验收结题。"),
    "demo-moe-university": _("约四十个项目等待立项确认，其中几个核对不通过；另有申报、变更和结题要办。"),
    "demo-moe-teacher": _("继续写一份申报草稿，拟定协议，申请结题；有一个项目的资金逾期未到。"),
}


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """List whom one can try: first those with a word on what to do, then everybody by organisation and role."""
    _only_in_the_demo()
    members = list(people.members())
    suggested = {one.user.username: one for one in members if one.user.username in _TO_TRY}
    rest = [one for one in members if one.user.username not in _TO_TRY]
    context = {
        "suggested": [(suggested[name], words) for name, words in _TO_TRY.items() if name in suggested],
        "groups": [(list(same)) for _key, same in groupby(rest, key=lambda one: (one.organisation.kind, one.role))],
        "loading": people.loading(),
    }
    return render(request, "accounts/demo.html", context)


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
