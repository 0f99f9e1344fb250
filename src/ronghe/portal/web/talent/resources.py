"""Pages on which schools and enterprises offer resources and services, and offices examine them."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import contributes
from ronghe.portal.talent.commands import resources as commands
from ronghe.portal.talent.models import Resource, ResourceEvent
from ronghe.portal.talent.queries import resources as queries
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.forms import ResourceForm
from ronghe.portal.web.talent.words import codes_of, said_codes
from ronghe.portal.web.work.case import download
from ronghe.portal.web.work.entry import workplace

_Act = ResourceEvent.Act


@require_safe
@workplace
def mine(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what one's own organisation has contributed."""
    return render(request, "talent/resources.html", {"resources": queries.mine(acting)[:200]})


@require_safe
@workplace
def examining(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what waits for examination by this office."""
    return render(request, "talent/examining.html", {"resources": queries.to_examine(acting)[:200]})


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def new(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Ask what is offered, and store it as a draft."""
    if not contributes(acting):
        raise NoAccess
    return _edit(request, acting, None)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def edit(request: HttpRequest, acting: Membership, key: str) -> HttpResponse:
    """Change a draft."""
    found = queries.access_resource(key=key, acting=acting)
    if _Act.SAVE not in queries.acts(resource=found, acting=acting):
        raise NoAccess
    return _edit(request, acting, found)


@require_safe
@workplace
def resource(request: HttpRequest, acting: Membership, key: str) -> HttpResponse:
    """Show a resource to its contributor or examiner, with its history and what can be done."""
    return _page(request, acting, queries.access_resource(key=key, acting=acting))


@require_POST
@workplace
def act(request: HttpRequest, acting: Membership, key: str) -> HttpResponse:
    """Take one step with a resource."""
    found = queries.access_resource(key=key, acting=acting)
    reason, at = request.POST.get("reason", "").strip()[:2000], timezone.now()
    given = request.POST.get("act", "")
    revision = asked.number(request.POST, "revision")
    steps = {
        _Act.SUBMIT: lambda: commands.submit(resource_id=found.pk, acting=acting, at=at),
        _Act.PUBLISH: lambda: commands.publish(resource_id=found.pk, acting=acting, at=at, revision=revision),
        _Act.RETURN: lambda: commands.send_back(resource_id=found.pk, acting=acting, reason=reason, at=at),
        _Act.WITHDRAW: lambda: commands.withdraw(resource_id=found.pk, acting=acting, reason=reason, at=at),
        _Act.REVISE: lambda: commands.revise(resource_id=found.pk, acting=acting, at=at),
    }
    if given not in steps:
        raise NoAccess
    done = steps[_Act(given)]()
    if isinstance(done, Refused):
        return _page(request, acting, queries.access_resource(key=key, acting=acting), problems=done.problems)
    messages.success(request, f"{done.title}{_('：')}{done.get_state_display()}")
    return redirect("talent-resource", key)


@require_safe
@workplace
def content(_request: HttpRequest, acting: Membership, key: str) -> FileResponse:
    """Return the file of a resource to its contributor or examiner."""
    return _file(queries.access_resource(key=key, acting=acting))


def _file(found: Resource) -> FileResponse:
    if not found.content:
        raise NoAccess
    return download(found.content.open("rb"), name=found.content_name)


def _edit(request: HttpRequest, acting: Membership, found: Resource | None) -> HttpResponse:
    form = ResourceForm(
        request.POST if request.method == "POST" else None, request.FILES or None, initial=_initial(found)
    )
    if request.method == "POST" and form.is_valid():
        revision = asked.number(request.POST, "revision")
        offered = form.offered()
        done = commands.save(resource=found, acting=acting, offered=offered, revision=revision, at=timezone.now())
        if not isinstance(done, Refused):
            messages.success(request, _("已保存草稿。请核对后提交审核。"))
            return redirect("talent-resource", done.key)
        form.add_problems(done.problems)
    context = {"form": form, "resource": found}
    return render(request, "talent/resource_edit.html", context, status=422 if form.errors else 200)


def _initial(found: Resource | None) -> dict[str, object]:
    if found is None:
        return {}
    names = ("form", "title", "summary", "licence", "terms", "address")
    lists = {name: codes_of(getattr(found, name)) for name in ("majors", "occupations", "skills")}
    return {**{name: getattr(found, name) for name in names}, **lists}


def _page(
    request: HttpRequest, acting: Membership, found: Resource, *, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    acts = queries.acts(resource=found, acting=acting)
    context = {
        "resource": found,
        "codes": said_codes(found),
        "acts": acts,
        "history": queries.history(found),
        "problems": {one.field: one.message for one in problems},
        "links": [{"target": "", "message": one.message} for one in problems],
        "examined": found.contributor_id != acting.organisation_id,
    }
    return render(request, "talent/resource.html", context, status=422 if problems else 200)
