"""Pages on which experts work on competency standards and the office publishes them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.insight.vocabularies.occupations import occupations
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import judges, runs
from ronghe.portal.talent.commands import standards as commands
from ronghe.portal.talent.models import Standard, StandardEvent
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.talent.queries import standards as queries
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.words import IMPORTANCES, LEVELS, occupation_name
from ronghe.portal.web.work.entry import workplace

_Act = StandardEvent.Act
SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def standards(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show all versions that are worked on; draft a new one from the present data."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        occupation = _code(request.POST.get("occupation", ""))
        months = asked.number(request.POST, "months", default=12)
        at = timezone.now()
        done = commands.draft(occupation=occupation, acting=acting, at=at, months=min(max(months, 1), 60))
        if not isinstance(done, Refused):
            messages.success(request, _("草案已生成。"))
            return redirect("talent-standard", done.pk)
        problems = done.problems
    found = list(queries.working(acting)[:SHOWN])
    context = {
        "standards": [(one, occupation_name(one.occupation)) for one in found],
        "occupations": [(code, occupation_name(code)) for code, one in occupations().items() if one.level == _finest()],
        "typed": request.POST,
        "problem": problems[0].message if problems else "",
        "demo": is_demo(),
    }
    return render(request, "talent/standards.html", context, status=422 if problems else 200)


@require_safe
@workplace
def standard(request: HttpRequest, acting: Membership, standard_id: int) -> HttpResponse:
    """Show a version with its rows, its history, and what can be done with it."""
    return _page(request, acting, standard_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def row(request: HttpRequest, acting: Membership, standard_id: int, skill: int) -> HttpResponse:
    """Change what a draft asks of a skill, or take the row out, with the reason."""
    found = queries.access_standard(standard_id=standard_id, acting=acting)
    shown = next((one for one in found.rows if one["skill_id"] == skill), None)
    if shown is None or found.state != Standard.State.DRAFT:
        raise NoAccess
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        done = commands.change(
            standard_id=found.pk,
            acting=acting,
            skill=skill,
            importance="" if "remove" in request.POST else request.POST.get("importance", "-"),
            level=asked.number(request.POST, "level"),
            reason=request.POST.get("reason", "")[:2000],
            at=timezone.now(),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已保存：%(name)s。") % {"name": shown["name"]})
            return redirect("talent-standard", found.pk)
        problems = done.problems
    return render(
        request,
        "talent/standard_row.html",
        {"standard": found, "name": occupation_name(found.occupation), "row": shown, **_form(request, problems)},
        status=422 if problems else 200,
    )


@require_POST
@workplace
def add(request: HttpRequest, acting: Membership, standard_id: int) -> HttpResponse:
    """Add a skill to a draft, with the reason."""
    done = commands.add(
        standard_id=standard_id,
        acting=acting,
        name=request.POST.get("name", "").strip()[:60],
        importance=request.POST.get("importance", ""),
        level=asked.number(request.POST, "level"),
        reason=request.POST.get("reason", "")[:2000],
        at=timezone.now(),
    )
    if isinstance(done, Refused):
        return _page(request, acting, standard_id, problems=done.problems)
    messages.success(request, _("已增加。"))
    return redirect("talent-standard", standard_id)


@require_POST
@workplace
def act(request: HttpRequest, acting: Membership, standard_id: int) -> HttpResponse:
    """Hand a draft over, publish it, return it or drop it."""
    given, at = request.POST.get("act", ""), timezone.now()
    if given == _Act.SUBMIT:
        done = commands.submit(standard_id=standard_id, acting=acting, at=at)
    else:
        done = commands.review(
            standard_id=standard_id,
            acting=acting,
            act=given,
            reason=request.POST.get("reason", "")[:2000],
            revision=asked.number(request.POST, "revision"),
            at=at,
        )
    if isinstance(done, Refused):
        return _page(request, acting, standard_id, problems=done.problems)
    messages.success(request, done.get_state_display())
    return redirect("talent-standard", standard_id)


def _page(
    request: HttpRequest, acting: Membership, standard_id: int, *, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    found = queries.access_standard(standard_id=standard_id, acting=acting)
    context = {
        "standard": found,
        "name": occupation_name(found.occupation),
        "history": queries.history(found)[:SHOWN],
        "runs": runs(acting),
        "judges": judges(acting),
        "demo": is_demo(),
        **_form(request, problems),
    }
    return render(request, "talent/standard.html", context, status=422 if problems else 200)


def _form(request: HttpRequest, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "typed": request.POST,
        "problems": {one.field: one.message for one in problems},
        "links": [{"target": one.field and f"id-{one.field}", "message": one.message} for one in problems],
        "importances": list(IMPORTANCES.items()),
        "levels": list(LEVELS.items()),
    }


def _code(typed: str) -> str:
    """Return the code of an occupation that was typed, alone or before its name."""
    return typed.strip().split(" ", 1)[0][:12]


def _finest() -> int:
    return max((one.level for one in occupations().values()), default=0)
