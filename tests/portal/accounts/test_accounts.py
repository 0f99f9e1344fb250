"""Accounts: password rules, lock-out, people of the demo only where the demo is served."""

import subprocess
import sys
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from ronghe.portal.accounts.checks import no_demo_people_in_production
from ronghe.portal.accounts.commands import NewAccount, change_profile, create_account, problems_with
from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Refused
from tests.portal.factories import member, organisation, person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
ACCOUNT = NewAccount(username="shili.jia", password=PASSWORD, name="示例·甲", email="jia@example.org")


def _sign_in(client: Client, username: str, password: str) -> Any:
    return client.post(reverse("login"), {"login": username, "password": password})


def test_a_sound_account_has_no_problems() -> None:
    assert problems_with(ACCOUNT) == ()


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "shili.jia.1"])
def test_weak_passwords_are_refused(password: str) -> None:
    account = NewAccount(username="shili.jia", password=password, name="示例·甲", email="jia@example.org")

    assert {one.field for one in problems_with(account)} == {"password"}


def test_a_short_password_is_refused_in_chinese() -> None:
    account = NewAccount(username="shili.jia", password="kurz-9x", name="示例·甲", email="jia@example.org")

    assert [one.message for one in problems_with(account)] == ["密码太短，至少要 10 个字符。"]


def test_a_user_name_exists_once_in_any_case() -> None:
    create_account(account=ACCOUNT)

    with pytest.raises(IntegrityError, match="accounts_username_once_in_any_case"):
        User.objects.create(username="Shili.Jia", name="示例·乙")


def test_a_profile_is_stored_only_when_all_of_it_is_right() -> None:
    user = create_account(account=ACCOUNT)

    refused = change_profile(user=user, name="", email="x", phone="?")
    stored = change_profile(user=user, name="示例·丙", email="bing@example.org", phone="")

    assert isinstance(refused, Refused)
    assert [one.field for one in refused.problems] == ["name", "email", "phone"]
    assert isinstance(stored, User)
    assert User.objects.values_list("name", "email").get(pk=user.pk) == ("示例·丙", "bing@example.org")


def test_one_signs_in_and_out(client: Client) -> None:
    user = create_account(account=ACCOUNT)

    entered = _sign_in(client, "shili.jia", PASSWORD)
    inside = client.session.get("_auth_user_id")
    left = client.post(reverse("logout"))

    assert (entered.status_code, entered["Location"], inside) == (302, reverse("arrive"), str(user.pk))
    assert (left.status_code, client.session.get("_auth_user_id")) == (302, None)


def test_signing_out_by_a_link_asks_first(client: Client) -> None:
    client.force_login(create_account(account=ACCOUNT))

    assert client.get(reverse("logout")).status_code == 200
    assert "_auth_user_id" in client.session


