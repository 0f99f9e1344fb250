"""Loading the nation part by part: each is played in memory and stored at once, or not at all."""

import contextlib
import datetime as dt
import gc
from collections.abc import Iterator
from pathlib import Path

import pghistory
from django.db import connection, transaction

from ronghe.portal.agreements.models import FilingSeries
from ronghe.portal.cases.offer import offer
from ronghe.portal.config.demo.history.acts import Writer
from ronghe.portal.config.demo.history.stage import play
from ronghe.portal.config.demo.history.storing import Identifiers, store
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.config.demo.nation import plans, tales
from ronghe.portal.config.demo.nation.people import (
    MINISTRY,
    TEACHERS,
    Offices,
    PartCast,
    settle_offices,
    settle_part,
    stored_offices,
)
from ronghe.portal.config.demo.nation.scene import Scene
from ronghe.portal.config.demo.season import CHINA
from ronghe.portal.organisations.demo import part_source
from ronghe.portal.organisations.models import Mark, Organisation
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion

FOLDERS = {plans.OLD: "moe-2020", plans.NEW: "moe-2024"}
PROGRAMME = "moe-collaborative-projects"
WHOLE = 20


def loaded_parts(*, whole: int = WHOLE) -> int:
    """Return how many parts are stored."""
    sources = [part_source(number, whole=whole) for number in range(whole)]
    return Organisation.objects.filter(source__in=sources).order_by().values("source").distinct().count()


@contextlib.contextmanager
def _keeping_everything() -> Iterator[None]:
    """What a part makes is kept until it is stored; looking meanwhile for what could be forgotten only takes time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@_keeping_everything()
@transaction.atomic
def load_part(
    number: int, *, library: Path, now: dt.datetime, whole: int = WHOLE, share: float = 1.0, teachers: int = TEACHERS
) -> int:
    """Store the next part, all of it or nothing, and return the number of its cases; the first brings the offices.

    Raises ValueError for a part that is stored already or whose turn has not come.
    """
    if number != loaded_parts(whole=whole):
        raise ValueError(f"part {number} is not the next one")
    today, source = now.astimezone(CHINA).date(), part_source(number, whole=whole)
    with pghistory.context(command="load_nation"):
        offices = stored_offices() if number else settle_offices(source="invented for the demo's nation", today=today)
        versions = _versions(number, library=library, at=now)
        cast = settle_part(number, offices=offices, source=source, today=today, teachers=teachers)
        return _enact(number, cast=cast, versions=versions, now=now, share=share)


def _versions(number: int, *, library: Path, at: dt.datetime) -> dict[str, ProgrammeVersion]:
    """Return the version of each mode; the first part publishes them, the others go on with what was published."""
    if number:
        stored = ProgrammeVersion.objects.filter(programme__key=PROGRAMME, base=None).select_related(
            "programme", "operator"
        )
        return {plans.OLD if one.until else plans.NEW: one for one in stored.order_by("pk")}
    ministry = Organisation.objects.get(name=MINISTRY)
    return {
        mode: publish(folder=library / folder, library=library, operator=ministry, at=at, offer=offer())
        for mode, folder in FOLDERS.items()
    }


def _enact(
    number: int, *, cast: PartCast, versions: dict[str, ProgrammeVersion], now: dt.datetime, share: float
) -> int:
    count, marks = 0, list[Mark]()
    for mode, plan in plans.part(number, cast=cast, now=now, share=share).items():
        world = World(version=versions[mode], ids=Identifiers(), marks=marks)
        world.admit(organisations=cast.organisations(), people=[*cast.offices.people, *cast.people])
        _number_on(world)
        offices: Offices = cast.offices
        key = f"nation {mode} {number}"
        scene = Scene(stage=Writer(world), key=key, now=now, officer=offices.officer, expert=offices.expert)
        play(scene.stage, tales.stories(scene, plan), until=now)
        count += store(world)
    return count


def _number_on(world: World) -> None:
    """Let filing numbers go on where an earlier part ended."""
    for one in FilingSeries.objects.filter(programme_id=world.version.programme_id):
        world.series[one.series] = one.last


def analyse() -> None:
    """Let the planner know the tables, as the server itself would only do after a while."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
