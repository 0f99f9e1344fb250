"""Pages on which a university's project office keeps its colleges and the majors that it teaches."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import access, commands, queries
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.web.accounts.entry import with_role
from ronghe.portal.web.accounts.forms import CollegeForm, EndingForm, OfferingForm


@require_safe
@with_role
def structure(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the colleges and majors of one's university with the forms that change them."""
    return _page(request, access.access_structure(acting=acting))


@require_POST
@with_role
def add_college(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Add a college."""
    university = access.access_structure(acting=acting)
    form = CollegeForm(request.POST)
    if form.is_valid():
        done = commands.add_college(acting=acting, name=form.text("name"), name_en=form.text("name_en"))
        if not isinstance(done, Refused):
            messages.success(request, _("已添加院系：%(name)s。") % {"name": done.name})
            return redirect("structure")
        form.add_problems(done.problems)
    return _page(request, university, college_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def college(request: HttpRequest, acting: Membership, college_id: int) -> HttpResponse:
    """Show a college, and rename it."""
    found = access.access_college(college_id=college_id, acting=acting)
    if request.method != "POST":
        return _college_page(request, found, CollegeForm(initial={"name": found.name, "name_en": found.name_en}))
    form = CollegeForm(request.POST)
    if form.is_valid():
        name, name_en = form.text("name"), form.text("name_en")
        done = commands.rename_college(college_id=college_id, acting=acting, name=name, name_en=name_en)
        if not isinstance(done, Refused):
            messages.success(request, _("已保存。"))
            return redirect("structure")
        form.add_problems(done.problems)
    return _college_page(request, found, form)


@require_POST
@with_role
def close_college(request: HttpRequest, acting: Membership, college_id: int) -> HttpResponse:
    """Close a college, whose page has said what that means."""
    done = commands.close_college(college_id=college_id, acting=acting, day=timezone.localdate())
    if isinstance(done, Refused):
        for problem in done.problems:
            messages.error(request, problem.message)
        return redirect("college", college_id)
    messages.success(request, _("院系已撤销：%(name)s。") % {"name": done.name})
    return redirect("structure")


@require_POST
@with_role
def offer_major(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Add a major to those that the university or a college teaches."""
    university = access.access_structure(acting=acting)
    form = _offering_form(request, university)
    if form.is_valid():
        done = commands.offer_major(
            acting=acting,
            organisation_id=form.cleaned_data.get("organisation") or university.pk,
            major_id=form.cleaned_data.get("major"),
            since_year=form.cleaned_data.get("since_year"),
            day=timezone.localdate(),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已添加专业：%(name)s。") % {"name": done.major})
            return redirect("structure")
        form.add_problems(done.problems)
    return _page(request, university, offering_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role
def end_offering(request: HttpRequest, acting: Membership, offering_id: int) -> HttpResponse:
    """Ask for the last year in which a major is taught, and store it."""
    offering = access.access_offering(offering_id=offering_id, acting=acting)
    day = timezone.localdate()
    form = EndingForm(request.POST if request.method == "POST" else None, initial={"until_year": day.year})
    if request.method == "POST" and form.is_valid():
        until_year = form.cleaned_data.get("until_year")
        done = commands.end_offering(offering_id=offering_id, acting=acting, until_year=until_year, day=day)
        if not isinstance(done, Refused):
            messages.success(request, _("专业已停办：%(name)s。") % {"name": offering.major})
            return redirect("structure")
        form.add_problems(done.problems)
    context = {"offering": offering, "form": form}
    return render(request, "accounts/end_offering.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    university: Organisation,
    *,
    college_form: CollegeForm | None = None,
    offering_form: OfferingForm | None = None,
) -> HttpResponse:
    wrong = college_form or offering_form
    context = {
        "university": university,
        "colleges": queries.colleges_of(university),
        "offerings": queries.offerings_of(university),
        "text": _asked(request),
        "college_form": college_form or CollegeForm(),
        "offering_form": offering_form or _offering_form(request, university),
    }
    return render(request, "accounts/structure.html", context, status=422 if wrong else 200)


def _college_page(request: HttpRequest, found: Organisation, form: CollegeForm) -> HttpResponse:
    context = {"college": found, "form": form}
    return render(request, "accounts/college.html", context, status=422 if form.errors else 200)


def _offering_form(request: HttpRequest, university: Organisation) -> OfferingForm:
    return OfferingForm(
        request.POST if request.method == "POST" else None,
        majors=queries.majors(text=_asked(request)),
        university=university,
        colleges=queries.open_colleges(university),
        initial={"since_year": timezone.localdate().year},
    )


def _asked(request: HttpRequest) -> str:
    return (request.POST.get("q") or request.GET.get("q") or "").strip()[:60]
