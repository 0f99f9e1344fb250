"""Why a figure is what it is: its filter, its formulas, what was left out, and every ad behind it."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.insight import lexicon
from ronghe.insight.behind import Ad
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.places import SKILLS
from ronghe.insight.reading import Filter
from ronghe.portal.statistics import observatory
from ronghe.portal.statistics.observatory import Opened
from ronghe.portal.web.observatory import asked, words
from ronghe.portal.web.observatory.frame import page
from ronghe.portal.web.writing import number

A_PAGE = 20


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Show what a figure rests on, in the present state or in a kept one; the ads only to who is signed in."""
    chosen, snapshot = asked.chosen(request.GET), request.GET.get("snapshot", "")[:64]
    if snapshot and observatory.opened(snapshot) is None:
        raise Http404

    def context(at: Opened) -> Mapping[str, Any]:
        shown = observatory.overview(at, chosen)
        signed_in = request.user.is_authenticated
        every = Paginator(_Ads(at, chosen, shown.totals.ads), A_PAGE)
        listed = every.get_page(request.GET.get("page"))
        return {
            "meant": [label for _name, label in words.meant(at, chosen)],
            "shown": shown,
            "left_out": observatory.left_out(at, chosen),
            "formulas": list(_formulas()),
            "ads": [_shown(at, one) for one in listed] if signed_in else None,
            "page": listed,
            "earlier": bool(snapshot) and at != observatory.opened(),
        }

    return page(request, "why", context, snapshot=snapshot)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Show what was delivered, what was left out, and every formula with its source."""
    from ronghe.insight.measures import FORMULAS

    def context(at: Opened) -> Mapping[str, Any]:
        return {
            "tab": "observatory-method",
            "sources": observatory.sources(at, Filter()),
            "findings": observatory.findings(at),
            "reason": words.reason,
            "field": words.field,
            "formulas": list(FORMULAS.values()),
        }

    return page(request, "method", context)


class _Ads(Sequence[Ad]):
    """The ads behind a figure, as a list that the database cuts."""

    def __init__(self, at: Opened, chosen: Filter, count: int) -> None:
        self._at, self._chosen, self._count = at, chosen, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Ad: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Ad, ...]: ...
    def __getitem__(self, at: int | slice) -> Ad | tuple[Ad, ...]:
        cut = at if isinstance(at, slice) else slice(at, at + 1)
        found = observatory.ads(self._at, self._chosen, offset=cut.start, limit=cut.stop - cut.start)
        return found if isinstance(at, slice) else found[0]


def _formulas() -> Iterator[Mapping[str, str]]:
    yield {
        "title": _("条数"),
        "formula": _("同一月份内内容相同或几乎相同的招聘信息只计一条；同一条在两个月都在招，两个月都计。"),
        "source": _("本平台的约定"),
    }
    yield {
        "title": _("比例与区间"),
        "formula": _("要求这项能力的条数除以全部条数；区间为 95% 的 Wilson 区间。"),
        "source": _("Wilson 1927；少于 10 条不给出"),
    }
    yield {
        "title": "RCA",
        "formula": "(n_os/n_o) / (n_s/n)",
        "source": _("Balassa 1965；要求这项能力的不足 10 条时不给出"),
    }
    yield {
        "title": _("增长"),
        "formula": _("最近十二个月的条数除以前十二个月的条数减一；把条数看作泊松数，区间为 95%。"),
        "source": _("不足二十四个月，或任一年少于 10 条，不给出"),
    }
    yield {
        "title": _("月薪"),
        "formula": _("每条取上下限的中点，折成每月元数；给出中位数和四分位数。"),
        "source": _("只用写明薪酬的；少于 10 条不给出"),
    }


def _shown(at: Opened, ad: Ad) -> Mapping[str, Any]:
    return {
        "title": list(_marked(at, ad.title)),
        "published_on": ad.published_on,
        "region": words.region(ad.region),
        "pay": _("%(low)s–%(high)s 元/月") % {"low": number(round(ad.pay_low)), "high": number(round(ad.pay_high))}
        if ad.pay_low is not None and ad.pay_high is not None
        else "",
        "occupation": words.occupation(ad.occupation) if ad.occupation else "",
        "confidence": ad.occupation_confidence if ad.occupation else None,
        "source": ad.source,
        "delivery": ad.delivery,
        "row": ad.row,
        "copies": ad.copies,
        "parts": list(_marked(at, ad.text)),
    }


@functools.lru_cache(maxsize=1)
def _matcher() -> Matcher:
    return Matcher.of(lexicon.read(SKILLS))


def _marked(at: Opened, text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text, each with the skill that it names or an empty text."""
    end = 0
    for one in _matcher().spans(text):
        yield text[end : one.start], ""
        yield text[one.start : one.end], words.skill(at, one.skill_id)
        end = one.end
    yield text[end:], ""
