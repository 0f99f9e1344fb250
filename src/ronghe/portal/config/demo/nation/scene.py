"""Where the stories of the nation happen, and the hours of those who act in them."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from ronghe.portal.cases.actors import Actor
from ronghe.portal.config.demo.answers import Answers
from ronghe.portal.config.demo.history.stage import Stage
from ronghe.portal.config.demo.season import Clock
from ronghe.portal.config.demo.texts import chance


class Over(Exception):
    """A story ends here: nothing more happens under its guide, or it is to wait where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The stage of one mode in one part, who sits in the Ministry, and the guides that applications look for."""

    stage: Stage
    key: str
    now: dt.datetime
    officer: Actor
    expert: Actor
    guides: dict[str, int] = field(default_factory=dict)

    def tale(self, start: dt.datetime, key: str, *, barred_at: dt.datetime | None = None) -> "Tale":
        """Return what tells one story."""
        return Tale(self, start, key, barred_at=barred_at)


class Tale:
    """One story's case, clock and chance, and the moment from which nothing goes on in it."""

    def __init__(self, scene: Scene, start: dt.datetime, key: str, *, barred_at: dt.datetime | None) -> None:
        self.scene, self.barred_at = scene, barred_at
        self.chosen: random.Random = chance(key)
        self.clock = Clock(start, self.chosen)
        self.case = 0

    @property
    def at(self) -> dt.datetime:
        """Return the story's present moment."""
        return self.clock.at

    def days(self, low: float, high: float) -> Iterator[dt.datetime]:
        """Let days pass. Raises Over when the story is barred by then."""
        yield self._here(self.clock.later(24 * low, 24 * high))

    def until(self, moment: dt.datetime) -> Iterator[dt.datetime]:
        """Wait for a moment. Raises Over as above."""
        yield self._here(self.clock.reach(moment))

    def together(self, moment: dt.datetime) -> Iterator[dt.datetime]:
        """Wait for a moment that others share. Raises Over as above."""
        yield self._here(self.clock.exactly(moment))

    def act(self, action: str, who: Actor, asked: Answers | None = None, *, batch: str = "") -> None:
        """Perform an action on the story's case; acts with the same words in `batch` happen in bulk."""
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.scene.key} {batch}")) if batch else ""
        self.scene.stage.perform(self.case, action, actor=who, at=self.at, asked=asked, batch=key)

    def attach(self, who: Actor, name: str) -> dict[str, object]:
        """Hand in the demo's file under a name."""
        return self.scene.stage.attach(self.case, actor=who, name=f"{name}（演示）.pdf", at=self.at)

    def _here(self, at: dt.datetime) -> dt.datetime:
        if self.barred_at is not None and at >= self.barred_at:
            raise Over
        return at
