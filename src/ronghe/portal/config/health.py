"""Whether this process is able to serve: told to load balancers and the launcher, and to people when it is not."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

SOON = "30"  # seconds


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def failed(request: HttpRequest) -> HttpResponse:
    """Return the page after an error: 503 where the database does not answer, so that one tries again, else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": SOON})
    return HttpResponseServerError(render_to_string("500.html"))
