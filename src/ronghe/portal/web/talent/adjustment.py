"""Pages on which a university sees advice on its majors with the evidence, and notes its own decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.insight.products import adjustment
from ronghe.insight.vocabularies.majors import majors as catalogue
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import products, rows
from ronghe.portal.talent.access import leads_school
from ronghe.portal.talent.commands import adjustment as commands
from ronghe.portal.talent.models import MajorDecision
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.talent.products import Advised
from ronghe.portal.talent.queries import adjustment as queries
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.words import ADVICE_TONES, STEPS, major_name, signal_words
from ronghe.portal.web.work.entry import workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A major in the list: its code and name, the advice, and what was decided last."""

    major: str
    name: str
    advised: Advised | None
    decision: MajorDecision | None


@require_safe
@workplace
def majors(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the majors of one's school with the advice on each, and majors that could be opened."""
    if not leads_school(acting):
        raise NoAccess
    offered = queries.majors_of(acting)
    decided = queries.newest(acting)
    lines = [_line(acting, code, decided) for code in offered]
    context = {
        "lines": lines,
        "openings": products.openings(acting.organisation, offered),
        "steps": STEPS,
        "tones": ADVICE_TONES,
        "school": products.school_of(acting.organisation),
        "demo": is_demo(),
    }
    return render(request, "talent/majors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def major(request: HttpRequest, acting: Membership, major: str) -> HttpResponse:
    """Show the advice on a major with every signal; store the school's decision on it."""
    if not leads_school(acting) or major not in {*catalogue(), *queries.majors_of(acting)}:
        raise NoAccess
    if request.method != "POST":
        return _page(request, acting, major)
    done = commands.decide(
        acting=acting,
        major=major,
        year=asked.number(request.POST, "year"),
        answer=request.POST.get("answer", ""),
        step=request.POST.get("step", ""),
        reason=request.POST.get("reason", "")[:4000],
        seen=request.POST.get("seen", ""),
        at=timezone.now(),
    )
    if isinstance(done, Refused):
        return _page(request, acting, major, problems=done.problems)
    messages.success(request, _("决定已登记。"))
    return redirect("talent-major", major)


def _line(acting: Membership, code: str, decided: dict[str, MajorDecision]) -> Line:
    return Line(
        major=code,
        name=major_name(code),
        advised=products.advice_on(acting.organisation, code),
        decision=decided.get(code),
    )


def _page(request: HttpRequest, acting: Membership, code: str, *, problems: Sequence[Problem] = ()) -> HttpResponse:
    advised = products.advice_on(acting.organisation, code)
    context = {
        "major": code,
        "name": major_name(code),
        "advised": advised,
        "seen": rows.digest(advised.evidence if advised else {}),
        "signals": signal_words(advised.evidence if advised else {}),
        "rules": {one.key: one for one in adjustment.rules().rules},
        "history": queries.history(acting, code),
        "steps": STEPS,
        "tones": ADVICE_TONES,
        "answers": MajorDecision.Answer.choices,
        "choices": MajorDecision.Step.choices,
        "typed": request.POST,
        "year": timezone.localdate().year + 1,
        "problems": {one.field: one.message for one in problems},
        "links": [{"target": one.field and f"id-{one.field}", "message": one.message} for one in problems],
        "demo": is_demo(),
    }
    return render(request, "talent/major.html", context, status=422 if problems else 200)
