"""The plot of the Jilin call of 2024: sixty guides, six hundred applications, every state."""

import datetime as dt
from dataclasses import replace

from ronghe.portal.config.demo.people import UNCONFIRMED, YOUNG, Cast
from ronghe.portal.config.demo.plans import ApplicationPlan, GuidePlan, ProjectPlan, QualificationPlan
from ronghe.portal.config.demo.plots import (
    ApplicationWriter,
    Ending,
    GuideWriter,
    Plot,
    cast_of,
    ending,
    projects,
    spread,
)
from ronghe.portal.config.demo.season import Season, on
from ronghe.portal.config.demo.texts import Titles, texts

KEY_PROJECTS = 17  # of twenty: three are left to be tried
_OFFERING = range(1, 19)
_EXCLUDED, _READMITTED = 18, 19
_EXCLUDED_ON = dt.date(2025, 3, 10)
_REVOKED_AFTER = dt.date(2024, 11, 20)

_PUBLISHED = 46
_PROJECTS = {
    ProjectPlan(ends="preparing", agreed=False): 8,
    ProjectPlan(ends="preparing"): 5,
    ProjectPlan(ends="preparing", changed=True): 3,
    ProjectPlan(ends="running"): 30,
    ProjectPlan(ends="running", changed=True): 8,
    ProjectPlan(ends="running", paid="some"): 20,
    ProjectPlan(ends="running", paid="none"): 12,
    ProjectPlan(ends="closing_university", recent=1): 12,
    ProjectPlan(ends="closing_university", recent=9, paid="some"): 2,
    ProjectPlan(ends="closing_enterprise", recent=1): 14,
    ProjectPlan(ends="closing_province", recent=1): 12,
    ProjectPlan(ends="closed"): 72,
    ProjectPlan(ends="closed", sent_back=True): 8,
    ProjectPlan(ends="failed"): 6,
}


def plot(cast: Cast, *, season: Season, titles: Titles, programme: str) -> Plot:
    """Return what is to happen in the programme `programme`."""
    guides = GuideWriter(programme=programme, season=season)
    _guides(guides, cast, season=season)
    writer = ApplicationWriter(season=season, teachers=cast.teachers, titles=titles, by_field=True)
    open_guides = [one for one in guides.plans if one.ends == "published"]
    sound = [one for one in open_guides if one.who not in cast_of(cast, [_EXCLUDED])]
    unlucky = [one for one in open_guides if one.who in cast_of(cast, [_EXCLUDED])]
    revoked = [one for one in guides.plans if one.ends == "revoked" and one.objected_on == _REVOKED_AFTER]
    for number, end in enumerate(spread(_endings(season), key=programme)):
        some = revoked if end.ends == "held" else sound if _is_live(end) else open_guides
        writer.add(end, some, key=f"{programme} application {number}")
    plans = _with_projects(writer.plans, season=season, unlucky=unlucky, key=programme)
    return Plot(
        qualifications=tuple(_qualifications(cast, season=season, programme=programme)),
        guides=tuple(guides.plans),
        applications=tuple(plans),
    )


def _qualifications(cast: Cast, *, season: Season, programme: str) -> list[QualificationPlan]:
    title, days = texts()["qualification"]["title"], dt.timedelta(days=1)
    lately = season.today - 9 * days

    def plan(number: int, ends: str = "qualified", **about: object) -> QualificationPlan:
        begun_on = season.qualify + days * (0 if about.get("returned") else number % 3)
        (who,) = cast_of(cast, [number])
        key = f"{programme} qualification {number}"
        made = QualificationPlan(key=key, who=who, title=title, begun_on=begun_on, ends=ends)
        return replace(made, **about)  # type: ignore[arg-type]  # fields of the plan by their names

    return [
        *(plan(number, returned=number % 6 == 0) for number in _OFFERING if number != _EXCLUDED),
        plan(_EXCLUDED, excluded_on=_EXCLUDED_ON, ends="excluded"),
        plan(_READMITTED, excluded_on=dt.date(2025, 2, 10), readmitted_on=dt.date(2025, 8, 20)),
        plan(20, "in_review", begun_on=lately),
        plan(21, "in_review", begun_on=lately, ruled=True),
        plan(UNCONFIRMED, "in_review", begun_on=lately, ruled=True),
        plan(22, "not_qualified"),
        plan(23, "withdrawn"),
        plan(24, "draft", begun_on=lately),
        plan(25, "draft", returned=True),
        plan(YOUNG, "draft", begun_on=lately),
    ]