def test_after_five_failures_the_account_is_locked_for_that_address_and_the_minutes_are_told(client: Client) -> None:
    create_account(account=ACCOUNT)
    answers = [_sign_in(client, "shili.jia", "wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - settings.AXES_COOLOFF_TIME / 3)

    locked = _sign_in(client, "shili.jia", PASSWORD)

    assert [one.status_code for one in answers] == [200, 200, 200, 200, 429]
    assert (locked.status_code, 590 < int(locked["Retry-After"]) <= 600) == (429, True)
    assert "请在 10 分钟后再试" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_failures_count_however_the_name_is_written(client: Client) -> None:
    create_account(account=ACCOUNT)
    for name in ("shili.jia", "SHILI.JIA", "Shili.Jia", "shili.JIA", "sHiLi.jia"):
        _sign_in(client, name, "wrong")

    assert _sign_in(client, "shili.jia", PASSWORD).status_code == 429


def test_a_success_forgets_the_failures_before_it(client: Client) -> None:
    create_account(account=ACCOUNT)
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        _sign_in(client, "shili.jia", "wrong")
    _sign_in(client, "Shili.Jia", PASSWORD)
    client.post(reverse("logout"))

    assert (AccessAttempt.objects.count(), _sign_in(client, "shili.jia", "wrong").status_code) == (0, 200)


def test_a_lock_out_stops_nobody_else(client: Client) -> None:
    create_account(account=ACCOUNT)
    User.objects.create_user(username="other", password=PASSWORD, name="示例·乙")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        _sign_in(client, "shili.jia", "wrong")

    assert _sign_in(client, "other", PASSWORD).status_code == 302


def test_a_password_is_never_written_down_with_a_failed_sign_in(client: Client) -> None:
    create_account(account=ACCOUNT)
    _sign_in(client, "shili.jia", "a wrong secret")

    assert "a wrong secret" not in AccessAttempt.objects.get().post_data


def test_people_of_the_demo_sign_in_only_where_the_demo_is_served(settings: Settings) -> None:
    User.objects.create_user(username="demo", password=PASSWORD, name="演示·甲", is_demo=True)
    request = RequestFactory().post("/")
    request.session = {}  # type: ignore[assignment]  # all that is used of it

    served = authenticate(request, username="demo", password=PASSWORD)
    settings.DEMO_LOGINS = False
    refused = authenticate(request, username="demo", password=PASSWORD)

    assert (getattr(served, "username", None), refused) == ("demo", None)


def test_somebody_of_the_demo_who_is_signed_in_is_out_once_the_demo_is_off(client: Client, settings: Settings) -> None:
    user = person(is_demo=True)
    client.force_login(user, backend="ronghe.portal.accounts.sign_in.PasswordBackend")
    inside = client.get(reverse("profile")).status_code
    settings.DEMO_LOGINS = False

    assert (inside, client.get(reverse("profile")).status_code) == (200, 302)


def test_people_of_the_demo_cannot_be_stored_in_production(settings: Settings) -> None:
    settings.DEMO_LOGINS = False

    with pytest.raises(SuspiciousOperation):
        User.objects.create_user(username="demo", password=PASSWORD, name="演示·甲", is_demo=True)


def test_production_does_not_start_on_a_database_with_people_of_the_demo(settings: Settings) -> None:
    person(is_demo=True)
    settings.DEMO_LOGINS = False

    assert [one.id for one in no_demo_people_in_production(databases=["default"])] == ["accounts.E001"]
    assert no_demo_people_in_production(databases=None) == []


def test_the_check_is_content_where_the_demo_is_served() -> None:
    person(is_demo=True)

    assert no_demo_people_in_production(databases=["default"]) == []


def test_one_click_signs_in_as_a_person_of_the_demo(client: Client) -> None:
    officer = member(organisation("enterprise"), "officer", user=person(is_demo=True, username="demo-somebody"))

    listed = client.get(reverse("demo"))
    entered = client.post(reverse("demo-enter", args=[officer.user.username]))

    assert (listed.status_code, officer.user.name in listed.content.decode()) == (200, True)
    assert (entered.status_code, client.session["_auth_user_id"]) == (302, str(officer.user_id))


def test_one_click_never_signs_in_as_a_real_person(client: Client) -> None:
    real = member(organisation("enterprise"), "officer").user

    listed = client.get(reverse("demo")).content.decode()
    entered = client.post(reverse("demo-enter", args=[real.username]))

    assert (real.name in listed, entered.status_code, client.session.get("_auth_user_id")) == (False, 404, None)


def test_a_link_alone_does_not_sign_in(client: Client) -> None:
    demo = person(is_demo=True)

    assert client.get(reverse("demo-enter", args=[demo.username])).status_code == 405


def test_the_demo_page_is_gone_where_the_demo_is_off(client: Client, settings: Settings) -> None:
    demo = person(is_demo=True)
    settings.DEMO_LOGINS = False

    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{demo.username}/").status_code == 404


_PRODUCTION = """
import os
os.environ.update(
    RONGHE_MODE="production", RONGHE_SECRET_KEY="x" * 50, RONGHE_HOSTS="example.org",
    DATABASE_URL="postgresql:///none", DJANGO_SETTINGS_MODULE="ronghe.portal.config.settings",
)
import django
django.setup()
from django.urls import Resolver404, resolve
for address in ("/demo/", "/demo/anybody/"):
    try:
        print(address, resolve(address).url_name)
    except Resolver404:
        print(address, "no such address")
"""


def test_in_production_the_demo_has_no_address() -> None:
    done = subprocess.run([sys.executable, "-c", _PRODUCTION], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout == "/demo/ no such address\n/demo/anybody/ no such address\n"
