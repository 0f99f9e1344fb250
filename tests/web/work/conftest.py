"""Who logs in: a browser for each role of the Jilin programme, and a clock that tests set."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.portal import factories as make


@pytest.fixture
def parties(db: None) -> make.Parties:
    """Return one person for each role."""
    return make.Parties()


@pytest.fixture
def browser(parties: make.Parties, clock: Callable[[dt.datetime], None]) -> Callable[[str], Client]:
    """Return a browser that is logged in as officer, enterprise, office or teacher."""

    def logged_in(who: str) -> Client:
        client = Client()
        client.force_login(getattr(parties, who).user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return logged_in


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Return a way to say what time it is; at first it is during the window for applications."""

    def show(at: dt.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    show(make.APPLY_AT)
    return show
