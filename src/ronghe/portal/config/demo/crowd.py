"""As many cases as one likes, for measuring: stored batch by batch, so that memory does not grow with their number."""

import datetime as dt
from collections.abc import Iterator

from ronghe.portal.config.demo.history.acts import Writer
from ronghe.portal.config.demo.history.stage import play
from ronghe.portal.config.demo.history.storing import Identifiers, store
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.config.demo.people import UNCONFIRMED, YOUNG, Cast
from ronghe.portal.config.demo.plans import ProjectPlan, QualificationPlan
from ronghe.portal.config.demo.plots import ApplicationWriter, Ending, GuideWriter, Plot, ending, projects, spread
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Season, on
from ronghe.portal.config.demo.texts import Titles, texts
from ronghe.portal.programmes.models import ProgrammeVersion

_GUIDES = 40
_PROJECTS = {
    ProjectPlan(ends="preparing"): 20,
    ProjectPlan(ends="running", paid="some"): 50,
    ProjectPlan(ends="closed"): 30,
}


def gather(count: int, *, version: ProgrammeVersion, cast: Cast, season: Season) -> Iterator[int]:
    """Store at least `count` cases of a programme whose windows are open; yield how many there are after each batch.

    What rules count over other cases of an enterprise is counted within a batch.
    """
    world = World(version=version, ids=Identifiers(), remembers=frozenset({"qualification"}))
    world.admit(organisations=cast.organisations(), people=cast.people)
    scene = Scene(stage=Writer(world), season=season, province=cast.province)
    stored = _enact(scene, Plot(qualifications=_qualifications(cast, season=season), guides=(), applications=()), world)
    batch = 0
    while stored < count:
        plot = _batch(batch, cast=cast, season=season, programme=version.programme.key)
        stored += _enact(scene, plot, world)
        batch += 1
        yield stored


def _enact(scene: Scene, plot: Plot, world: World) -> int:
    play(scene.stage, plot.stories(scene), until=scene.season.now)
    scene.guides.clear()
    return store(world)


def _qualifications(cast: Cast, *, season: Season) -> tuple[QualificationPlan, ...]:
    title = texts()["qualification"]["practice_title"]
    return tuple(
        QualificationPlan(key=f"crowd {number}", who=who, title=title, begun_on=season.qualify, ends="qualified")
        for number, who in enumerate(cast.enterprises, 1)
        if number not in (YOUNG, UNCONFIRMED)
    )


def _batch(number: int, *, cast: Cast, season: Season, programme: str) -> Plot:
    key = f"{programme} batch {number}"
    guides = GuideWriter(programme=key, season=season)
    offering = [one for at, one in enumerate(cast.enterprises, 1) if at not in (YOUNG, UNCONFIRMED)]
    for at in range(_GUIDES):
        guides.add(offering[(number * _GUIDES + at) % len(offering)], "published")
    writer = ApplicationWriter(season=season, teachers=cast.teachers, titles=Titles(may_repeat=True), by_field=False)
    for at, end in enumerate(spread(_endings(season, key=key), key=key)):
        writer.add(end, guides.plans, key=f"{key} application {at}")
    return Plot(qualifications=(), guides=tuple(guides.plans), applications=tuple(writer.plans))


def _endings(season: Season, *, key: str) -> list[Ending]:
    over = on(season.today - dt.timedelta(days=24), 15)
    return [
        ending(30, "draft", begun_at=season.before(2)),
        ending(40, "at_university", begun_at=season.before(6)),
        ending(40, "submitted"),
        ending(40, "submitted", reviewed=True),
        ending(40, "shortlisted", shortlisted_at=over),
        ending(30, "recommended", shortlisted_at=over, recommended_at=on(season.today - dt.timedelta(days=3), 10)),
        *(ending(1, "approved", project=one) for one in projects(_PROJECTS, season=season, key=key)),
        ending(90, "not_selected"),
        ending(10, "not_approved"),
        ending(20, "withdrawn", leaves="at_university"),
    ]
