"""Pages of the matching assessment: units, dates, what is due, taking part, how a unit went."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.insight.products.matching import FORMULA
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import products, rows
from ronghe.portal.talent.access import leads_school, runs
from ronghe.portal.talent.commands import matching as commands
from ronghe.portal.talent.models import ExitGround, Round, Unit
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.talent.queries import matching as queries
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.words import ASPECT_TONES, DUTY_STATES, GRADES
from ronghe.portal.web.work.entry import workplace

Problems = tuple[Problem, ...]


@require_safe
@workplace
def matching(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what units have to do, overdue first."""
    if not (runs(acting) or leads_school(acting)):
        raise NoAccess
    found = list(queries.units(acting)[:500])
    duties = queries.duties(found, day=timezone.localdate())
    counts = {state: sum(one.state == state for one in duties) for state in DUTY_STATES}
    wanted = request.GET.get("state", "")
    counters = [
        {"label": label, "count": counts[key], "href": f"?state={key}", "current": wanted == key, "tone": tone}
        for key, (label, tone) in DUTY_STATES.items()
    ]
    context = {
        "units": found,
        "duties": [one for one in duties if wanted in ("", one.state)][:500],
        "counters": counters,
        "runs": runs(acting),
        "states": DUTY_STATES,
        "grades": GRADES,
        "tones": ASPECT_TONES,
        "demo": is_demo(),
    }
    return render(request, "talent/matching.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def units(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Let the office take majors in as units."""
    if not runs(acting):
        raise NoAccess
    problems: Problems = ()
    if request.method == "POST":
        done = commands.take_in(
            offering_id=asked.number(request.POST, "offering"),
            acting=acting,
            since=_day(request, "since"),
            at=timezone.now(),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已列为评估单元。"))
            return redirect("talent-unit", done.pk)
        problems = done.problems
    text = (request.POST.get("q") or request.GET.get("q") or "").strip()[:60]
    context = {
        "text": text,
        "offerings": queries.offerings(text),
        "units": queries.units(acting)[:500],
        "today": timezone.localdate(),
        **_form(request, problems),
    }
    return render(request, "talent/units.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def plan(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Let the office plan dates at regular distances."""
    if not runs(acting):
        raise NoAccess
    problems: Problems = ()
    if request.method == "POST":
        done = commands.plan(
            acting=acting,
            first=_day(request, "first"),
            months=asked.number(request.POST, "months"),
            count=asked.number(request.POST, "count"),
            window=asked.number(request.POST, "window"),
            at=timezone.now(),
        )
        if not isinstance(done, Refused):
            messages.success(
                request, ngettext("已安排 %(num)s 次评估。", "已安排 %(num)s 次评估。", len(done)) % {"num": len(done)}
            )
            return redirect("talent-plan")
        problems = done.problems
    context = {"rounds": queries.rounds()[:100], "today": timezone.localdate(), **_form(request, problems)}
    return render(request, "talent/plan.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def unit(request: HttpRequest, acting: Membership, unit_id: int) -> HttpResponse:
    """Show how a unit went; let the office end it, or note a date that it let pass."""
    found, day = queries.access_unit(unit_id=unit_id, acting=acting), timezone.localdate()
    if not (runs(acting) or leads_school(acting)):
        raise NoAccess
    problems: Problems = ()
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:2000]
        done: Unit | ExitGround | Refused
        if "end" in request.POST:
            done = commands.end(unit_id=found.pk, acting=acting, until=day, reason=reason)
        else:
            done = commands.note_exit_ground(
                unit_id=found.pk,
                round_id=asked.number(request.POST, "round"),
                acting=acting,
                reason=reason,
                at=timezone.now(),
                day=day,
            )
        if not isinstance(done, Refused):
            messages.success(request, _("已登记。"))
            return redirect("talent-unit", found.pk)
        problems = done.problems
    duties = queries.duties([found], day=day)
    context = {
        "unit": found,
        "duties": sorted(duties, key=lambda one: one.round.due_on, reverse=True),
        "runs": runs(acting),
        "states": DUTY_STATES,
        "grades": GRADES,
        "tones": ASPECT_TONES,
        "formula": FORMULA,
        "demo": is_demo(),
        **_form(request, problems),
    }
    return render(request, "talent/unit.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def taking_part(request: HttpRequest, acting: Membership, unit_id: int, round_id: int) -> HttpResponse:
    """Show the data that a unit has to confirm, and assess it once it has."""
    found = queries.access_unit(unit_id=unit_id, acting=acting)
    date = queries.rounds().filter(pk=round_id).first()
    if date is None or not leads_school(acting):
        raise NoAccess
    problems: Problems = ()
    if request.method == "POST":
        done = commands.take_part(
            unit_id=found.pk,
            round_id=date.pk,
            acting=acting,
            confirmed="confirmed" in request.POST,
            seen=request.POST.get("seen", ""),
            at=timezone.now(),
            day=timezone.localdate(),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已参加评估。"))
            return redirect("talent-unit", found.pk)
        problems = done.problems
    return _data_page(request, found, date, problems)


def _data_page(request: HttpRequest, found: Unit, date: Round, problems: Problems) -> HttpResponse:
    data = products.data_of(found.offering.organisation, found.offering.major.code)
    context = {
        "unit": found,
        "round": date,
        "data": data,
        "seen": rows.digest(data),
        "demo": is_demo(),
        **_form(request, problems),
    }
    return render(request, "talent/taking_part.html", context, status=422 if problems else 200)


def _form(request: HttpRequest, problems: Problems) -> dict[str, object]:
    return {
        "typed": request.POST,
        "problems": {one.field: one.message for one in problems},
        "links": [{"target": one.field and f"id-{one.field}", "message": one.message} for one in problems],
    }


def _day(request: HttpRequest, name: str) -> dt.date | None:
    try:
        return parse_date(request.POST.get(name, ""))
    except ValueError:
        return None
