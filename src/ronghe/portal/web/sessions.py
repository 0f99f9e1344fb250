"""How long a log-in lasts: filling in a form prolongs it, and the page knows when it ends."""

import datetime as dt

from django.http import HttpRequest


def prolong(request: HttpRequest) -> dt.datetime:
    """Let the log-in last its full length from now on and return when it ends."""
    request.session.modified = True
    return request.session.get_expiry_date()
