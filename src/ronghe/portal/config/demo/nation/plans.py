"""What is to happen in one part of the nation: guides year by year, who applies to them, and what becomes of it.

A plan only says when stories begin and where some of them stop; what lies after the present does not happen, so
that work waits at every desk. Everything follows from the part's number and the present day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ronghe.portal.config.demo.nation import answers
from ronghe.portal.config.demo.nation.people import STAGE, PartCast
from ronghe.portal.config.demo.people import Enterprise, Teacher
from ronghe.portal.config.demo.season import on
from ronghe.portal.config.demo.texts import Titles, chance, texts

OLD, NEW = "old", "new"
CUT_OVER = dt.date(2024, 6, 17)
DAY = dt.timedelta(days=1)
# Days on which guides of the old mode are published, and how many projects a part gets from each of these rounds.
_ROUNDS = {
    dt.date(2020, 4, 10): 20, dt.date(2020, 9, 18): 25, dt.date(2021, 3, 19): 32, dt.date(2021, 9, 24): 35,
    dt.date(2022, 3, 25): 38, dt.date(2022, 9, 23): 40, dt.date(2023, 3, 24): 40, dt.date(2023, 9, 22): 44,
    dt.date(2024, 1, 12): 26,
}  # fmt: skip
_FIRST_NEW = dt.date(2024, 7, 1)
_NEW_EVERY = dt.timedelta(days=40)
_NEW_PROJECTS = 12.0  # of a part, in each of these spans
_SELECTED = 0.72  # of those that apply
_WITHDRAWN, _CLOSED = 0.03, 0.4
_BARRED, _REVOKED_SPAN = 6, 12  # which enterprise of some parts is excluded, and when a guide of others is revoked
_PER_YEAR, _IN_ALL = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePlan:
    """A guide: when it is begun and published, how it ends, and from when on nothing unfiled goes on under it."""

    key: str
    mode: str
    who: Enterprise
    topic: str
    begun_on: dt.date
    published_on: dt.date
    answers: Mapping[str, Any]
    ends: str = ""
    returned: bool = False
    closes_on: dt.date | None = None
    barred_at: dt.datetime | None = None
    bar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPlan:
    """An application: whether it is selected, where its story stops if it does, and what is to be wrong with it."""

    key: str
    who: Teacher
    guide: GuidePlan
    item: int
    begun_at: dt.datetime
    select_at: dt.datetime
    answers: Mapping[str, Any]
    topic: str
    selected: bool
    stops: str = ""
    wrong: str = ""
    quick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is to happen in one mode."""

    guides: tuple[GuidePlan, ...]
    applications: tuple[ApplicationPlan, ...]


