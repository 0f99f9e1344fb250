"""Where the stories of the demo happen."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from ronghe.portal.cases.actors import Actor
from ronghe.portal.config.demo.answers import Answers
from ronghe.portal.config.demo.history.stage import Stage
from ronghe.portal.config.demo.season import Clock, Season
from ronghe.portal.config.demo.texts import chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where stories happen, when, and the guides that applications look for."""

    stage: Stage
    season: Season
    province: Actor
    guides: dict[str, int] = field(default_factory=dict)

    def clock(self, start: dt.datetime, key: str) -> tuple[Clock, random.Random]:
        """Return a clock of a story and its source of chance."""
        chosen = chance(key)
        return Clock(start, chosen), chosen

    def act(self, case: int, action: str, who: Actor, at: dt.datetime, asked: Answers | None = None, *,
            batch: str = "") -> None:  # fmt: skip
        """Perform an action; acts with the same words in `batch` happen in bulk."""
        batch = str(uuid.uuid5(uuid.NAMESPACE_OID, batch)) if batch else ""
        self.stage.perform(case, action, actor=who, at=at, asked=asked, batch=batch)
