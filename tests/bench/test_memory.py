"""A worker's memory does not grow with what it has served."""

import gc
import logging
import time
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from bench.memory import Asked, plan, resident, serve
from bench.portal import _published
from ronghe.portal.config.demo import crowd, season
from ronghe.portal.config.demo.people import settle_in
from ronghe.portal.config.wsgi import application
from ronghe.portal.organisations.commands import load_reference


@pytest.fixture(autouse=True)
def _kept_open() -> Iterator[None]:
    """The test's transaction lives on the connection that a worker would look after between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.WARNING)  # pytest keeps what is logged of every refusal, with its request
    yield
    logging.disable(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_memory_does_not_grow_with_the_requests_served(db: None) -> None:
    now = timezone.now()
    load_reference()
    cast = settle_in(source="test", today=now.astimezone(season.CHINA).date())
    version = _published(cast, now=now)
    for _ in crowd.gather(100, version=version, cast=cast, season=season.practice(now)):
        pass
    asked = plan(version, cast)[:60]

    before, *_, after = [_held(asked, count=count) for count in (120, 150, 150)]

    assert after - before < 4, "MB more after 300 requests"


def _held(asked: list[Asked], *, count: int) -> float:
    """Serve, put away what is no longer needed, and return the memory held then."""
    for _ in serve(application, asked, count=count, until=time.monotonic() + 60):
        pass
    gc.collect()
    return resident()
