"""Pages on which experts decide on the terms that were proposed for the lexicon."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import queries
from ronghe.portal.talent.access import judges
from ronghe.portal.talent.commands import terms as commands
from ronghe.portal.talent.commands.terms import Taken, Verdict
from ronghe.portal.talent.lexicon import nearest
from ronghe.portal.talent.models import Term, TermDecision
from ronghe.portal.talent.queries.terms import TermFilters
from ronghe.portal.web.jinja import query
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.words import SKILL_TYPES
from ronghe.portal.web.work.entry import workplace

LARGEST = 5 * 1024 * 1024
FAULTS = 20


@require_safe
@workplace
def terms(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the proposed terms that the address asks for."""
    return _list(request, acting)


@require_POST
@workplace
def load(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Take in a file of proposals, and say which rows could not be read and why."""
    if not judges(acting):
        raise NoAccess
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        messages.error(request, _("请选择一个不超过 5 MB 的 CSV 文件。"))
        return redirect("talent-terms")
    taken = commands.load(content=upload.read(), source=upload.name or "", at=timezone.now())
    return _list(request, acting, taken=taken)


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def term(request: HttpRequest, acting: Membership, term_id: int) -> HttpResponse:
    """Show a term with what can be decided on it; store the decision and go to the next one."""
    found = queries.terms.term(term_id=term_id, acting=acting)
    if request.method != "POST":
        return _page(request, found)
    verdict = _verdict(request.POST)
    done = commands.decide(
        term_id=found.pk,
        acting=acting,
        verdict=verdict,
        revision=asked.number(request.POST, "revision"),
        at=timezone.now(),
    )
    if isinstance(done, Refused):
        return _page(request, queries.terms.term(term_id=term_id, acting=acting), problems=done.problems)
    messages.success(request, f"{found.text}{_('：')}{done.get_act_display()}")
    following = queries.terms.next_open(found)
    return redirect("talent-term", following.pk) if following else redirect("talent-terms")


@require_POST
@workplace
def refuse(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show which terms would be refused and ask why; then refuse them all for that reason."""
    if not judges(acting):
        raise NoAccess
    seen = dict(_seen(request.POST.getlist("case")))
    chosen = list(Term.objects.filter(pk__in=seen, state=Term.State.OPEN).order_by("-score", "pk"))
    if not chosen:
        messages.warning(request, _("请先勾选待处理的词。"))
        return redirect("talent-terms")
    reason = request.POST.get("reason", "").strip()[:2000]
    confirmed = "confirm" in request.POST
    if not confirmed or not reason:
        context = {"chosen": [(one, seen[one.pk]) for one in chosen], "problem": confirmed}
        return render(request, "talent/terms_refuse.html", context, status=422 if confirmed else 200)
    done, missed = commands.refuse_many(revisions=seen, acting=acting, reason=reason, at=timezone.now())
    messages.success(request, ngettext("%(num)s 个词不收录。", "%(num)s 个词不收录。", done) % {"num": done})
    if missed:
        text = ngettext("%(num)s 个词已由其他人决定，未改动。", "%(num)s 个词已由其他人决定，未改动。", missed)
        messages.warning(request, text % {"num": missed})
    return redirect("talent-terms")


def _list(request: HttpRequest, acting: Membership, *, taken: Taken | None = None) -> HttpResponse:
    filters = TermFilters(
        state=request.GET.get("state", Term.State.OPEN),
        search=asked.text(request.GET, "q"),
        sort=request.GET.get("sort", "-score"),
        page=asked.number(request.GET, "page", default=1),
    )
    found = queries.terms.terms(acting=acting, filters=filters)
    tones = {"open": "waiting", "accepted": "good", "merged": "good", "refused": "neutral"}
    counters = [
        {
            "label": label,
            "count": found.counts[key],
            "href": query(request.GET, state=key, page=None),
            "current": filters.state == key,
            "tone": tones[key],
        }
        for key, label in Term.State.choices
    ]
    context = {"found": found, "filters": filters, "counters": counters, "taken": taken, "most": FAULTS}
    return render(request, "talent/terms.html", context)


def _page(request: HttpRequest, found: Term, *, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    typed = request.POST if problems else QueryDict()
    context = {
        "term": found,
        "decisions": queries.terms.decisions(found),
        "following": queries.terms.next_open(found),
        "near": nearest(found.text),
        "types": SKILL_TYPES,
        "typed": typed,
        "problems": {one.field: one.message for one in problems},
        "links": [{"target": one.field and f"id-{one.field}", "message": one.message} for one in problems],
        "acts": TermDecision.Act,
    }
    return render(request, "talent/term.html", context, status=422 if problems else 200)


def _verdict(sent: QueryDict) -> Verdict:
    act = sent.get("act", "")
    return Verdict(
        act=act,
        name=sent.get("into" if act == TermDecision.Act.MERGE else "name", "").strip()[:200],
        type=sent.get("type", ""),
        parent=sent.get("parent", "").strip()[:200],
        word="word" in sent,
        negative=tuple(one.strip() for one in sent.get("negative", "").splitlines() if one.strip())[:50],
        reason=sent.get("reason", "").strip()[:2000],
    )


def _seen(marked: list[str]) -> "list[tuple[int, int]]":
    """Return the terms that were marked, each with the revision in which it was looked at."""
    pairs = (one.partition("-") for one in marked)
    return [
        (int(term), int(revision))
        for term, _dash, revision in pairs
        if term.isdecimal() and revision.isdecimal() and len(term) < 12 and len(revision) < 6
    ]
