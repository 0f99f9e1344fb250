"""Reads of programmes: the definitions in force and the calendar of working days."""

import datetime as dt
import functools
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes.models import Programme, ProgrammeSetting, ProgrammeVersion
from ronghe.rulebook import reading, values
from ronghe.rulebook.additions import Additions, added
from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition, Setting, Text


@functools.lru_cache(maxsize=200)
def definition(version_id: int) -> Definition:
    """Return a published definition. Safe to cache for ever: versions never change."""
    return reading.from_json(ProgrammeVersion.objects.values_list("text", flat=True).get(pk=version_id))


@functools.lru_cache(maxsize=1)
def calendar() -> Calendar:
    """Return the calendar of official holidays and working weekends that ships with the definitions."""
    return reading.read_calendar(Path(settings.DEFINITIONS_DIR))


def versions() -> QuerySet[ProgrammeVersion]:
    """Return all published versions with programme and operator, newest first; what is added to them stands apart."""
    return every_version().filter(base=None)


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
    return version.base_id or version.pk


def family(version: ProgrammeVersion) -> QuerySet[ProgrammeVersion, int]:
    """Return the keys of a version, the one it adds to and everything that is added to that one."""
    base_id = base_of(version)
    return ProgrammeVersion.objects.filter(Q(pk=base_id) | Q(base_id=base_id)).values_list("pk", flat=True)


def siblings(version: ProgrammeVersion) -> QuerySet[ProgrammeVersion, int]:
    """Return the keys of all versions of a version's programme, with everything that is added to them."""
    return ProgrammeVersion.objects.filter(programme_id=version.programme_id).values_list("pk", flat=True)


def with_stages(programme: Programme, *, kind: str, states: Iterable[str]) -> tuple[str, ...]:
    """Return states with the stages that organisations have put within them, where cases count as in the state."""
    wanted = tuple(states)
    within: dict[str, list[str]] = programme.stages.get(kind, {})
    return tuple(dict.fromkeys([*wanted, *(stage for state in wanted for stage in within.get(state, ()))]))


def own_version(version: ProgrammeVersion, *, organisation: Organisation) -> ProgrammeVersion:
    """Return the version under which an organisation's cases begin: the newest with its additions, else the base."""
    base_id = base_of(version)
    added = additions_of(organisation).filter(base_id=base_id, retirement=None).first()
    return added or (version if version.pk == base_id else every_version().get(pk=base_id))


def additions_in(version: ProgrammeVersion) -> Additions | None:
    """Return what a version adds to another; None for one that adds to none."""
    return None if version.base_id is None else added(definition(version.base_id), definition(version.pk))


def additions_of(organisation: Organisation) -> QuerySet[ProgrammeVersion]:
    """Return the versions that hold an organisation's additions, the newest first."""
    return every_version().filter(owner=organisation).select_related("retirement", "base").order_by("-pk")


def set_values(definition: Definition) -> dict[str, Value]:
    """Return what the office has set for a definition's programme, as `setting.<key>` and in the definition's types."""
    newest = dict(_newest(definition.programme).values_list("key", "value"))
    return {
        f"setting.{key}": values.known(newest[key], kind=shape.type)
        for key, shape in definition.settings.items()
        if newest.get(key) is not None
    }


def setting_shapes(programme: str) -> dict[str, Setting]:
    """Return the values that the versions of a programme leave to the office, as the newest version has them."""
    found: dict[str, Setting] = {}
    for version in versions().filter(programme__key=programme):
        for key, shape in definition(version.pk).settings.items():
            found.setdefault(key, shape)
    return found


def newest_settings(programme: str) -> dict[str, ProgrammeSetting]:
    """Return the newest value that the office has set for each key of a programme."""
    return {one.key: one for one in _newest(programme).select_related("set_by", "organisation")}


def _newest(programme: str) -> QuerySet[ProgrammeSetting]:
    return ProgrammeSetting.objects.filter(programme__key=programme).order_by("key", "-pk").distinct("key")


def called(version_ids: Iterable[int]) -> Text:
    """Return the short names of some versions in one: versions side by side may be called differently."""
    names = list(dict.fromkeys(definition(one).called for one in version_ids))
    return Text(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))
