"""Performing an action on a case: what it means first, then the act, or every reason why not."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ronghe.portal.cases import queries
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import perform
from ronghe.portal.cases.queries import ActPage
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.fields import Problem, field_views, posted, problem_links, with_rows_changed
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.uploads import take_files
from ronghe.portal.web.writing import say
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.decisions import Allowed, Finding, Refused
from ronghe.rulebook.structure import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedProblem:
    """A refusal's finding about the act's own form, beside its question."""

    field: str
    message: Text
    row: int | None = None
    column: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def act(request: HttpRequest, acting: Membership, number: str, action: str) -> HttpResponse:
    """Show what an act means and asks; a POST performs it once and answers 303, or 422 with every finding."""
    page = queries.act_page(number=number, action=action, acting=acting, at=timezone.now())
    if request.method != "POST":
        return _page(request, page, data={})
    fields = page.asked.fields() if page.asked else ()
    if (changed := with_rows_changed(fields, request.POST)) is not None:
        return _page(request, page, data=changed, token=token_of(request))
    return _perform(request, acting, page)


def token_of(request: HttpRequest) -> uuid.UUID:
    """Return the token of the page that a POST comes from. A page of ours always has one: 404 without."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        raise Http404 from None


def asked_problems(findings: tuple[Finding, ...]) -> tuple[AskedProblem, ...]:
    """Return the findings about the act's own form as problems of its questions."""
    return tuple(_problem(one) for one in findings if one.rule.startswith("asked:"))


def _perform(request: HttpRequest, acting: Membership, page: ActPage) -> HttpResponse:
    at, token = timezone.now(), token_of(request)
    fields = page.asked.fields() if page.asked else ()
    taken = take_files(request, case=page.case, fields=fields, acting=acting, at=at)
    asked = {**posted(fields, request.POST), **taken.values}
    if taken.problems:
        return _page(request, page, data=asked, problems=taken.problems, token=token, status=422)
    decision = perform(
        case_id=page.case.pk, action=page.prospect.key, actor=actor_of(acting), at=at, asked=asked, token=token
    )
    if isinstance(decision, Refused):
        problems = asked_problems(decision.findings)
        return _page(
            request, page, data=asked, problems=problems, refusal=decision, token=token, status=422
        )
    return _done(request, acting, page, decision)


def _done(request: HttpRequest, acting: Membership, page: ActPage, decision: Allowed) -> HttpResponse:
    state = page.shape.states[decision.target]
    messages.success(
        request,
        _("已办理“%(action)s”：%(number)s 现为“%(state)s”。")
        % {
            "action": say(page.prospect.action.label),
            "number": page.case.number,
            "state": say(state.label),
        },
    )
    visible = visible_cases(acting).filter(pk=page.case.pk).exists()
    return HttpResponseRedirect(reverse("case", args=[page.case.number]) if visible else reverse("work"), status=303)


def _problem(finding: Finding) -> AskedProblem:
    parts = finding.rule.removeprefix("asked:").split(".")
    row = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
    return AskedProblem(
        field=parts[0], message=finding.message, row=row, column=parts[2] if len(parts) > 2 else ""
    )


def _page(
    request: HttpRequest,
    page: ActPage,
    *,
    data: dict[str, object],
    problems: tuple[Problem, ...] = (),
    refusal: Refused | None = None,
    token: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    views = field_views(
        page.asked.fields() if page.asked else (),
        data=data,
        vocabularies=page.definition.vocabularies,
        day=periods.day_of(timezone.now(), zone=page.definition.timezone),
        problems=problems,
    )
    context = {
        "page": page,
        "views": views,
        "links": problem_links(views),
        "refusal": refusal,
        "token": token or uuid.uuid4(),
    }
    return render(request, "work/act.html", context, status=status)
