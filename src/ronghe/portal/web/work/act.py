"""Performing an action on a case: what it means first, then the act, or every reason why not."""

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ronghe.portal.agreements.queries import text_to_sign
from ronghe.portal.cases import queries
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import perform
from ronghe.portal.cases.queries import ActPage
from ronghe.portal.documents.paper import from_data
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.fields import ProblemLink, field_views, posted, problem_links, with_rows_changed
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.uploads import take_files
from ronghe.portal.web.writing import say
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.decisions import Allowed, Refused
from ronghe.rulebook.forms import FormProblem, clean
from ronghe.rulebook.structure import Text

LOOKED_AT = "looked_at"
NOT_LOOKED_AT = Text(zh="请看过后勾选。", en="Look at this, then tick it.")

SEEN = "seen"  # the digest of the text that the page showed


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def act(request: HttpRequest, acting: Membership, number: str, action: str) -> HttpResponse:
    """Show what an act means and asks; a POST performs it once and answers 303, or 422 with every finding."""
    page = queries.act_page(number=number, action=action, acting=acting, at=timezone.now())
    if request.method != "POST":
        return _page(request, page, data=_reasons(page, acting, failed_before=request.GET.get("failed", "")))
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


def asked_problems(page: ActPage, asked: dict[str, object]) -> tuple[FormProblem, ...]:
    """Return what is wrong with an act's own form, for beside its questions."""
    if page.asked is None:
        return ()
    day = periods.day_of(timezone.now(), zone=page.definition.timezone)
    return clean(page.asked, asked, vocabularies=page.definition.vocabularies, complete=True, day=day).problems


def _perform(request: HttpRequest, acting: Membership, page: ActPage) -> HttpResponse:
    at, token = timezone.now(), token_of(request)
    fields = page.asked.fields() if page.asked else ()
    text = text_to_sign(page.case, page.prospect.action)
    if text is not None and request.POST.get(SEEN) != text.digest:
        messages.error(request, _("协议文本在您打开本页后已经重新拟定。请先阅读现在的文本，再签署。"))
        return _page(request, page, data=dict(posted(fields, request.POST)), token=token, status=422)
    taken = take_files(request, case=page.case, fields=fields, acting=acting, at=at)
    asked = {**posted(fields, request.POST), **taken.values}
    looked_at = page.checklist.seen(request.POST.getlist(LOOKED_AT)) if page.checklist else ()
    if taken.problems or (page.checklist and page.checklist.unseen(looked_at)):
        problems = (*taken.problems, *(() if taken.problems else asked_problems(page, asked)))
        return _page(request, page, data=asked, problems=problems, token=token, looked_at=looked_at, status=422)
    decision = perform(
        case_id=page.case.pk,
        action=page.prospect.key,
        actor=actor_of(acting),
        at=at,
        asked=asked,
        token=token,
        looked_at=looked_at,
    )
    if isinstance(decision, Refused):
        problems = asked_problems(page, asked)
        return _page(
            request, page, data=asked, problems=problems, refusal=decision, token=token, looked_at=looked_at, status=422
        )
    return _done(request, acting, page, decision)


def _reasons(page: ActPage, acting: Membership, *, failed_before: str) -> dict[str, object]:
    """Return the reasons to begin with, where somebody comes from the checklist of another act that has failed."""
    field = queries.reasons_field(page.definition, kind=page.case.kind, action=page.prospect.key)
    if not field or failed_before not in page.shape.actions:
        return {}
    found = queries.checklist_of(case=page.case, action=failed_before, acting=acting, at=timezone.now())
    return {field: "\n".join(f"{say(one.title)}：{say(one.message)}" for one in found.failed)} if found else {}


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


def _page(
    request: HttpRequest,
    page: ActPage,
    *,
    data: dict[str, object],
    problems: tuple[FormProblem, ...] = (),
    refusal: Refused | None = None,
    token: uuid.UUID | None = None,
    looked_at: tuple[str, ...] | None = None,
    status: int = 200,
) -> HttpResponse:
    views = field_views(
        page.asked.fields() if page.asked else (),
        data=data,
        vocabularies=page.definition.vocabularies,
        day=periods.day_of(timezone.now(), zone=page.definition.timezone),
        problems=problems,
    )
    text = text_to_sign(page.case, page.prospect.action)
    context = {
        "page": page,
        "signing": text,
        "paper": from_data(title=text.title, data=text.blocks) if text is not None else None,
        "views": views,
        "links": (*problem_links(views), *_unseen_links(page, looked_at)),
        "looked_at": looked_at or (),
        "looked": looked_at is not None,
        "refusal": refusal,
        "asked_rules": [f"asked:{one.key}" for one in views],
        "token": token or uuid.uuid4(),
    }
    return render(request, "work/act.html", context, status=status)


def _unseen_links(page: ActPage, looked_at: tuple[str, ...] | None) -> Iterator[ProblemLink]:
    """Yield what has not been ticked, once the page has been sent."""
    if page.checklist is None or looked_at is None:
        return
    for one in page.checklist.unseen(looked_at):
        yield ProblemLink(target=f"look-{one.rule}", label=one.title, message=NOT_LOOKED_AT)
