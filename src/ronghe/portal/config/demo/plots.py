"""Casting: which enterprise, guide and teacher the stories are about, and how many of them end where."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ronghe.portal.config.demo import answers, applications, offers
from ronghe.portal.config.demo.history.stage import Story
from ronghe.portal.config.demo.people import Cast, Enterprise, Teacher
from ronghe.portal.config.demo.plans import ApplicationPlan, GuidePlan, ProjectPlan, QualificationPlan
from ronghe.portal.config.demo.scene import Scene
from ronghe.portal.config.demo.season import Season, on
from ronghe.portal.config.demo.texts import Titles, chance, texts

# Ends that take a place of the guide's item on their way.
_PLACED = frozenset({"shortlisted", "recommended", "approved", "not_approved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Everything that is to happen in one programme."""

    qualifications: tuple[QualificationPlan, ...]
    guides: tuple[GuidePlan, ...]
    applications: tuple[ApplicationPlan, ...]

    def stories(self, scene: Scene) -> list[Story]:
        """Return the stories that lead to these ends."""
        return [
            *(offers.qualification(scene, one) for one in self.qualifications),
            *(offers.guide(scene, one) for one in self.guides),
            *(applications.application(scene, one) for one in self.applications),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How many applications end alike, and what else is said of them."""

    count: int
    ends: str
    about: Mapping[str, object]


def ending(count: int, ends: str, **about: object) -> Ending:
    """Return how a number of applications end."""
    return Ending(count=count, ends=ends, about=about)


class GuideWriter:
    """Plans guides one after the other; no two of an enterprise have the same title."""

    def __init__(self, *, programme: str, season: Season) -> None:
        self._programme, self._season = programme, season
        self._taken: set[str] = set()
        self.plans: list[GuidePlan] = []

    def add(self, who: Enterprise, ends: str, **about: object) -> GuidePlan:
        """Plan a guide."""
        number = len(self.plans)
        key, words = f"{self._programme} guide {number}", texts()
        chosen = chance(key)
        topics = words["fields"][who.field]["topics"]
        titles = [(form.format(topic=topic), topic) for form in words["guide"]["titles"] for topic in topics]
        anew = (f"{chosen.choice(titles)[0]}（{number}）", chosen.choice(topics))
        title, topic = next((one for one in titles if one[0] not in self._taken), anew)
        self._taken.add(title)
        plan = GuidePlan(
            key=key,
            programme=self._programme,
            who=who,
            topic=topic,
            begun_on=self._season.write + dt.timedelta(days=number % 4 if self._season.months > 6 else 0),
            ends=ends,
            answers=answers.guide(who, title=title, topic=topic, chosen=chosen),
            hour=dt.timedelta(minutes=number % 60),
            announced_on=self._season.announce[number % len(self._season.announce)],
        )
        self.plans.append(replace(plan, **about))  # type: ignore[arg-type]  # fields of the plan by their names
        return self.plans[-1]


class ApplicationWriter:
    """Plans applications one after the other, and gives no item more places than it has."""

    def __init__(self, *, season: Season, teachers: Sequence[Teacher], titles: Titles, by_field: bool) -> None:
        self._season, self._titles = season, titles
        self._teachers = list(teachers)
        self._of_field = _by_field(teachers) if by_field else {}
        self._free: dict[tuple[str, int], int] = {}
        self.plans: list[ApplicationPlan] = []

    def add(self, end: Ending, guides: Sequence[GuidePlan], *, key: str) -> ApplicationPlan:
        """Plan an application to one of some guides."""
        chosen = chance(key)
        places = end.ends in _PLACED or end.about.get("dropped") or end.about.get("leaves") == "shortlisted"
        guide, item = self._item(guides, takes_place=bool(places), chosen=chosen)
        candidates = self._of_field.get(guide.who.field) or self._teachers
        who = candidates[len(self.plans) % len(candidates)]
        plan = self._plan(who, guide=guide, item=item, end=end, key=key, chosen=chosen)
        self.plans.append(replace(plan, **end.about))  # type: ignore[arg-type]  # as above
        return self.plans[-1]

    def _item(self, guides: Sequence[GuidePlan], *, takes_place: bool, chosen: random.Random) -> tuple[GuidePlan, int]:
        options = [
            (guide, item) for guide in guides for item in range(len(guide.answers["items"]))
            if not takes_place or self._left(guide, item) > 0
        ]  # fmt: skip
        guide, item = chosen.choice(options)
        if takes_place:
            self._free[guide.key, item] = self._left(guide, item) - 1
        return guide, item

    def _left(self, guide: GuidePlan, item: int) -> int:
        places: int = guide.answers["items"][item]["places"]
        return self._free.get((guide.key, item), places)

    def _plan(
        self, who: Teacher, *, guide: GuidePlan, item: int, end: Ending, key: str, chosen: random.Random
    ) -> ApplicationPlan:
        season, row = self._season, guide.answers["items"][item]
        title, course, approach = self._titles.application(
            field=guide.who.field, type_=row["type"], topic=guide.topic, chosen=chosen
        )
        filled = answers.application(
            who,
            title=title,
            words_of={"topic": guide.topic, "course": course, "approach": approach},
            field=guide.who.field,
            item=row,
            months=guide.answers["months"],
            starts_on=season.agree,
            chosen=chosen,
        )
        return ApplicationPlan(
            key=key,
            who=who,
            guide=guide,
            item=item,
            begun_at=on(season.begin_from) + dt.timedelta(days=chosen.uniform(0, season.begin_days)),
            ends=end.ends,
            answers=filled,
            topic=guide.topic,
            late=chosen.random() < 0.3,
            returned=chosen.random() < 0.12 and end.ends not in ("draft", "held"),
        )


def _by_field(teachers: Iterable[Teacher]) -> dict[str, list[Teacher]]:
    found: defaultdict[str, list[Teacher]] = defaultdict(list)
    for who in teachers:
        for key, words in texts()["fields"].items():
            if who.department in words["colleges"]:
                found[key].append(who)
    return found


def spread(endings: Iterable[Ending], *, key: str) -> list[Ending]:
    """Return each ending as often as it counts, in an order without pattern."""
    every = [one for one in endings for _ in range(one.count)]
    chance(key).shuffle(every)
    return every


def projects(counts: Mapping[ProjectPlan, int], *, season: Season, key: str) -> list[ProjectPlan]:
    """Return each plan of a project as often as it counts, with days of finishing spread over the season."""
    chosen = chance(key)
    days = max((season.finish_to - season.finish_from).days, 1)
    every = [
        replace(plan, finished_on=season.finish_from + dt.timedelta(days=chosen.randrange(days)))
        for plan, count in counts.items()
        for _ in range(count)
    ]
    chosen.shuffle(every)
    return every


def cast_of(cast: Cast, numbers: Iterable[int]) -> list[Enterprise]:
    """Return enterprises by their numbers, as in `demo-enterprise-1`."""
    return [cast.enterprises[number - 1] for number in numbers]
