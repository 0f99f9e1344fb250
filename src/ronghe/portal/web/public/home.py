"""The first page: what is open, what is new, what one can do here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ronghe.portal.cases.public_queries import newest_guides
from ronghe.portal.notices.public_queries import newest_notices
from ronghe.portal.organisations import demo
from ronghe.portal.programmes.public_queries import programmes_in_force

_NOTICES = 6
_GUIDES = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page."""
    at = timezone.now()
    programmes = programmes_in_force(at)
    count, guides = newest_guides(versions=[one.version.pk for one in programmes], count=_GUIDES, at=at)
    context = {
        "programmes": programmes,
        "notices": newest_notices(count=_NOTICES, at=at),
        "guide_count": count,
        "guides": guides,
        "at": at,
        "loading": demo.loading() if settings.DEMO_LOGINS else None,
    }
    return render(request, "public/home.html", context)
