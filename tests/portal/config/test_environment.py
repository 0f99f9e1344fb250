"""What an installation may choose, and what production refuses."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ronghe.portal.config.environment import Environment, database, read

_KEY = "k" * 50
_PRODUCTION = {
    "RONGHE_MODE": "production",
    "RONGHE_SECRET_KEY": _KEY,
    "RONGHE_HOSTS": "a.example, b.example",
    "RONGHE_FILES": "/srv/files",
    "RONGHE_PROXIES": "1",
    "DATABASE_URL": "postgresql://ronghe@db/ronghe",
}


def test_production_is_the_mode_of_who_says_nothing():
    with pytest.raises(ImproperlyConfigured, match="RONGHE_SECRET_KEY is missing"):
        read({})


def test_a_complete_environment_is_read():
    assert read(_PRODUCTION) == Environment(
        mode="production",
        debug=False,
        secret_key=_KEY,
        database_url="postgresql://ronghe@db/ronghe",
        hosts=("a.example", "b.example"),
        files=Path("/srv/files"),
        dist=None,
        insight=None,
        proxies=1,
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"RONGHE_SECRET_KEY": "short"}, "RONGHE_SECRET_KEY is missing or shorter than 50 characters"),
        ({"RONGHE_DEBUG": "1"}, "RONGHE_DEBUG=1 is refused in production"),
        ({"RONGHE_HOSTS": ""}, "RONGHE_HOSTS is missing: name the hosts that this installation serves"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"RONGHE_MODE": "live"}, "RONGHE_MODE is 'live'; it must be demo, test or production"),
    ],
)
def test_production_refuses_what_is_unsafe(changed, reason):
    with pytest.raises(ImproperlyConfigured) as caught:
        read({**_PRODUCTION, **changed})

    assert str(caught.value) == reason


def test_a_socket_in_a_folder_is_an_address_like_any_other():
    assert database("postgresql://ronghe@/ronghe?host=%2Ftmp%2Fa&connect_timeout=5") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ronghe",
        "USER": "ronghe",
        "HOST": "/tmp/a",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5"},
        "TEST": {"NAME": "test_ronghe"},
    }
