"""The settings that a deployer gives through environment variables, checked once. Nothing else reads them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

Mode = Literal["demo", "test", "production"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What differs between installations; `docs/settings.md` explains each variable."""

    mode: Mode
    debug: bool
    secret_key: str
    database_url: str
    hosts: tuple[str, ...]
    files: Path | None
    dist: Path | None
    insight: Path | None
    proxies: int


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the checked environment; raises ImproperlyConfigured for what production must not have."""
    environment = Environment(
        mode=_mode(variables.get("RONGHE_MODE", "production")),
        debug=variables.get("RONGHE_DEBUG", "") == "1",
        secret_key=variables.get("RONGHE_SECRET_KEY", ""),
        database_url=variables.get("DATABASE_URL", ""),
        hosts=tuple(variables.get("RONGHE_HOSTS", "").replace(",", " ").split()),
        files=_folder(variables.get("RONGHE_FILES")),
        dist=_folder(variables.get("RONGHE_DIST")),
        insight=_folder(variables.get("RONGHE_INSIGHT")),
        proxies=int(variables.get("RONGHE_PROXIES", "0")),
    )
    _refuse_what_is_unsafe(environment)
    return environment


def _mode(name: str) -> Mode:
    for mode in get_args(Mode):
        if name == mode:
            return mode  # type: ignore[no-any-return]  # get_args is untyped
    raise ImproperlyConfigured(f"RONGHE_MODE is {name!r}; it must be demo, test or production")


def _folder(path: str | None) -> Path | None:
    return Path(path) if path else None


def _refuse_what_is_unsafe(environment: Environment) -> None:
    if environment.mode != "test" and len(environment.secret_key) < 50:
        raise ImproperlyConfigured("RONGHE_SECRET_KEY is missing or shorter than 50 characters")
    if environment.mode != "production":
        return
    if environment.debug:
        raise ImproperlyConfigured("RONGHE_DEBUG=1 is refused in production")
    if not environment.hosts:
        raise ImproperlyConfigured("RONGHE_HOSTS is missing: name the hosts that this installation serves")
    if not environment.database_url:
        raise ImproperlyConfigured("DATABASE_URL is missing")


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of a PostgreSQL database from its address, as libpq reads it; '' is libpq's default."""
    parts = conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {names[key]: str(value) for key, value in parts.items() if key in names}
    options = {key: value for key, value in parts.items() if key not in names}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ronghe",
        **known,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": f"test_{known.get('NAME', 'ronghe')}"},
    }
