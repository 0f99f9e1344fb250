"""Requests as browsers send them from our pages: of bounded size, in UTF-8, and without the sign NUL."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

NUL = "\x00"  # no database text can hold it
LARGEST = 100 * 1024 * 1024  # bytes: a page with several files of the largest size


class PlainMiddleware:
    """Takes NUL out of what is asked and posted; an address that has it is nobody's. What is endless is not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request: 413 for one that is too large. Raises Http404 for an address with NUL."""
        if NUL in request.path_info:
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return render(request, "400.html", status=413)
        if request.encoding is not None:
            request.encoding = "utf-8"  # Django refuses any other name of it, even on its own page of the refusal
        request.GET = plain(request.GET)  # type: ignore[assignment]  # stubs take it for one that cannot be changed
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Take NUL out of a form once its origin has been checked."""
        if request.method == "POST":
            request.POST = plain(request.POST)  # type: ignore[assignment]  # as above


def plain(sent: QueryDict) -> QueryDict:
    """Return what was sent without NUL: the same object where there is none, which is always so for people."""
    if not any(NUL in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    changed = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        changed.setlist(name.replace(NUL, ""), [one.replace(NUL, "") for one in values])
    changed._mutable = False
    return changed
