"""Pages of one's own account and of the organisation in which one acts."""

from django.contrib import messages
from django.contrib.auth import password_validation
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.portal.accounts.commands import change_profile
from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import access, codes, commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.web.accounts.entry import logged_in, with_role
from ronghe.portal.web.accounts.forms import ProfileForm
from ronghe.portal.web.accounts.marks import programme_names


@require_safe
@logged_in
def arrive(request: HttpRequest, _user: User) -> HttpResponse:
    """Send a person who has just logged in to the workspace, or to what he or she waits for."""
    if access.acting(request) is None:
        return redirect("waiting")
    try:
        return redirect(reverse("work"))
    except NoReverseMatch:
        return redirect("organisation")


@require_safe
@logged_in
def waiting(request: HttpRequest, user: User) -> HttpResponse:
    """Show a person's roles, and who decides on those that are not confirmed yet."""
    rows = [
        {"membership": one, "decider": queries.decider_on(one) if one.status == Membership.Status.PENDING else None}
        for one in queries.memberships_of(user)[:20]
    ]
    return render(request, "accounts/waiting.html", {"rows": rows})


@require_POST
@logged_in
def switch(request: HttpRequest, _user: User) -> HttpResponse:
    """Act in another of one's own roles; the page that follows is that role's own."""
    chosen = request.POST.get("membership", "")
    if not chosen.isdecimal() or len(chosen) > 12:
        raise NoAccess
    access.switch(request, membership_id=int(chosen))
    return redirect("arrive")


@require_http_methods(["GET", "HEAD", "POST"])
@logged_in
def profile(request: HttpRequest, user: User) -> HttpResponse:
    """Show and change what a person says about himself or herself."""
    given = {"name": user.name, "email": user.email, "phone": user.phone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        done = change_profile(user=user, name=form.text("name"), email=form.text("email"), phone=form.text("phone"))
        if not isinstance(done, Refused):
            messages.success(request, _("已保存。"))
            return redirect("profile")
        form.add_problems(done.problems)
    context = {
        "form": form,
        "memberships": queries.memberships_of(user),
        "rules": password_validation.password_validators_help_texts(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@require_safe
@with_role
def organisation(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the organisation in which the reader acts, its people, and what waits for the reader's decision."""
    school = acting.organisation.kind == Organisation.Kind.UNIVERSITY
    context = {
        "acting": acting,
        "may_mark": queries.may_mark_anybody(acting),
        "keeps_structure": queries.keeps_structure(acting),
        "colleges": queries.open_colleges(acting.organisation) if school else (),
        "offerings": queries.offerings_of(acting.organisation).filter(until_year=None) if school else (),
        "marks": queries.marks_of(acting.organisation),
        "programmes": programme_names(),
        "today": timezone.localdate(),
        "in_charge": queries.is_in_charge(acting),
        "members": queries.members_of(acting.organisation),
        "requests": queries.confirmable_by(acting).exclude(organisation_id=acting.organisation_id),
        "organisations": queries.organisations_to_confirm(acting),
        "endable": {one.pk for one in queries.endable_by(acting)},
        "confirmable": {one.pk for one in queries.confirmable_by(acting)},
    }
    return render(request, "accounts/organisation.html", context)


@require_safe
@with_role
def examine(request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponse:
    """Show an organisation that waits for a decision: what it says of itself, and what its code says."""
    found = access.access_organisation_to_decide(organisation_id=organisation_id, acting=acting)
    return _examination(request, found.pk, acting)


@require_POST
@with_role
def decide_on_organisation(request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponse:
    """Confirm an organisation, or refuse it with a reason."""
    if request.POST.get("decision") == "confirm":
        finding = request.POST.get("code_finding", "")[:2000]
        done = commands.confirm_organisation(
            organisation_id=organisation_id, acting=acting, day=timezone.localdate(), code_finding=finding
        )
    else:
        reason = request.POST.get("reason", "")[:2000]
        done = commands.refuse_organisation(organisation_id=organisation_id, acting=acting, reason=reason)
    if isinstance(done, Refused):
        return _examination(request, organisation_id, acting, refused=done)
    messages.success(request, _("%(name)s：%(status)s。") % {"name": done.name, "status": done.get_status_display()})
    return redirect("organisation")


@require_POST
@with_role
def decide_on_member(request: HttpRequest, acting: Membership, membership_id: int) -> HttpResponse:
    """Confirm a person's role, refuse it, or end it."""
    decision, reason, day = request.POST.get("decision"), request.POST.get("reason", "")[:2000], timezone.localdate()
    done: Membership | Refused
    if decision == "confirm":
        done = commands.confirm_membership(membership_id=membership_id, acting=acting, day=day)
    elif decision == "end":
        done = commands.end_membership(membership_id=membership_id, acting=acting, reason=reason, day=day)
    else:
        done = commands.refuse_membership(membership_id=membership_id, acting=acting, reason=reason)
    if isinstance(done, Refused):
        for problem in done.problems:
            messages.error(request, problem.message)
    else:
        messages.success(
            request, _("%(name)s：%(status)s。") % {"name": done.user, "status": done.get_status_display()}
        )
    return redirect("organisation")


@require_safe
@with_role
def licence(_request: HttpRequest, acting: Membership, organisation_id: int) -> HttpResponseBase:
    """Hand out the scan of a licence to whoever decides on it, and to the organisation itself."""
    found = access.access_organisation(organisation_id=organisation_id, acting=acting)
    if not found.licence:
        raise NoAccess
    return FileResponse(found.licence.open("rb"), as_attachment=True)


def _examination(
    request: HttpRequest, organisation_id: int, acting: Membership, *, refused: Refused | None = None
) -> HttpResponse:
    found = access.access_organisation_to_decide(organisation_id=organisation_id, acting=acting)
    context = {
        "organisation": found,
        "finding": codes.uscc(found.code) if found.code else None,
        "members": queries.members_of(found),
        "problems": {one.field: one.message for one in refused.problems} if refused else {},
        "given": request.POST,
    }
    return render(request, "accounts/examine.html", context, status=422 if refused else 200)
