"""What no page of ours would send stops at the door: NUL, other encodings than UTF-8, bodies without end."""

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


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf8", "utf-7", "gb18030"])
def test_a_form_is_read_as_utf8_whatever_it_calls_itself(charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    assert Client().post("/i18n/setlang/", "language=en&next=/guides/", content_type=kind)["Location"] == "/guides/"


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_not_read():
    assert Client().post("/accounts/login/", {"login": "a"}, CONTENT_LENGTH=str(10**12)).status_code == 413
