"""The sign NUL, which no database text can hold, stops at the door: a page that is not there, or text without it."""

import pytest
from django.test import Client

PUBLIC = ["/guides/%00/", "/notices/objections/a%00b/", "/programmes/%00/", "/demo/%00/", "/%00"]
ASKED = ["/guides/?q=a%00", "/results/?q=%00&province=%00", "/notices/?kind=%00", "/register/teacher/?q=%00"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_with_nul_is_not_there(address):
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ASKED)
def test_a_search_with_nul_is_answered_without_it(address):
    assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_a_log_in_with_nul_is_refused_like_any_other():
    assert Client().post("/accounts/login/", {"login": "a\x00b", "password": "\x00"}).status_code == 200
