"""Common files that anybody may have: blank forms and templates of the programmes, as they are in force."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ronghe.portal.documents.docx import TYPE
from ronghe.portal.documents.downloads import download
from ronghe.portal.programmes import public_queries
from ronghe.portal.web.writing import say

ENDING = "docx"


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Show the common files of every programme in force."""
    found = [one for one in public_queries.programmes_in_force(timezone.now()) if one.definition.downloads]
    return render(request, "public/files.html", {"programmes": found})


@require_safe
def file(request: HttpRequest, key: str, version: str, place: int) -> HttpResponse:
    """Return a common file as .docx in the reader's language; browsers may keep it, as a version never changes."""
    in_force = public_queries.programmes_in_force(timezone.now())
    found = next((one for one in in_force if one.key == key and one.definition.version == version), None)
    if found is None or place >= len(found.definition.downloads):
        raise Http404
    language = "en" if (get_language() or "").startswith("en") else "zh"
    content, digest = download(found.version.pk, place, language)
    tag = f'"{digest}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        title = say(found.definition.downloads[place].title)
        response = HttpResponse(content, content_type=TYPE, status=HTTPStatus.OK)
        response["Content-Disposition"] = content_disposition_header(True, f"{title}.{ENDING}")
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"  # the language is the reader's, so it is asked for each time
    response["Vary"] = "Accept-Language, Cookie"
    return response
