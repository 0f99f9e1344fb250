"""Who may sign in, and what a person reads who has tried too often."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


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


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the answer to a sign-in after too many failures, in plain words."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    text = _("连续输错密码次数过多，该账号在此网络地址上已暂停登录。请在 %(minutes)s 分钟后再试，或联系本单位管理员。")
    return HttpResponse(text % {"minutes": minutes}, status=429, content_type="text/plain; charset=utf-8")