class _Planner:
    """Plans the guides and applications of one mode in one part."""

    def __init__(
        self, *, mode: str, number: int, cast: PartCast, teachers: Sequence[Teacher], now: dt.datetime
    ) -> None:
        self.key = f"nation {mode} {number}"
        self.mode, self.cast, self.now = mode, cast, now
        self.chosen = chance(self.key)
        self.turn = 0  # whose it is among the enterprises
        self.titles = Titles(may_repeat=True)
        self.guides: list[GuidePlan] = []
        self.applications: list[ApplicationPlan] = []
        self._teachers, self._at = list(teachers), 0
        self._led: Counter[str] = Counter()
        self._applied: Counter[tuple[str, int]] = Counter()

    def plan(self) -> Plan:
        """Return what was planned."""
        return Plan(guides=tuple(self.guides), applications=tuple(self.applications))

    def guide(self, who: Enterprise, *, published_on: dt.date, **about: Any) -> GuidePlan:
        """Plan a guide."""
        key = f"{self.key} guide {len(self.guides)}"
        chosen = chance(key)
        topic = chosen.choice(texts()["fields"][who.field]["topics"])
        kind = "ordinary" if self.mode == OLD else chosen.choices(("ordinary", "special", "group"), (17, 2, 1))[0]
        begun_on = published_on - chosen.randint(24, 34) * DAY
        with_areas = self.mode == NEW and begun_on >= CUT_OVER  # the list of areas begins with the new mode
        plan = GuidePlan(
            key=key,
            mode=self.mode,
            who=who,
            topic=topic,
            begun_on=begun_on,
            published_on=published_on,
            answers=answers.guide(who, topic=topic, day=begun_on, kind=kind, with_areas=with_areas, chosen=chosen),
            returned=chosen.random() < 0.1,
            **about,
        )
        self.guides.append(plan)
        return plan

    def apply(self, guide: GuidePlan, *, item: int, selected: bool, **about: Any) -> bool:
        """Plan an application to an item; return False where no teacher of the part is free that year."""
        begun_on = guide.published_on + self.chosen.randint(3, 40) * DAY
        who = about.pop("who", None) or self._free(begun_on.year, selected=selected)
        if who is None:
            return False
        key = f"{self.key} application {len(self.applications)}"
        chosen = chance(key)
        row = guide.answers["items"][item]
        title, course, approach = self.titles.application(
            field=guide.who.field, type_=row["type"], topic=guide.topic, chosen=chosen
        )
        select_at = on(guide.published_on + 55 * DAY, 10 + len(guide.key) % 6)
        filled = answers.application(
            who,
            title=title,
            words_of={"topic": guide.topic, "course": course, "approach": approach},
            field=guide.who.field,
            guide=guide.answers,
            item=item,
            starts_on=select_at.date() + 30 * DAY,
            chosen=chosen,
        )
        plan = {
            "begun_at": on(begun_on, 8) + dt.timedelta(hours=chosen.uniform(0, 10)),
            "select_at": select_at + dt.timedelta(minutes=len(self.applications) % 50),
            **about,
        }
        self.applications.append(
            ApplicationPlan(
                key=key, who=who, guide=guide, item=item, answers=filled, topic=guide.topic, selected=selected, **plan
            )
        )
        return True

    def fill(self, guides: Sequence[GuidePlan], *, projects: int) -> None:
        """Plan so many selected applications to some guides, and the others that come with them."""
        places = [
            (guide, item)
            for guide in guides
            for item, row in enumerate(guide.answers["items"])
            for _ in range(row["places"])
        ]
        self.chosen.shuffle(places)
        for guide, item in places[:projects]:
            self.apply(guide, item=item, selected=True)
            if self.chosen.random() < 1 / _SELECTED - 1:
                self.apply(guide, item=item, selected=False)

    def _free(self, year: int, *, selected: bool) -> Teacher | None:
        for _ in self._teachers:
            who = self._teachers[self._at % len(self._teachers)]
            self._at += 1
            key = who.name + who.department + str(who.actor.user_id)
            if self._applied[key, year] < _PER_YEAR and (not selected or self._led[key] < _IN_ALL):
                self._applied[key, year] += 1
                self._led[key] += selected
                return who
        return None


def part(number: int, *, cast: PartCast, now: dt.datetime, share: float = 1.0) -> dict[str, Plan]:
    """Return the plans of a part by mode; `share` makes it smaller."""
    teachers = [one for at, one in enumerate(cast.teachers) if number or at >= STAGE]
    middle = len(teachers) * 3 // 5
    old = _Planner(mode=OLD, number=number, cast=cast, teachers=teachers[:middle], now=now)
    new = _Planner(mode=NEW, number=number, cast=cast, teachers=teachers[middle:], now=now)
    excluded_on = on(dt.date(2025, 5, 20), 15) if number % 7 == 3 else None
    _plan_old(old, number=number, share=share)
    _plan_new(new, number=number, share=share, excluded_on=excluded_on)
    if number == 0:
        _plan_stage(new, share=share)
    return {OLD: old.plan(), NEW: new.plan()}


def _plan_old(planner: _Planner, *, number: int, share: float) -> None:
    for at, (day, count) in enumerate(_ROUNDS.items()):
        projects = max(round(count * share), 1)
        some = [
            planner.guide(
                one,
                published_on=day,
                **_end(day, is_revoked=number % 3 == 0 and (at, which) == (3, 2)),
            )
            for which, one in enumerate(_offering(planner, projects=projects))
        ]
        planner.fill(some, projects=projects)


