"""Filling in a case's form: task list, sections with autosave, files, the check before it is handed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.portal.cases import queries
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import Conflict, Saved, save_draft
from ronghe.portal.cases.queries import SectionPage
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.fields import field_views, posted, problem_links, with_rows_changed
from ronghe.portal.web.sessions import prolong
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.uploads import take_files
from ronghe.portal.web.writing import iso_moment, moment, say
from ronghe.rulebook.forms import FormProblem

NO_REVISION = -1


@require_safe
@workplace
def form(request: HttpRequest, acting: Membership, number: str) -> HttpResponse:
    """Show the sections of a form with their progress."""
    page = queries.form_page(number=number, acting=acting, at=timezone.now())
    return render(request, "work/form.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def section(request: HttpRequest, acting: Membership, number: str, section: str) -> HttpResponse:
    """Show one section to fill in, or save it and go on; a mistyped answer is kept and named."""
    shown = queries.section_page(number=number, section=section, acting=acting, at=timezone.now())
    if request.method != "POST":
        return _section(request, shown, data=shown.data, problems=shown.wrong)
    if (changed := with_rows_changed(shown.fields, request.POST)) is not None:
        return _section(request, shown, data={**shown.data, **changed}, problems=())
    return _save_and_go_on(request, acting, shown)


@require_POST
@workplace
def section_save(request: HttpRequest, acting: Membership, number: str, section: str) -> JsonResponse:
    """Save what has been typed so far: 200 with the new revision, or 409 when somebody else saved in between."""
    shown = queries.section_page(number=number, section=section, acting=acting, at=timezone.now())
    result, refused = _save(request, acting, shown)
    if isinstance(result, Conflict):
        return JsonResponse({"revision": result.revision, "message": _told(result, acting)}, status=409)
    problems = [*result.problems, *refused]
    return JsonResponse(
        {
            "revision": result.revision,
            "saved_at": iso_moment(timezone.now()),
            "session_ends": iso_moment(prolong(request)),
            "problems": [
                {"field": one.field, "row": one.row, "column": one.column, "message": say(one.message)}
                for one in problems
            ],
        }
    )


@require_safe
@workplace
def check(request: HttpRequest, acting: Membership, number: str) -> HttpResponse:
    """Show all answers, what is missing or wrong, and what the rules say about handing the form in."""
    page = queries.check_page(number=number, acting=acting, at=timezone.now())
    return render(request, "work/check.html", {"check": page, "labels": page.labels})


def _save_and_go_on(request: HttpRequest, acting: Membership, shown: SectionPage) -> HttpResponse:
    result, refused = _save(request, acting, shown)
    typed = {**shown.data, **posted(shown.fields, request.POST)}
    if isinstance(result, Conflict):
        return _section(request, shown, data=typed, problems=(), conflict=_told(result, acting), status=409)
    if result.problems or refused:
        return _section(
            request, shown, data=typed, problems=(*result.problems, *refused), revision=result.revision, status=422
        )
    messages.success(request, _("“%(section)s”已保存。") % {"section": say(shown.status.section.title)})
    return HttpResponseRedirect(_next(request, shown), status=303)


def _save(
    request: HttpRequest, acting: Membership, shown: SectionPage
) -> tuple[Saved | Conflict, tuple[FormProblem, ...]]:
    at = timezone.now()
    case, fields = shown.page.case, shown.fields
    taken = take_files(request, case=case, fields=fields, acting=acting, at=at)
    result = save_draft(
        case_id=case.pk,
        actor=actor_of(acting),
        section=shown.status.section.key,
        posted={**posted(fields, request.POST), **taken.values},
        revision=_revision(request),
        at=at,
    )
    return result, taken.problems


def _told(conflict: Conflict, acting: Membership) -> str:
    """Return who saved the form meanwhile and when, in one sentence; an act may have changed it without any saving."""
    if conflict.saved_at is None:
        return _("打开此页以后，这份表单已有变动。")
    about = {"name": conflict.saved_by, "time": moment(conflict.saved_at)}
    if conflict.saved_by == acting.user:
        return _("您已于 %(time)s 在另一个页面保存过这份表单。") % about
    return _("%(name)s已于 %(time)s 保存过这份表单。") % about


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_REVISION


def _next(request: HttpRequest, shown: SectionPage) -> str:
    number = shown.page.case.number
    then = request.POST.get("then", "")
    if then == "tasks":
        return reverse("case-form", args=[number])
    if then == "stay":
        return request.path
    if shown.after:
        return reverse("case-section", args=[number, shown.after])
    return reverse("case-check", args=[number])


def _section(
    request: HttpRequest,
    shown: SectionPage,
    *,
    data: dict[str, object],
    problems: tuple[FormProblem, ...],
    revision: int | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    if shown.page.case.number is None:
        raise NoAccess
    views = field_views(
        shown.fields,
        data=data,
        vocabularies=shown.page.definition.vocabularies,
        day=shown.page.day,
        problems=problems,
    )
    context = {
        "shown": shown,
        "page": shown.page,
        "views": views,
        "links": problem_links(views),
        "revision": shown.page.case.revision if revision is None else revision,
        "conflict": conflict,
        "session_ends": prolong(request),
    }
    return render(request, "work/section.html", context, status=status)
