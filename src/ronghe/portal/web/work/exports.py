"""Lists as spreadsheets: short ones at once, long ones by a worker, with a page that says how far it is."""

import datetime as dt
import uuid
from typing import IO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from ronghe.portal.cases import queries
from ronghe.portal.exchange import commands
from ronghe.portal.exchange.access import access_export, exports_of
from ronghe.portal.exchange.models import Export
from ronghe.portal.exchange.writers import Progress
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.work.entry import workplace
from ronghe.portal.web.work.lists import DIRECTLY, filters_of
from ronghe.portal.web.work.spreadsheet import workbook

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@workplace
def case_export(request: HttpRequest, acting: Membership, programme: str, kind: str) -> HttpResponseBase:
    """Return a short list as filtered, all its pages; a long one is asked for by a POST and made in the background."""
    at = timezone.now()
    table = queries.exported(programme=programme, kind=kind, filters=filters_of(request.GET), acting=acting, at=at)
    if table.total <= DIRECTLY:
        return FileResponse(workbook(table), as_attachment=True, filename=_name(kind))
    if request.method != "POST":
        context = {"table": table, "programme": programme, "kind": kind, "exports": exports_of(acting)[:SHOWN]}
        return render(request, "work/exports.html", context)
    query = request.GET.copy()
    query.pop("page", None)
    export = commands.ask(
        acting=acting,
        programme=programme,
        kind=kind,
        query=query.urlencode(),
        language=translation.get_language() or "zh-hans",
        at=at,
    )
    return HttpResponseRedirect(reverse("export", args=[export.key]), status=303)


@require_safe
@workplace
def exports(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show what this membership has asked for."""
    return render(request, "work/exports.html", {"exports": exports_of(acting)[:SHOWN]})


@require_safe
@workplace
def export(request: HttpRequest, acting: Membership, key: uuid.UUID) -> HttpResponse:
    """Show how far an export is; the page loads itself again until it is done."""
    found = access_export(key=key, acting=acting)
    title = queries.listing(programme=found.programme, kind=found.kind, acting=acting).shape.title
    page = render(request, "work/export.html", {"export": found, "title": title})
    if found.state in (Export.State.WAITING, Export.State.RUNNING):
        page["Refresh"] = "3"
    return page


@require_safe
@workplace
def export_file(_request: HttpRequest, acting: Membership, key: uuid.UUID) -> FileResponse:
    """Return an export's file to who asked for it."""
    found = access_export(key=key, acting=acting)
    if found.state != Export.State.DONE or found.expires_at <= timezone.now():
        raise Http404
    return FileResponse(found.content.open("rb"), as_attachment=True, filename=_name(found.kind))


def write(export: Export, at: dt.datetime, progress: Progress) -> IO[bytes]:
    """Return an export's file, in the language of who asked for it."""
    with translation.override(export.language):
        table = queries.exported(
            programme=export.programme,
            kind=export.kind,
            filters=filters_of(QueryDict(export.query)),
            acting=export.owner,
            at=at,
        )
        progress(0, table.total)
        return workbook(table, progress=lambda written: progress(written, table.total))


def _name(kind: str) -> str:
    return f"{kind}-{timezone.localdate().isoformat()}.xlsx"