def _plan_new(planner: _Planner, *, number: int, share: float, excluded_on: dt.datetime | None) -> None:
    """The new mode has no rounds: guides appear all the time, and some are under way today."""
    today, day = planner.now.date(), _FIRST_NEW + (number % 20) * 2 * DAY
    barred = planner.cast.enterprises[_BARRED]
    due, spans = 0.0, 0
    while day < today + 30 * DAY:
        due += _NEW_PROJECTS * share
        some = []
        for which, one in enumerate(_offering(planner, projects=max(round(due), 1))):
            published_on = day + which * 3 * DAY
            ends: dict[str, Any] = {}
            if one is barred and excluded_on is not None:
                if published_on - 40 * DAY > excluded_on.date():
                    continue
                first = not any(guide.bar for guide in planner.guides)
                ends = {"barred_at": excluded_on, "bar": "exclude" if first else "revoke"}
            elif number % 5 == 2 and spans == _REVOKED_SPAN:
                ends = {"barred_at": on(published_on + 46 * DAY, 15), "bar": "revoke"}
            elif planner.chosen.random() < _WITHDRAWN:
                ends = {"ends": "withdrawn"}
            elif planner.chosen.random() < _CLOSED:
                ends = {"closes_on": published_on + 270 * DAY}
            some.append(planner.guide(one, published_on=published_on, **ends))
        planner.fill([one for one in some if not one.ends], projects=int(due))
        due -= int(due)
        day += _NEW_EVERY
        spans += 1


def _offering(planner: _Planner, *, projects: int) -> Iterator[Enterprise]:
    """Yield as many of the part's enterprises in turn as are needed for so many projects."""
    count = max(round(projects / 8), 1)
    everybody = planner.cast.enterprises
    for _ in range(count):
        yield everybody[planner.turn % len(everybody)]
        planner.turn += 1


def _end(day: dt.date, *, is_revoked: bool) -> dict[str, Any]:
    """Return how a guide of the old mode ends: closed before the selection, or revoked before that."""
    return {"barred_at": on(day + 44 * DAY, 15), "bar": "revoke"} if is_revoked else {"closes_on": day + 50 * DAY}


# What waits today where the log-ins of the demo work: how many applications stop where.
_LATELY = {"draft": 2, "at_university": 6, "submitted": 9}
_SELECTED_NOW = {"preparing": 4, "signing_university": 5, "signing_enterprise": 4, "signed": 40, "confirmed": 5}
_CLOSING = {"closing_enterprise": 5, "rectifying": 2, "closing_university": 4, "closing_publication": 4}
_RUNNING = {"running": 8, "changing_university": 3, "changing_enterprise": 3}
_WRONG = ("early", "early", "over", "over", "left")


def _plan_stage(planner: _Planner, *, share: float) -> None:
    """Plan what waits at the demo's own enterprise and university, so that there is something to do at once."""
    today = planner.now.date()
    university = planner.cast.teachers[:STAGE]
    first = planner.cast.enterprises[0]
    for ago, stops in ((30, _LATELY), (78, _SELECTED_NOW), (400, _RUNNING), (480, _CLOSING)):
        planned = [
            planner.guide(who, published_on=today - ago * DAY)
            for who in (first, *planner.cast.enterprises[1:3])
            for _ in range(3 if ago == 78 else 1)
        ]
        places = [
            (guide, item)
            for at in range(6)
            for guide in planned
            for item, row in enumerate(guide.answers["items"])
            if at < row["places"]
        ]
        _stop(planner, places, stops=stops, teachers=university, share=share)


def _stop(
    planner: _Planner,
    places: list[tuple[GuidePlan, int]],
    *,
    stops: Mapping[str, int],
    teachers: Sequence[Teacher],
    share: float,
) -> None:
    """Let applications stop where they are wanted; every teacher gets as many as the limits of a leader allow."""
    wanted = [name for name, count in stops.items() for _ in range(max(round(count * share), 1))]
    wrong = iter(_WRONG)
    for at, (stop, (guide, item)) in enumerate(zip(wanted, places, strict=False)):
        fault = next(wrong, "") if stop == "signed" and at % 2 else ""
        who = teachers[-1] if fault == "left" else teachers[at % (len(teachers) - 1)]
        late = stop == "running" and at % 2 == 0
        planner.apply(
            guide,
            item=item,
            selected=stop not in _LATELY,
            who=who,
            stops=stop,
            wrong="unpaid" if late else fault,
            quick=True,
            begun_at=on(guide.published_on + (4 + at % 9) * DAY),
        )
