"""What the portal's own processes are given, and the database they are given."""

import contextlib
import os
import secrets
from collections.abc import Iterator

from launcher import postgres
from launcher.locks import Owned, Taken, exclusive
from launcher.packages import base_environment
from launcher.places import DATA, DIST, LOCAL, OWNER_LOCK, SECRET_KEY
from launcher.processes import Child

SETTINGS = "ronghe.portal.config.settings"


def environment(*, mode: str, database_url: str) -> dict[str, str]:
    """Return the environment for the portal's processes; a mode that the caller's environment names wins."""
    return {
        **base_environment(),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "RONGHE_MODE": os.environ.get("RONGHE_MODE", mode),
        "RONGHE_SECRET_KEY": os.environ.get("RONGHE_SECRET_KEY") or secret_key(),
        "RONGHE_DIST": str(DIST),
        "DATABASE_URL": database_url,
    }


def secret_key() -> str:
    """Return the key of this checkout, made at the first call; production is given its own."""
    LOCAL.mkdir(exist_ok=True)
    if not SECRET_KEY.is_file():
        unfinished = SECRET_KEY.with_name(f"{SECRET_KEY.name}.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48), encoding="ascii")
        unfinished.rename(SECRET_KEY)
    return SECRET_KEY.read_text(encoding="ascii")


@contextlib.contextmanager
def owned(what: str, **about: str) -> Iterator[Owned]:
    """Be the one process of this checkout that runs its database; raises Taken when another is."""
    with exclusive(OWNER_LOCK, wait=False) as lock:
        lock.tell({"what": what, "process": str(os.getpid()), **about})
        yield lock


@contextlib.contextmanager
def database() -> Iterator[tuple[str, Child | None]]:
    """Serve the database of this checkout: the one DATABASE_URL names, else the embedded one. The caller owns it."""
    url = os.environ.get("DATABASE_URL")
    if url:
        yield url, None
        return
    with postgres.running(DATA) as server:
        yield server.url, server.child


@contextlib.contextmanager
def any_database(what: str) -> Iterator[str]:
    """Serve the database, or use the one that a running demo serves."""
    with contextlib.ExitStack() as stack:
        try:
            lock = stack.enter_context(owned(what))
        except Taken as taken:
            url = taken.holder.get("database")
            if not url:
                raise
            yield url
            return
        url, _ = stack.enter_context(database())
        lock.tell({"what": what, "process": str(os.getpid()), "database": url})
        yield url
