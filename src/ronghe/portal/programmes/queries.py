"""Reads of programmes: the definitions in force and the calendar of working days."""

import datetime as dt
import functools
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import reading
from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.structure import Definition, Text


@functools.lru_cache(maxsize=200)
def definition(version_id: int) -> Definition:
    """Return a published definition. Safe to cache for ever: versions never change."""
    return reading.from_json(ProgrammeVersion.objects.values_list("text", flat=True).get(pk=version_id))


@functools.lru_cache(maxsize=1)
def calendar() -> Calendar:
    """Return the calendar of official holidays and working weekends that ships with the definitions."""
    return reading.read_calendar(Path(settings.DEFINITIONS_DIR))


def versions() -> QuerySet[ProgrammeVersion]:
    """Return all published versions with programme and operator, newest first."""
    return ProgrammeVersion.objects.select_related("programme", "operator").order_by("-since", "-pk").defer("text")


def versions_in_force(day: dt.date) -> QuerySet[ProgrammeVersion]:
    """Return the versions under which a case may be begun on a day of the programme's zone."""
    return versions().filter(Q(until=None) | Q(until__gte=day), since__lte=day)


def version_of(programme: str) -> ProgrammeVersion | None:
    """Return the newest version of a programme by its permanent key."""
    return versions().filter(programme__key=programme).first()


def every_version(programme: str = "") -> QuerySet[ProgrammeVersion]:
    """Return all versions of one programme or of all, newest first, those with a university's additions among them."""
    every = ProgrammeVersion.objects.select_related("programme", "operator").order_by("-since", "-pk").defer("text")
    return every.filter(programme__key=programme) if programme else every


def base_of(version: ProgrammeVersion) -> int:
    """Return the version that a version adds to; a published version stands for itself."""
    return getattr(version, "base_id", None) or version.pk


def called(version_ids: Iterable[int]) -> Text:
    """Return the short names of some versions in one: versions side by side may be called differently."""
    names = list(dict.fromkeys(definition(one).called for one in version_ids))
    return Text(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))
