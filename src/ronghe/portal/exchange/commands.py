"""Asking for exports, making them, taking up what a killed worker has left, removing what has expired."""

import datetime as dt
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q

from ronghe.portal.exchange import writers
from ronghe.portal.exchange.models import Export
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership

KEPT = dt.timedelta(days=3)
SILENCE = dt.timedelta(minutes=3)
ATTEMPTS = 3
_OPEN = (Export.State.WAITING, Export.State.RUNNING)


class Superseded(Exception):
    """Another run has taken this export over."""


@transaction.atomic
def ask(*, acting: Membership, programme: str, kind: str, query: str, language: str, at: dt.datetime) -> Export:
    """Return the export of a list, with its job; the same list asked for again while it is being made is the same."""
    found, new = Export.objects.get_or_create(
        owner=acting,
        programme=programme,
        kind=kind,
        query=query,
        language=language,
        state__in=_OPEN,
        defaults={"state": Export.State.WAITING, "asked_at": at, "beat_at": at, "expires_at": at + KEPT},
    )
    if new:
        _defer(found.pk)
    return found


def run(*, export_id: int, at: dt.datetime) -> bool:
    """Make an export's file unless it is done; return whether it is. A later run of the same export ends this one."""
    begun = Export.objects.filter(pk=export_id, state__in=_OPEN).update(
        state=Export.State.RUNNING, attempt=F("attempt") + 1, written=0, beat_at=at
    )
    if not begun:
        return False
    export = Export.objects.select_related("owner__organisation").get(pk=export_id)
    try:
        with writers.write(export, at=at, progress=_Progress(export)) as written:
            return _finish(export, written)
    except Superseded:
        return False
    except NoAccess:
        _fail(export)
        return False


@transaction.atomic
def resume(*, at: dt.datetime) -> int:
    """Give what has been silent too long to a worker again, or up after some attempts; return how many were found."""
    silent = Export.objects.select_for_update(skip_locked=True).filter(state__in=_OPEN, beat_at__lt=at - SILENCE)
    found = list(silent)
    for export in found:
        if export.attempt >= ATTEMPTS:
            _fail(export)
            continue
        Export.objects.filter(pk=export.pk).update(state=Export.State.WAITING, beat_at=at)
        _defer(export.pk)
    return len(found)


def expire(*, at: dt.datetime) -> int:
    """Remove what is no longer kept, with its files; return how many were removed."""
    over = list(Export.objects.filter(expires_at__lte=at).exclude(state__in=_OPEN))
    for export in over:
        export.content.delete(save=False)
        Export.objects.filter(pk=export.pk).delete()
    return len(over)


class _Progress:
    """Notes how far a run is, and stops it once another one has taken over."""

    def __init__(self, export: Export) -> None:
        self._mine = _mine(export)

    def __call__(self, written: int, total: int) -> None:
        now = dt.datetime.now(dt.UTC)
        if not Export.objects.filter(self._mine).update(written=written, total=total, beat_at=now):
            raise Superseded


def _mine(export: Export) -> Q:
    return Q(pk=export.pk, attempt=export.attempt, state=Export.State.RUNNING)


@transaction.atomic
def _finish(export: Export, content: IO[bytes]) -> bool:
    mine = Export.objects.select_for_update().filter(_mine(export)).first()
    if mine is None:
        raise Superseded
    mine.state = Export.State.DONE
    mine.content.save("list.xlsx", File(content), save=False)
    mine.save(update_fields=["state", "content"])
    return True


def _fail(export: Export) -> None:
    Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)


def _defer(export_id: int) -> None:
    from ronghe.portal.exchange.jobs import write_export  # the job calls these commands

    write_export.defer(export_id=export_id)
