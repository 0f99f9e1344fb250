"""Reads of proposed terms."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from ronghe.insight.lexicon import normal
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import judges
from ronghe.portal.talent.models import Term, TermDecision, TermExport

SORTS = ("score", "frequency", "cohesion", "entropy", "text", "proposed_at")
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFilters:
    """What the list shows; by default the open terms, the best first."""

    state: str = Term.State.OPEN
    search: str = ""
    sort: str = "-score"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A page of the list, the number of terms in each state, and when the lexicon was handed on last."""

    page: Page[Term]
    counts: dict[str, int]
    exported: TermExport | None


def terms(*, acting: Membership, filters: TermFilters) -> Terms:
    """Return a page of terms for who decides on them. Raises NoAccess for others."""
    if not judges(acting):
        raise NoAccess
    found = _searched(filters.search)
    counted = found.aggregate(**{state: Count("pk", filter=Q(state=state)) for state in Term.State.values})
    if filters.state in Term.State.values:
        found = found.filter(state=filters.state)
    order = filters.sort if filters.sort.removeprefix("-") in SORTS else "-score"
    page = Paginator(found.order_by(order, "pk"), PAGE).get_page(filters.page)
    return Terms(page=page, counts=counted, exported=TermExport.objects.order_by("-pk").first())


def term(*, term_id: int, acting: Membership) -> Term:
    """Return a term for who decides on it. Raises NoAccess otherwise."""
    found = Term.objects.filter(pk=term_id).first() if judges(acting) else None
    if found is None:
        raise NoAccess
    return found


def decisions(found: Term) -> QuerySet[TermDecision]:
    """Return what was decided on a term, the newest first, with people and organisations."""
    return found.decisions.select_related("by", "organisation").order_by("-number")


def next_open(found: Term) -> Term | None:
    """Return the open term that the list shows after this one; the best one after the last."""
    open_ = Term.objects.filter(state=Term.State.OPEN).exclude(pk=found.pk).order_by("-score", "pk")
    after = open_.filter(Q(score__lt=found.score) | Q(score=found.score, pk__gt=found.pk))
    return after.first() or open_.first()


def _searched(text: str) -> QuerySet[Term]:
    return Term.objects.filter(key__contains=normal(text)) if text.strip() else Term.objects.all()
