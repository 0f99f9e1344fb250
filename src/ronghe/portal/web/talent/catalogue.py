"""The public catalogue of digital resources and services."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.talent.models import Resource
from ronghe.portal.talent.queries import resources as queries
from ronghe.portal.talent.queries.resources import CatalogueFilters
from ronghe.portal.web.jinja import query
from ronghe.portal.web.public import asked
from ronghe.portal.web.talent.words import major_name, occupation_name, said_codes
from ronghe.portal.web.work.case import download


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Show what is published, as the address asks for it."""
    names = ("form", "licence", "major", "occupation", "skill")
    given = {name: asked.text(request.GET, name) for name in names}
    filters = CatalogueFilters(
        search=asked.text(request.GET, "q"), page=asked.number(request.GET, "page", default=1), **given
    )
    page, counts = queries.catalogue(filters)
    every = {"label": _("全部"), "count": sum(counts.values()), "current": not filters.form}
    kinds = [
        {"label": label, "count": counts.get(key, 0), "current": filters.form == key, "key": key}
        for key, label in Resource.Form.choices
    ]
    counters = [
        {**one, "href": query(request.GET, form=one.get("key"), page=None), "tone": "neutral"}
        for one in (every, *kinds)
    ]
    chips = [
        (f"{label}{_('：')}{said(given[name])}", query(request.GET, **{name: None, "page": None}))
        for name, label, said in (
            ("major", _("专业"), major_name),
            ("occupation", _("职业"), occupation_name),
            ("skill", _("能力"), str),
        )
        if given[name]
    ]
    context = {
        "page": page,
        "filters": filters,
        "counters": counters,
        "chips": chips,
        "licences": Resource.Licence.choices,
    }
    return render(request, "talent/catalogue.html", context)


@require_safe
def resource(request: HttpRequest, key: str) -> HttpResponse:
    """Show a published resource."""
    found = queries.published(key)
    return render(request, "talent/catalogue_resource.html", {"resource": found, "codes": said_codes(found)})


@require_safe
def content(_request: HttpRequest, key: str) -> FileResponse:
    """Return the file of a published resource that may be had without asking."""
    found = queries.published(key)
    if not found.content or found.licence not in (Resource.Licence.OPEN, Resource.Licence.EDUCATION):
        raise NoAccess
    return download(found.content.open("rb"), name=found.content_name)
