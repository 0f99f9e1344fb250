"""Pages on which a department or a ministry renames an organisation, or closes it into its successor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases import commands as cases
from ronghe.portal.cases.queries.concerned import concerned_by
from ronghe.portal.organisations import access, commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.web.accounts.entry import with_role
from ronghe.portal.web.accounts.forms import MergerForm, NameForm

_FEW = 30


@require_safe
@with_role
def register(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Let whoever keeps a register find an organisation that has another name or a successor."""
    if not queries.may_mark_anybody(acting):
        raise NoAccess
    text = request.GET.get("q", "").strip()[:60]
    found = queries.registered_with(acting, text=text)[:_FEW] if text else []
    return render(request, "accounts/register.html", {"text": text, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def rename(request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponse:
    """Ask for the new name and what it rests on; store it once what it means has been confirmed."""
    found = access.access_for_succession(organisation_id=organisation_id, acting=acting)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name_en": found.name_en})
    confirming = False
    if request.method == "POST" and form.is_valid():
        typed = {key: form.text(key) for key in ("name", "name_en", "reason")}
        form.add_problems(commands.problems_with_name(found, **typed))
        confirming = not form.errors and request.POST.get("step") == "recap"
        if not form.errors and request.POST.get("step") == "confirm":
            done = commands.rename_organisation(
                organisation_id=found.pk, acting=acting, day=timezone.localdate(), **typed
            )
            if not isinstance(done, Refused):
                messages.success(request, _("已更名为%(name)s。") % {"name": done.name})
                return redirect("register-succession")
            form.add_problems(done.problems)
    context = {"organisation": found, "form": form, "confirming": confirming, "former": found.former_names.all()}
    return render(request, "accounts/rename.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def merge(request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponse:
    """Find the successor, show what follows it, and carry the merger out after confirmation: it cannot be undone."""
    found = access.access_for_succession(organisation_id=organisation_id, acting=acting)
    text = request.GET.get("q", "").strip()[:60]
    chosen = request.POST.get("into") or request.GET.get("into", "")
    into = _successor(chosen, acting)
    form = MergerForm(request.POST if request.method == "POST" else None)
    confirming = False
    if request.method == "POST" and into is not None and form.is_valid():
        form.add_problems(commands.problems_with_merger(found, into, reason=form.text("reason")))
        confirming = not form.errors and request.POST.get("step") == "recap"
        if not form.errors and request.POST.get("step") == "confirm":
            return _merged(request, acting, found, into, reason=form.text("reason"))
    context = {
        "organisation": found,
        "into": into,
        "text": text,
        "candidates": _candidates(found, acting, text=text) if into is None and text else [],
        "form": form,
        "confirming": confirming,
        "concerned": concerned_by(found),
    }
    return render(request, "accounts/merge.html", context, status=422 if form.errors else 200)


def _merged(
    request: HttpRequest, acting: Membership, found: Organisation, into: Organisation, *, reason: str
) -> HttpResponse:
    at = timezone.now()
    done = cases.merge(
        organisation_id=found.pk, into_id=into.pk, acting=acting, reason=reason, at=at, day=timezone.localdate(at)
    )
    if isinstance(done, Refused):
        messages.error(request, done.problems[0].message)
    else:
        said = {"closed": found.name, "into": into.name, "cases": done.cases}
        messages.success(request, _("%(closed)s已并入%(into)s，%(cases)s件事项由其承接。") % said)
    return redirect("register-succession")


def _successor(chosen: str, acting: Membership) -> Organisation | None:
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        return None
    return access.access_for_succession(organisation_id=int(chosen), acting=acting)


def _candidates(found: Organisation, acting: Membership, *, text: str) -> list[Organisation]:
    return list(queries.registered_with(acting, text=text).filter(kind=found.kind).exclude(pk=found.pk)[:_FEW])
