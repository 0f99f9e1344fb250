"""Published guides: search, filters in the address, one guide with the places that are left."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ronghe.portal.cases import public_queries
from ronghe.portal.cases.public_queries import Facet, GuideFilters
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.programmes.public_queries import programmes_in_force
from ronghe.portal.web.jinja import query
from ronghe.portal.web.public import asked
from ronghe.portal.web.writing import money, say

SORTS = [
    ("", gettext_lazy("可申报的在前，新的在前")),
    ("-money", gettext_lazy("每项资金从高到低")),
    ("-places", gettext_lazy("拟设立数从多到少")),
    ("title", gettext_lazy("按名称")),
]
MONEY = (20_000, 50_000, 100_000)


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Show the published guides that the address asks for."""
    facets = public_queries.facets()
    filters = _filters(request, facets)
    at = timezone.now()
    page, found = public_queries.guides(filters, at=at)
    context = {
        "filters": filters,
        "facets": facets,
        "page": page,
        "guides": found,
        "chips": _chips(request, filters, facets),
        "programmes": programmes_in_force(at),
        "provinces": list(provinces().items()),
        "sorts": SORTS,
        "moneys": [(amount, money(amount)) for amount in MONEY],
        "as_list": request.GET.get("view") == "list",
    }
    return render(request, "public/guides.html", context)


@require_safe
def guide(request: HttpRequest, number: str) -> HttpResponse:
    """Show one guide; what its form does not make public stays out."""
    found = public_queries.guide_page(number=number, at=timezone.now())
    if found is None:
        raise Http404
    return render(request, "public/guide.html", {"page": found, "guide": found.guide, "provinces": provinces()})


def _filters(request: HttpRequest, facets: tuple[Facet, ...]) -> GuideFilters:
    sent = request.GET
    choices = {one.name: asked.text(sent, one.name) for one in facets}
    return GuideFilters(
        search=asked.text(sent, "q"),
        programme=asked.text(sent, "programme"),
        province=asked.text(sent, "province"),
        money=asked.number(sent, "money"),
        open=sent.get("open") == "1",
        choices={name: key for name, key in choices.items() if key},
        sort=asked.text(sent, "sort"),
        page=asked.number(sent, "page", default=1),
    )


def _chips(request: HttpRequest, filters: GuideFilters, facets: tuple[Facet, ...]) -> list[tuple[str, str]]:
    """Return what is filtered by, each with the address without it."""
    texts: list[tuple[str, str]] = []
    if filters.search:
        texts.append(("q", _("含“%(text)s”") % {"text": filters.search}))
    for one in facets:
        if key := filters.choices.get(one.name):
            texts.append((one.name, say(one.options.get(key, key))))
    if filters.province:
        texts.append(("province", say(provinces().get(filters.province, filters.province))))
    if filters.money:
        texts.append(("money", _("每项不少于 %(money)s") % {"money": money(filters.money)}))
    if filters.open:
        texts.append(("open", _("现在可以申报")))
    return [(label, query(request.GET, **{name: None, "page": None})) for name, label in texts]
