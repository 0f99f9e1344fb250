"""Loading the demo into an empty portal, once."""

import datetime as dt
import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F

from ronghe.portal.cases.models import Message
from ronghe.portal.cases.offer import offer
from ronghe.portal.config.demo import jilin, practice, season
from ronghe.portal.config.demo.history.acts import FILE, FILE_PLACE, Writer
from ronghe.portal.config.demo.history.stage import play
from ronghe.portal.config.demo.history.storing import Identifiers, store
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.config.demo.people import Cast, settle_in
from ronghe.portal.config.demo.plots import Plot
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Season
from ronghe.portal.config.demo.texts import Titles
from ronghe.portal.organisations.commands import load_reference
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes.commands import publish
from ronghe.portal.programmes.models import ProgrammeVersion

JILIN = "jl-2024"
_READ_AFTER = dt.timedelta(days=14)
_MADE = "invented for the demo, made from "


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading has done: how many cases were stored, or that a demo was there already and from which inputs."""

    cases: int
    made_from: str
    found: str | None


def load(*, library: Path, now: dt.datetime) -> Loaded:
    """Load the demo, all of it or nothing; where one has been loaded, from whichever inputs, nothing is changed."""
    digest = inputs_digest(library)
    found = made_from()
    if found is not None:
        return Loaded(cases=0, made_from=digest, found=found)
    with transaction.atomic(), pghistory.context(command="load_demo"):
        load_reference()
        cast = settle_in(source=_MADE + digest, today=now.astimezone(season.CHINA).date())
        cases = _programmes(cast, library=library, now=now)
        _mark_old_messages_read(now)
    if not default_storage.exists(FILE_PLACE):
        default_storage.save(FILE_PLACE, ContentFile(FILE))
    _analyse()
    return Loaded(cases=cases, made_from=digest, found=None)


def made_from() -> str | None:
    """Return the digest of the inputs that the demo in the database was made from, or None where there is none."""
    source = Organisation.objects.filter(is_fictitious=True, source__startswith=_MADE).values_list("source", flat=True)
    found = source.first()
    return found.removeprefix(_MADE) if found else None


def inputs_digest(library: Path) -> str:
    """Return a digest of all that the demo is made from: code, texts, the definition, its vocabularies."""
    here = Path(__file__).parent
    files = [*here.rglob("*.py"), *here.rglob("*.yaml"), *(library / JILIN).rglob("*"), *library.glob("*/*.yaml")]
    hashed = hashlib.sha256()
    # By name, not by place: the same inputs have the same digest in every checkout.
    for path in sorted({one for one in files if one.is_file()}, key=lambda one: (one.parent.name, one.name)):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return "sha256:" + hashed.hexdigest()


def _programmes(cast: Cast, *, library: Path, now: dt.datetime) -> int:
    titles = Titles()
    then, lately = season.jilin_2024(now), season.practice(now)
    real = _publish(library / JILIN, cast=cast, library=library, at=now)
    count = enact(jilin.plot(cast, season=then, titles=titles, programme=JILIN), version=real, cast=cast, season=then)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / practice.KEY
        practice.write_copy(library / JILIN, copy, today=then.today)
        version = _publish(copy, cast=cast, library=library, at=now)
    return count + enact(practice.plot(cast, season=lately, titles=titles), version=version, cast=cast, season=lately)


def _publish(folder: Path, *, cast: Cast, library: Path, at: dt.datetime) -> ProgrammeVersion:
    return publish(folder=folder, library=library, operator=cast.department, at=at, offer=offer())


def enact(plot: Plot, *, version: ProgrammeVersion, cast: Cast, season: Season) -> int:
    """Play a plot up to the season's present and store what has happened; return the number of cases."""
    world = World(version=version, ids=Identifiers())
    world.admit(organisations=cast.organisations(), people=cast.people)
    scene = Scene(stage=Writer(world), season=season, province=cast.province)
    play(scene.stage, plot.stories(scene), until=season.now)
    return store(world)


def _mark_old_messages_read(now: dt.datetime) -> None:
    Message.objects.filter(at__lt=now - _READ_AFTER).update(read_at=F("at") + dt.timedelta(hours=20))


def _analyse() -> None:
    """Let the planner know the tables, as the server itself would only do after a while."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
