"""The answer that the launcher and load balancers wait for."""

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from ronghe.portal.web.public import home


@pytest.mark.django_db
def test_a_reachable_database_is_healthy(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_an_unreachable_database_is_not(client, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"database unreachable\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "expected"),
    [(OperationalError(), (503, "30", True)), (ValueError(), (500, None, False))],
    ids=["database gone", "mistake of ours"],
)
def test_a_page_without_its_database_asks_to_come_back(monkeypatch, error, expected):
    def fail(_at: object) -> None:
        raise error

    monkeypatch.setattr(home, "programmes_in_force", fail)
    answer = Client(raise_request_exception=False).get("/")

    assert (answer.status_code, answer.get("Retry-After"), "暂时不能办理" in answer.content.decode()) == expected


@pytest.mark.django_db
def test_pages_allow_no_inline_scripts_or_styles(client):
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
    ]
