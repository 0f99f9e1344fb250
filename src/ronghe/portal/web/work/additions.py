"""What a university adds to a programme for its own cases: handed in as text, shown in words, published, retired."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases.offer import offer
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import commands
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.access import access_addition, access_to_add
from ronghe.portal.programmes.commands import Examined
from ronghe.portal.web.work.entry import workplace
from ronghe.rulebook.additions import added
from ronghe.rulebook.problems import DefinitionError, Problem

LONGEST = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def additions(request: HttpRequest, acting: Membership, programme: str) -> HttpResponse:
    """Take additions as a text or a file; say everything that is wrong; publish what has been looked at."""
    versions = access_to_add(programme=programme, acting=acting)
    text = _text(request)
    found: Examined | None = None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and request.POST.get("step") != "change":
        try:
            found = commands.examined(programme=programme, text=text, acting=acting, offer=offer())
            if request.POST.get("step") == "confirm":
                version = commands.publish_overlay(
                    programme=programme, text=text, acting=acting, at=timezone.now(), offer=offer()
                )
                messages.success(request, _("已发布。今后本单位新建的事项适用这些附加要求。"))
                return redirect("addition", programme, version.pk)
        except DefinitionError as error:
            problems = error.problems
    context = {
        "definition": programmes.definition(versions[0].pk),
        "programme": programme,
        "versions": versions,
        "mine": programmes.additions_of(acting.organisation).filter(programme__key=programme),
        "text": text,
        "problems": problems,
        "found": found,
        "added": added(programmes.definition(found.base.pk), found.merged) if found else None,
    }
    return render(request, "work/additions.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def addition(request: HttpRequest, acting: Membership, programme: str, version_id: int) -> HttpResponse:
    """Show published additions in words; retire them with a reason."""
    version = access_addition(version_id=version_id, acting=acting)
    problem = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:2000]
        done = commands.retire_overlay(version_id=version_id, reason=reason, acting=acting, at=timezone.now())
        if not isinstance(done, Refused):
            messages.success(request, _("已停用。办理中的事项仍按原要求办理。"))
            return redirect("additions", programme)
        problem = done.problems[0].message
    context = {
        "definition": programmes.definition(version.pk),
        "programme": programme,
        "version": version,
        "retirement": getattr(version, "retirement", None),
        "added": programmes.additions_in(version),
        "problem": problem,
    }
    return render(request, "work/addition.html", context, status=422 if problem else 200)


def _text(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is not None:
        return str(upload.read(LONGEST), "utf-8-sig", errors="replace")
    return request.POST.get("text", "")[:LONGEST]
