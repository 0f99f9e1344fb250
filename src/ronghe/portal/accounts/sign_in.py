"""Who may sign in, and what a person reads who has tried too often."""

import datetime as dt
import math
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

_A_MINUTE = 60


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Signs in by username and password; persons of the demo only where the demo is served."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Return whether this account may sign in, and stay signed in, on this installation."""
        allowed = settings.DEMO_LOGINS or not getattr(user, "is_demo", False)
        return allowed and bool(super().user_can_authenticate(user))


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closes allauth's own registration: ours ties an account to an organisation that confirms it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that nobody registers through allauth's page."""
        return False


def username_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name that a sign-in is for, in one case for all ways to write it: failures are counted by it."""
    return str((credentials or {}).get("username") or request.POST.get("login") or "").casefold()[:150]


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the page after too many failures, in plain words, with the minutes that are left; status 429."""
    seconds = _seconds_left(request, credentials)
    page = render(
        request,
        "accounts/locked.html",
        {"minutes": max(1, math.ceil(seconds / _A_MINUTE)), "failures": settings.AXES_FAILURE_LIMIT},
        status=429,
    )
    page["Retry-After"] = str(max(1, math.ceil(seconds)))
    return page


def _seconds_left(request: HttpRequest, credentials: dict[str, Any] | None) -> float:
    pause: dt.timedelta = settings.AXES_COOLOFF_TIME
    last = AccessAttempt.objects.filter(
        username=username_tried(request, credentials), ip_address=getattr(request, "axes_ip_address", None)
    ).aggregate(last=Max("attempt_time"))["last"]
    now = timezone.now()
    return float(((last or now) + pause - now).total_seconds())
