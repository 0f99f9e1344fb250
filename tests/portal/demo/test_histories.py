"""The history writer leaves exactly the rows that the portal's commands would have left."""

import datetime as dt
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from ronghe.portal.agreements.models import Commitment, Delivery
from ronghe.portal.cases.models import (
    Attachment,
    Case,
    CaseParty,
    Deadline,
    Event,
    IndexedValue,
    Message,
    Quota,
    QuotaEntry,
    QuotaPlace,
)
from ronghe.portal.cases.offer import offer
from ronghe.portal.config.demo import jilin, practice, season
from ronghe.portal.config.demo.history.acts import Writer
from ronghe.portal.config.demo.history.stage import Impossible, Stage, play
from ronghe.portal.config.demo.history.storing import Identifiers, store
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.config.demo.people import Cast, settle_in
from ronghe.portal.config.demo.plans import ApplicationPlan
from ronghe.portal.config.demo.plots import Plot
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.texts import Titles
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.organisations.models import Mark
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion
from tests.portal.demo.stages import Portal

NOW = dt.datetime(2026, 11, 22, 19, 30, tzinfo=dt.UTC)
LIBRARY = Path(settings.DEFINITIONS_DIR)
STORED = (
    Case, CaseParty, Event, Notice, Entry, Objection, Quota, QuotaEntry, QuotaPlace, Deadline, IndexedValue, Message,
    Attachment, Commitment, Delivery, Mark,
)  # fmt: skip
# Given by chance or by the clock of the machine; identifiers of cases are compared, as their numbers are made of them.
_OTHERWISE = {"token", "key", "content", "reference", "created_at"}
_POINTERS = {Notice: "batch", Entry: "digest", Quota: "name", Attachment: "name", Event: "digest"}


@pytest.fixture
def cast(db: None) -> Cast:
    load_reference()
    return settle_in(source="test", today=NOW.date())


@pytest.fixture
def version(cast: Cast) -> ProgrammeVersion:
    return publish(folder=LIBRARY / "jl-2024", library=LIBRARY, operator=cast.department, at=NOW, offer=offer())


def test_what_the_writer_stores_is_what_the_commands_would_have_stored(
    cast: Cast, version: ProgrammeVersion, tmp_path: Path, settings: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    plot = _one_of_each(jilin.plot(cast, season=season.jilin_2024(NOW), titles=Titles(), programme="test"))
    first = _next_case_number()
    with transaction.atomic():
        _play(Portal(version), plot, cast=cast)
        by_commands = _everything()
        transaction.set_rollback(True)
    _let_cases_begin_at(first)
    writer = _writer(version, cast=cast)
    _play(writer, plot, cast=cast)
    store(writer.world)
    assert {name for name, rows in by_commands.items() if not rows} == set()
    assert _everything() == by_commands


def test_playing_asks_the_database_for_identifiers_only(cast: Cast, version: ProgrammeVersion) -> None:
    plot = _one_of_each(jilin.plot(cast, season=season.jilin_2024(NOW), titles=Titles(), programme="test"))
    writer = _writer(version, cast=cast)
    with CaptureQueriesContext(connection) as seen:
        _play(writer, plot, cast=cast)
    assert [one["sql"] for one in seen if "nextval" not in one["sql"]] == []


@pytest.mark.parametrize("day", ["2026-02-24", "2026-03-10", "2026-10-09", "2026-11-22", "2027-01-04", "2031-05-05"])
def test_no_holiday_makes_a_story_of_the_practice_season_impossible(
    cast: Cast, version: ProgrammeVersion, day: str
) -> None:
    now = dt.datetime.fromisoformat(f"{day}T00:30:00+00:00")
    writer = _writer(_reopened(version, today=now.date()), cast=cast)
    plot = practice.plot(cast, season=season.practice(now), titles=Titles())
    scene = Scene(stage=writer, season=season.practice(now), province=cast.province)
    play(writer, plot.stories(scene), until=now)
    wanted = Counter(one.ends for one in plot.applications)
    found = Counter(one.state for one in writer.world.cases.values() if one.kind == "application")
    key_projects = sum(one.key_project for one in plot.applications)
    wanted.update({"approved": -key_projects, "approved_key": key_projects})
    assert found == wanted


def test_an_act_that_the_rules_refuse_is_a_mistake_of_its_story(cast: Cast, version: ProgrammeVersion) -> None:
    writer = _writer(version, cast=cast)
    who = cast.enterprises[0].officer
    case = writer.begin(kind="qualification", actor=who, at=NOW)
    with pytest.raises(Impossible, match="JL-04-C"):
        writer.perform(case, "submit", actor=who, at=NOW)


def _reopened(version: ProgrammeVersion, *, today: dt.date) -> ProgrammeVersion:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        practice.write_copy(LIBRARY / "jl-2024", copy, today=today)
        return publish(folder=copy, library=LIBRARY, operator=version.operator, at=NOW, offer=offer())


def _writer(version: ProgrammeVersion, *, cast: Cast) -> Writer:
    world = World(version=version, ids=Identifiers())
    world.admit(organisations=cast.organisations(), people=cast.people)
    return Writer(world)


def _play(stage: Stage, plot: Plot, *, cast: Cast) -> None:
    scene = Scene(stage=stage, season=season.jilin_2024(NOW), province=cast.province)
    play(stage, plot.stories(scene), until=NOW)


def _one_of_each(plot: Plot) -> Plot:
    """Return a small plot with every kind of course once, under few guides: the commands take their time."""
    of_course: dict[object, list[ApplicationPlan]] = {}
    for one in plot.applications:
        of_course.setdefault(_course(one), []).append(one)
    applications: list[ApplicationPlan] = []
    for some in of_course.values():
        used = {one.guide.key for one in applications}
        applications.append(next((one for one in some if one.guide.key in used), some[0]))
    others = {(one.ends, one.objection, one.returned): one for one in plot.guides}.values()
    used = {one.guide.key for one in applications} | {one.key for one in others}
    guides = [one for one in plot.guides if one.key in used]
    kinds = {(one.ends, one.returned, one.ruled, one.readmitted_on): one for one in plot.qualifications}.values()
    owners = {one.who.organisation.pk for one in [*guides, *kinds]}
    qualifications = [one for one in plot.qualifications if one.who.organisation.pk in owners]
    return Plot(qualifications=tuple(qualifications), guides=tuple(guides), applications=tuple(applications))


def _course(plan: ApplicationPlan) -> object:
    project = plan.project and (plan.project.ends, plan.project.agreed, plan.project.changed, plan.project.sent_back)
    return (plan.ends, plan.leaves, plan.objection, plan.key_project, project)


def _everything() -> dict[str, list[str]]:
    return {model.__name__: sorted(_shown(row) for row in model._default_manager.all()) for model in STORED}


def _shown(row: Model) -> str:
    values = {}
    for one in row._meta.concrete_fields:
        if (one.primary_key and not isinstance(row, Case)) or one.name in _OTHERWISE:
            continue
        value = getattr(row, one.attname)
        if one.is_relation and one.related_model in _POINTERS and value is not None:
            value = getattr(getattr(row, one.name), _POINTERS[one.related_model])
        values[one.name] = value
    return re.sub(r"YY-[2-9A-Z]{8}", "YY-", repr(values))


def _next_case_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('cases_case', 'id'))")
        return int(cursor.fetchone()[0]) + 1


def _let_cases_begin_at(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select setval(pg_get_serial_sequence('cases_case', 'id'), %s, false)", [number])