def _guides(writer: GuideWriter, cast: Cast, *, season: Season) -> None:
    offering = cast_of(cast, _OFFERING)
    today, day = season.today, dt.timedelta(days=1)
    objected: dict[int, dict[str, object]] = {
        7: {"objection": "dismissed"},
        20: {"objection": "open", "objected_on": today - 4 * day},
    }
    for number in range(_PUBLISHED):
        writer.add(offering[number % len(offering)], "published", returned=number % 9 == 4, **objected.get(number, {}))
    lately, running = today - 9 * day, {"begun_on": today - 14 * day, "announced_on": today - 3 * day}
    others: list[tuple[str, dict[str, object]]] = [
        ("announced", {**running}),
        ("announced", {**running}),
        ("announced", {**running, "objection": "open", "objected_on": today - 2 * day}),
        ("in_review", {"begun_on": lately}),
        ("in_review", {"begun_on": lately}),
        ("in_review", {"begun_on": lately}),
        ("draft", {"begun_on": lately}),
        ("draft", {"begun_on": lately, "returned": True}),
        ("draft", {}),
        ("withdrawn", {}),
        ("withdrawn", {}),
        ("withdrawn", {}),
        ("revoked", {"objection": "upheld"}),
        ("revoked", {"objection": "upheld", "objected_on": _REVOKED_AFTER}),
    ]
    for number, (ends, about) in enumerate(others):
        writer.add(offering[number % (_EXCLUDED - 1)], ends, **about)


def _endings(season: Season) -> list[Ending]:
    today, day = season.today, dt.timedelta(days=1)
    running, over = on(today - 2 * day, 15), on(today - 24 * day, 15)
    return [
        ending(22, "draft"),
        ending(12, "draft", returned=True),
        ending(26, "at_university"),
        ending(14, "submitted"),
        ending(10, "submitted", reviewed=True),
        ending(9, "shortlisted", shortlisted_at=running),
        ending(1, "shortlisted", shortlisted_at=running, objection="open"),
        ending(6, "shortlisted", shortlisted_at=over),
        *(
            ending(3, "recommended", shortlisted_at=over, recommended_at=on(today - ago * day, 10))
            for ago in range(1, 7)
        ),
        ending(KEY_PROJECTS, "approved", key_project=True),
        ending(193, "approved"),
        ending(2, "approved", objection="dismissed"),
        ending(194, "not_selected"),
        ending(2, "not_selected", dropped=True, objection="upheld"),
        ending(22, "not_approved"),
        ending(3, "held", leaves="draft"),
        ending(3, "held", leaves="at_university"),
        ending(4, "held", leaves="submitted"),
        ending(4, "held", leaves="shortlisted"),
        ending(10, "withdrawn", leaves="draft"),
        ending(14, "withdrawn", leaves="at_university"),
        ending(10, "withdrawn", leaves="submitted"),
        ending(4, "withdrawn", leaves="shortlisted"),
    ]


def _is_live(end: Ending) -> bool:
    """Whatever can still be acted on is not under an enterprise that is excluded."""
    return end.ends in ("shortlisted", "recommended", "submitted", "at_university")


def _with_projects(
    plans: list[ApplicationPlan], *, season: Season, unlucky: list[GuidePlan], key: str
) -> list[ApplicationPlan]:
    """Give every approved application its project; those of the excluded enterprise cannot start."""
    every = projects(_PROJECTS, season=season, key=f"{key} projects")
    stuck = iter([one for one in every if one.ends == "preparing"])
    given: dict[str, ProjectPlan] = {}
    approved = [one for one in plans if one.ends == "approved"]
    for one in approved:
        if one.guide in unlucky:
            given[one.key] = next(stuck)
    rest = iter([*stuck, *(one for one in every if one.ends != "preparing")])
    for one in approved:
        if one.key not in given:
            given[one.key] = next(rest)
    return [replace(one, project=given.get(one.key)) for one in plans]
