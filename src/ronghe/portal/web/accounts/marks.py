"""Pages on which a department or a ministry records bad records and exclusions of organisations, and lifts them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import access, commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Mark, Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.web.accounts.entry import with_role
from ronghe.portal.web.accounts.forms import MarkForm
from ronghe.portal.web.writing import say


@require_safe
@with_role
def marked(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Let whoever records marks find an organisation; without a search, those that have some are shown."""
    if not queries.may_mark_anybody(acting):
        raise NoAccess
    text = request.GET.get("q", "").strip()[:60]
    return render(
        request, "accounts/marked.html", {"text": text, "found": queries.markable_by(acting, text=text, limit=50)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def marks(request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponse:
    """Show the marks against an organisation; record one after what it means has been confirmed."""
    found = access.access_for_marks(organisation_id=organisation_id, acting=acting)
    form = MarkForm(
        request.POST if request.method == "POST" else None,
        programmes=programme_names(),
        initial={"kind": Mark.Kind.BAD_RECORD, "since": timezone.localdate()},
    )
    if request.method != "POST":
        return _marks_page(request, found, form)
    return _recorded(request, acting, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def lift_mark(request: HttpRequest, acting: Membership, mark_id: int) -> HttpResponse:
    """Show what lifting a mark means and ask for the reason, then lift it."""
    mark = access.access_mark(mark_id=mark_id, acting=acting)
    problem = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:2000]
        done = commands.lift_mark(mark_id=mark_id, acting=acting, reason=reason, day=timezone.localdate())
        if not isinstance(done, Refused):
            messages.success(request, _("记录已撤销。"))
            return redirect("marks", mark.organisation_id)
        problem = done.problems[0].message
    context = {"mark": mark, "problem": problem, "programmes": programme_names(), "today": timezone.localdate()}
    return render(request, "accounts/lift_mark.html", context, status=422 if problem else 200)


def programme_names() -> dict[str, str]:
    """Return the names of the programmes by key, in the reader's language."""
    known = {one.programme.key: one.pk for one in reversed(list(programmes.versions()))}
    return {key: say(programmes.definition(version).title) for key, version in known.items()}


def _recorded(request: HttpRequest, acting: Membership, found: Organisation, form: MarkForm) -> HttpResponse:
    form.is_valid()
    form.add_problems(
        commands.problems_with_mark(
            kind=form.text("kind"),
            reason=form.text("reason"),
            since=form.cleaned_data.get("since"),
            until=form.cleaned_data.get("until"),
        )
    )
    if form.errors or request.POST.get("step") != "confirm":
        return _marks_page(request, found, form, confirming=not form.errors and request.POST.get("step") == "recap")
    commands.add_mark(
        organisation_id=found.pk,
        acting=acting,
        kind=form.text("kind"),
        programme=form.text("programme"),
        reason=form.text("reason"),
        since=form.cleaned_data["since"],
        until=form.cleaned_data["until"],
    )
    messages.success(request, _("已记录。"))
    return redirect("marks", found.pk)


def _marks_page(request: HttpRequest, found: Organisation, form: MarkForm, *, confirming: bool = False) -> HttpResponse:
    context = {
        "organisation": found,
        "marks": queries.marks_of(found),
        "programmes": programme_names(),
        "form": form,
        "confirming": confirming,
        "today": timezone.localdate(),
    }
    return render(request, "accounts/marks.html", context, status=422 if form.errors else 200)
