"""What a story may do, whoever makes it happen: the history writer, or in tests the portal's own commands."""

import datetime as dt
import heapq
from collections.abc import Generator, Iterable, Mapping
from typing import Protocol

from ronghe.portal.cases.actors import Actor
from ronghe.portal.notices.models import Objection

Story = Generator[dt.datetime, None, None]


class Stage(Protocol):
    """Where stories happen. Cases are known by their identifiers; an act that the rules refuse raises Impossible."""

    def begin(self, *, kind: str, actor: Actor, at: dt.datetime, parent: int | None = None, item: int = 0) -> int:
        """Open a case and return its identifier."""

    def fill(self, case: int, *, actor: Actor, answers: Mapping[str, object], at: dt.datetime) -> None:
        """Save answers in a case's form, section by section."""

    def perform(
        self,
        case: int,
        action: str,
        *,
        actor: Actor,
        at: dt.datetime,
        asked: Mapping[str, object] | None = None,
        batch: str = "",
    ) -> None:
        """Perform an action."""

    def attach(self, case: int, *, actor: Actor, name: str, at: dt.datetime) -> dict[str, object]:
        """Store a file with a case and return what a form keeps of it."""

    def object_to(self, case: int, *, name: str, grounds: str, at: dt.datetime) -> str:
        """Lodge an objection to the newest entry of a case and return its reference."""

    def settle(self, reference: str, *, actor: Actor, result: Objection.Result, reason: str, at: dt.datetime) -> None:
        """Settle an objection."""

    def children(self, case: int) -> list[int]:
        """Return the identifiers of the cases under a case."""

    def next_due(self) -> dt.datetime | None:
        """Return when the system has to act next, or None."""

    def act_on_deadlines(self, *, at: dt.datetime) -> None:
        """Let the system perform what is due."""


class Impossible(Exception):
    """A story wants something that the rules refuse: a mistake in the story."""


def play(stage: Stage, stories: Iterable[Story], *, until: dt.datetime) -> None:
    """Play stories in the order of time, the system's own acts among them; what would happen after `until` does not.

    A story yields the moment of its next step and does it when it is continued; moments of a story never go back.
    """
    waiting = [(at, number, story) for number, story in enumerate(stories) if (at := next(story, None)) is not None]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = waiting[0]
        if at > until:
            break
        _let_system_act(stage, until=at)
        following = next(story, None)
        if following is None:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (max(at, following), number, story))
    _let_system_act(stage, until=until)


def _let_system_act(stage: Stage, *, until: dt.datetime) -> None:
    while (due := stage.next_due()) is not None and due <= until:
        stage.act_on_deadlines(at=due)
