"""Acting on many cases at once: a recap first, then the acts under one batch, then the result for each case."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ronghe.portal.cases import queries
from ronghe.portal.cases.actors import actor_of
from ronghe.portal.cases.commands import perform_many
from ronghe.portal.cases.queries import Recap
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.fields import field_views, posted, problem_links
from ronghe.portal.web.work.act import LOOKED_AT, token_of
from ronghe.portal.web.work.entry import workplace
from ronghe.rulebook import calendar as periods
from ronghe.rulebook.decisions import Decision, Refused
from ronghe.rulebook.forms import FormProblem, clean

KEPT = "bulk"
KEPT_RESULTS = 5


@require_POST
@workplace
def bulk(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponse:
    """Show what a bulk act would do; with `confirm` perform it and go to its results."""
    at = timezone.now()
    numbers = request.POST.getlist("case")
    if not numbers:
        messages.warning(request, _("请先勾选要办理的事项。"))
        return HttpResponseRedirect(reverse("case-list", args=[programme, kind]), status=303)
    recap = queries.recap(
        about=queries.listing(programme=programme, kind=kind, acting=acting, version=request.POST.get("version", "")),
        numbers=numbers,
        action=request.POST.get("action", ""),
        acting=acting,
        at=at,
        looked_at={number: request.POST.getlist(f"{LOOKED_AT}-{number}") for number in numbers},
    )
    if "confirm" not in request.POST:
        return _page(request, recap, batch=uuid.uuid4(), data={}, problems=())
    batch, asked = token_of(request), _asked(request, recap)
    problems = _problems(recap, asked)
    if problems:
        return _page(request, recap, batch=batch, data=asked, problems=problems, status=422)
    results = perform_many(
        case_ids=[one.case.pk for one in recap.rehearsals if one.cleared],
        action=recap.key,
        actor=actor_of(acting),
        at=at,
        asked=asked,
        batch=str(batch),
        looked_at={one.case.pk: one.looked_at for one in recap.rehearsals},
    )
    _keep(request, batch=batch, recap=recap, results=dict(results))
    return HttpResponseRedirect(reverse("bulk-results", args=[programme, kind, batch]), status=303)


@require_safe
@workplace
def bulk_results(request: HttpRequest, acting: Membership, programme: str, kind: str, batch: uuid.UUID) -> HttpResponse:
    """Show what became of each case of a bulk act that this person performed in this session."""
    kept = request.session.get(KEPT, {}).get(str(batch))
    if kept is None or (kept["programme"], kept["kind"]) != (programme, kind):
        raise Http404
    about = queries.listing(programme=programme, kind=kind, acting=acting, version=kept.get("version", ""))
    action = about.shape.actions[kept["action"]]
    context = {"about": about, "programme": programme, "action": action, "results": kept["results"]}
    return render(request, "work/bulk_results.html", context)


def _asked(request: HttpRequest, recap: Recap) -> dict[str, object]:
    return posted(recap.asked.fields(), request.POST) if recap.asked else {}


def _problems(recap: Recap, asked: dict[str, object]) -> tuple[FormProblem, ...]:
    if recap.asked is None:
        return ()
    definition = recap.listing.definition
    day = periods.day_of(timezone.now(), zone=definition.timezone)
    return clean(recap.asked, asked, vocabularies=definition.vocabularies, complete=True, day=day).problems


def _keep(request: HttpRequest, *, batch: uuid.UUID, recap: Recap, results: dict[int, Decision]) -> None:
    """Keep the outcome for the results page; a second POST of the same page must not overwrite its reasons."""
    kept = dict(request.session.get(KEPT, {}))
    if str(batch) in kept:
        return
    rows = [
        {
            "number": one.case.number,
            "title": one.case.title,
            "done": not isinstance(results[one.case.pk], Refused),
            "reasons": _reasons(results[one.case.pk]),
        }
        for one in recap.rehearsals
        if one.case.pk in results
    ]
    about = {"programme": recap.listing.programme, "kind": recap.listing.kind, "version": recap.listing.chosen}
    kept[str(batch)] = {**about, "action": recap.key, "results": rows}
    request.session[KEPT] = dict(list(kept.items())[-KEPT_RESULTS:])


def _reasons(decision: Decision) -> list[dict[str, str]]:
    findings = decision.findings if isinstance(decision, Refused) else ()
    return [{"rule": one.rule, **one.message.model_dump()} for one in findings]


def _page(
    request: HttpRequest,
    recap: Recap,
    *,
    batch: uuid.UUID,
    data: dict[str, object],
    problems: tuple[FormProblem, ...],
    status: int = 200,
) -> HttpResponse:
    definition = recap.listing.definition
    views = field_views(
        recap.asked.fields() if recap.asked else (),
        data=data,
        vocabularies=definition.vocabularies,
        day=periods.day_of(timezone.now(), zone=definition.timezone),
        problems=problems,
    )
    context = {
        "recap": recap,
        "programme": definition.programme,
        "views": views,
        "links": problem_links(views),
        "token": batch,
    }
    return render(request, "work/bulk.html", context, status=status)
