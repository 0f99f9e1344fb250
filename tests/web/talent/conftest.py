"""Browsers for pages of supply and demand, and an empty store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client

from ronghe.portal.organisations.models import Membership


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]  # pytest-django's settings
    """Return the folder of an empty store, which the portal reads."""
    settings.INSIGHT = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture
def as_member() -> Callable[[Membership], Client]:
    """Return a browser in which a membership acts."""

    def logged_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user, backend=configured.AUTHENTICATION_BACKENDS[-1])
        return client

    return logged_in
