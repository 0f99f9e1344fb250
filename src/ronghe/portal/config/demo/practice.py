"""The practice copy of the Jilin definition: the same rules under another key, with windows that are open today."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ronghe.portal.config.demo.people import Cast
from ronghe.portal.config.demo.plans import ProjectPlan, QualificationPlan
from ronghe.portal.config.demo.plots import ApplicationWriter, Ending, GuideWriter, Plot, cast_of, ending, spread
from ronghe.portal.config.demo.season import Season, on
from ronghe.portal.config.demo.texts import Titles, texts

KEY = "jl-practice"
OPEN_BEFORE, OPEN_AFTER = dt.timedelta(days=120), dt.timedelta(days=730)
_TITLE = (
    "title:\n"
    "  zh: 演示：2024年吉林省项目练习（窗口随时开放）\n"
    '  en: "Practice: the Jilin 2024 projects, window always open"\n'
)
_SHORT_TITLE = "short_title: {zh: 练习, en: Practice}"
_SHORT_TITLE = "short_title: {zh: 练习, en: Practice}"
_SUMMARY = (
    "summary:\n"
    "  zh: 这是供练习用的副本，不是真实项目：规则与2024年吉林省通知相同，只是申报窗口一直开放，可以从头到尾办一遍。\n"
    "  en: A copy to practise with, not a real programme. The rules are those of the Jilin notice of 2024; only the"
    " window is always open, so that one can go the whole way.\n"
)


def write_copy(source: Path, target: Path, *, today: dt.date) -> None:
    """Write the practice copy of a definition's folder. Raises ValueError where it reads otherwise."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("cases.yaml"))
    text = (source / "definition.yaml").read_text(encoding="utf-8")
    for pattern, put in _replacements(today):
        text, count = re.subn(pattern, put, text, flags=re.MULTILINE)
        if not count:
            raise ValueError(f"the definition has nothing like {pattern!r}")
    (target / "definition.yaml").write_text(text, encoding="utf-8")


def _replacements(today: dt.date) -> Iterator[tuple[str, str]]:
    opens, closes = today - OPEN_BEFORE, today + OPEN_AFTER
    yield r"^programme: .*$", f"programme: {KEY}"
    yield r"^version: .*$", f'version: "{today:%Y}.{today.timetuple().tm_yday}"'
    yield r"^title:\n(  .*\n)+", _TITLE
    yield r"^short_title: .*$", _SHORT_TITLE
    yield r"^short_title: .*$", _SHORT_TITLE
    yield r"^summary:\n(  .*\n)+", _SUMMARY
    yield r"^in_force: .*$", f"in_force: {{since: {opens}}}"
    yield r"^    prefix: JL24-", "    prefix: JLP-"
    yield r"^    opens: .*$", f"    opens: {opens}"
    yield r"^    closes: .*$", f"    closes: {closes}"


_QUALIFIED = range(1, 9)
_TEACHERS = 5


def plot(cast: Cast, *, season: Season, titles: Titles) -> Plot:
    """Return what has happened in the practice copy so far: something waits at every desk."""
    guides = GuideWriter(programme=KEY, season=season)
    _guides(guides, cast, season=season)
    published = [one for one in guides.plans if one.ends == "published"]
    revoked = [one for one in guides.plans if one.ends == "revoked"]
    writer = ApplicationWriter(season=season, teachers=cast.teachers[:_TEACHERS], titles=titles, by_field=False)
    for number, end in enumerate(spread(_endings(season), key=KEY)):
        writer.add(end, revoked if end.ends == "held" else published, key=f"{KEY} application {number}")
    return Plot(
        qualifications=tuple(_qualifications(cast, season=season)),
        guides=tuple(guides.plans),
        applications=tuple(writer.plans),
    )


def _qualifications(cast: Cast, *, season: Season) -> list[QualificationPlan]:
    title, day = texts()["qualification"]["practice_title"], dt.timedelta(days=1)

    def plan(number: int, ends: str = "qualified", **about: object) -> QualificationPlan:
        (who,) = cast_of(cast, [number])
        key = f"{KEY} qualification {number}"
        made = QualificationPlan(key=key, who=who, title=title, begun_on=season.qualify, ends=ends)
        return replace(made, **about)  # type: ignore[arg-type]  # fields of the plan by their names

    lately = season.today - 6 * day
    return [
        *(plan(number) for number in _QUALIFIED),
        plan(9, "in_review", begun_on=lately),
        plan(10, "in_review", begun_on=season.today - 9 * day, ruled=True),
        plan(11, "draft", begun_on=lately),
        plan(12, "not_qualified"),
        plan(13, "withdrawn"),
        plan(14, "excluded", excluded_on=season.recommend),
    ]


def _guides(writer: GuideWriter, cast: Cast, *, season: Season) -> None:
    offering, day = cast_of(cast, _QUALIFIED), dt.timedelta(days=1)
    for who in (offering[0], offering[1], offering[2], offering[0]):
        writer.add(who, "published")
    lately = season.today - 9 * day
    writer.add(offering[1], "announced", begun_on=season.today - 13 * day, announced_on=season.today - 2 * day)
    writer.add(offering[0], "in_review", begun_on=lately)
    writer.add(offering[3], "in_review", begun_on=lately, returned=True)
    writer.add(offering[0], "draft", begun_on=season.today - 3 * day)
    writer.add(offering[4], "revoked", objection="upheld", objected_on=season.review)
    writer.add(offering[5], "withdrawn")


def _endings(season: Season) -> list[Ending]:
    day = dt.timedelta(days=1)
    running, over = on(season.today - 2 * day, 15), on(season.today - 24 * day, 15)
    lately = season.before(6)
    return [
        ending(3, "draft", begun_at=season.before(2)),
        ending(2, "draft", begun_at=lately, returned=True),
        ending(5, "at_university", begun_at=lately),
        ending(4, "submitted", begun_at=season.before(9)),
        ending(3, "submitted", reviewed=True),
        ending(1, "shortlisted", shortlisted_at=running),
        ending(1, "shortlisted", shortlisted_at=running, objection="open"),
        ending(3, "shortlisted", shortlisted_at=over),
        ending(5, "recommended", shortlisted_at=over, recommended_at=on(season.today - 3 * day, 10)),
        *(ending(1, "approved", project=one, key_project=one.ends == "running") for one in _projects(season)),
        ending(2, "not_selected"),
        ending(1, "not_approved"),
        ending(1, "held", leaves="at_university"),
        ending(1, "withdrawn", leaves="draft"),
        ending(1, "withdrawn", leaves="at_university"),
    ]


def _projects(season: Season) -> list[ProjectPlan]:
    finished = season.finish_from
    return [
        ProjectPlan(ends="preparing"),
        ProjectPlan(ends="running", paid="some"),
        ProjectPlan(ends="closing_university", recent=1),
        ProjectPlan(ends="closing_enterprise", recent=1),
        ProjectPlan(ends="closing_province", recent=1),
        ProjectPlan(ends="closed", finished_on=finished),
        ProjectPlan(ends="failed", finished_on=finished),
    ]
