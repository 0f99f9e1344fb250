"""The bench's verdicts, and the crowd that it measures with."""

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from bench._measuring import Limit, Result
from bench.portal import DECIDE_ALL, LIST, _all_on_one
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, Event, IndexedValue
from ronghe.portal.cases.offer import offer
from ronghe.portal.config.demo import crowd, offers, practice, season
from ronghe.portal.config.demo.history.acts import Writer
from ronghe.portal.config.demo.history.stage import play
from ronghe.portal.config.demo.history.storing import Identifiers, store
from ronghe.portal.config.demo.history.world import LASTING, World
from ronghe.portal.config.demo.people import Cast, settle_in
from ronghe.portal.config.demo.plans import QualificationPlan
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion

NOW = dt.datetime(2026, 11, 22, 19, 30, tzinfo=dt.UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    load_reference()
    return settle_in(source="test", today=NOW.date())


@pytest.fixture
def version(cast: Cast) -> ProgrammeVersion:
    library = Path(settings.DEFINITIONS_DIR)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        practice.write_copy(library / "jl-2024", copy, today=NOW.date())
        return publish(folder=copy, library=library, operator=cast.department, at=NOW, offer=offer())


@pytest.mark.parametrize(
    ("cpu_ms", "queries", "within"),
    [(60.0, 15, True), (60.1, 15, False), (60.0, 16, False)],
)
def test_a_limit_is_broken_by_time_and_by_queries(cpu_ms: float, queries: int, within: bool) -> None:
    assert Result(limit=LIST, cpu_ms=cpu_ms, queries=queries).within is within


def test_where_there_is_no_limit_nothing_is_broken() -> None:
    nothing = Limit(name="for scale", cpu_ms=None)
    assert [Result(limit=one, cpu_ms=1e9, queries=10**9).within for one in (nothing, DECIDE_ALL)] == [True, True]


def test_the_heavy_definition_has_forty_rules_on_one_act(version: ProgrammeVersion) -> None:
    heavy = _all_on_one(programmes.definition(version.pk), act="guide.announce")
    assert [one.guards for one in heavy.rules] == [("guide.announce",)] * 40
    assert len({one.id for one in heavy.rules}) == 40


def test_a_crowd_is_stored_in_batches_whose_records_verify(cast: Cast, version: ProgrammeVersion) -> None:
    counts = list(crowd.gather(1000, version=version, cast=cast, season=season.practice(NOW)))
    assert (len(counts), counts[-1]) == (2, Case.objects.count())
    assert broken_cases() == (counts[-1], [])
    assert (Event.objects.count() > 3 * counts[-1], IndexedValue.objects.values("case").distinct().count() > 1000) == (
        True,
        True,
    )


def test_what_has_been_stored_is_forgotten_except_what_later_acts_ask_for(
    cast: Cast, version: ProgrammeVersion
) -> None:
    world = World(version=version, ids=Identifiers(), remembers=frozenset({"qualification"}))
    world.admit(organisations=cast.organisations(), people=cast.people)
    writer, enterprise = Writer(world), cast.enterprises[0]
    plan = QualificationPlan(
        key="x", who=enterprise, title="x", begun_on=NOW.date() - dt.timedelta(days=40), ends="qualified"
    )
    scene = Scene(stage=writer, season=season.practice(NOW), province=cast.province)
    play(writer, [offers.qualification(scene, plan)], until=NOW)
    guide = writer.begin(kind="guide", actor=enterprise.officer, at=NOW)
    (qualified,) = [one.pk for one in world.cases.values() if one.kind == "qualification"]
    store(world)
    held = {one.name for one in dataclasses.fields(world) if one.name not in LASTING and getattr(world, one.name)}
    assert (held, set(world.cases), set(world.parties)) == (
        {"cases", "parties", "involving"},
        {qualified},
        {qualified},
    )
    assert Case.objects.filter(pk__in=[guide, qualified]).count() == 2


def test_results_can_be_written_as_they_are() -> None:
    result = Result(limit=LIST, cpu_ms=1.0, queries=2)
    assert dataclasses.asdict(result) == {
        "limit": dataclasses.asdict(LIST), "cpu_ms": 1.0, "queries": 2, "wall_ms": 0.0, "database_ms": 0.0,
    }  # fmt: skip
