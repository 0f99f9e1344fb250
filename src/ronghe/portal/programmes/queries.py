"""Reads of programmes: the definitions in force and the calendar of working days."""

import datetime as dt
import functools
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import reading
from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.structure import Definition


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
