"""Competency standards and curricula beside them: figures computed by hand, floors, and what a version is known by."""

from dataclasses import replace

import pytest

from ronghe.insight.figures import Figure
from ronghe.insight.products.comparing import Comparison, Course, Curriculum, Teaching, compare
from ronghe.insight.products.standards import (
    Asked,
    Change,
    Evidence,
    Importance,
    Opinion,
    Standard,
    canonical,
    digest,
    standard,
)
from ronghe.insight.reading import Filter

PYTHON, SQL, DOCKER, ENGLISH, GO = 1, 2, 3, 4, 5
NAMES = {PYTHON: ("Python", "S"), SQL: ("SQL", "S"), DOCKER: ("Docker", "S"), ENGLISH: ("英语", "L"), GO: ("Go", "S")}
CHOSEN = Filter(since="2025-01", until="2025-12", occupation="2-02-10-03")
EVIDENCE = Evidence(
    chosen=CHOSEN,
    n_o=100,
    n=1000,
    asked=(
        Asked(skill_id=PYTHON, n_os=60, n_s=120, ads=("a1", "a2")),
        Asked(skill_id=SQL, n_os=20, n_s=200),
        Asked(skill_id=DOCKER, n_os=9, n_s=40),
        Asked(skill_id=GO, n_os=4, n_s=5),
    ),
    opinions=(
        Opinion(skill_id=SQL, importance=4.2, level=3.6, n=5),
        Opinion(skill_id=ENGLISH, importance=3.0, level=2.0, n=6),
        Opinion(skill_id=GO, importance=5.0, level=5.0, n=4),
    ),
    names=NAMES,
    snapshot="5" * 16,
    lexicon_version="abc",
)


def _rows(found: Standard) -> list[tuple[str, Importance, int, str, float]]:
    return [(one.name, one.importance, one.level, one.level_from, one.weight) for one in found.abilities]


@pytest.mark.requirement("TAL-12")
def test_ads_and_enterprises_together_grade_a_skill() -> None:
    # Python 60 of 100 ads; SQL 20 of 100 but 4.2 of 5 by five firms; English by firms alone: the least share of its
    # grade weighs. Docker with 9 ads and Go with 4 ads and 4 firms are under the floors.
    assert _rows(standard(EVIDENCE)) == [
        ("Python", Importance.REQUIRED, 2, "assumed", 60.0),
        ("SQL", Importance.REQUIRED, 3, "survey", 20.0),
        ("英语", Importance.IMPORTANT, 1, "survey", 20.0),
    ]


@pytest.mark.requirement("TAL-12")
@pytest.mark.requirement("TAL-15")
def test_a_share_carries_wilsons_interval_and_the_ads_behind_it() -> None:
    python = standard(EVIDENCE).abilities[0]

    assert python.share == Figure(
        value=0.6, low=pytest.approx(0.502003, abs=1e-6), high=pytest.approx(0.690599, abs=1e-6), n=100
    )
    assert (python.rca.value, python.rca.n) == (pytest.approx((60 + 5) / (12 + 5)), 60)
    assert (python.trace.ads, python.trace.ads_total) == (("a1", "a2"), 60)
    assert python.trace.filter == replace(CHOSEN, skill=PYTHON)


def test_a_skill_that_too_few_ads_ask_has_no_share() -> None:
    english = standard(EVIDENCE).abilities[2]

    assert (english.share.withheld, english.rca.withheld, english.surveyed) == (
        "sample:10",
        "undefined",
        Figure(value=3.0, n=6),
    )


@pytest.mark.requirement("TAL-12")
def test_too_few_ads_give_no_standard_and_say_so() -> None:
    found = standard(replace(EVIDENCE, n_o=29))

    assert (found.abilities, found.withheld, found.ads.value) == ((), "sample:30", None)


@pytest.mark.requirement("TAL-12")
def test_an_expert_adds_strikes_out_and_regrades_with_a_reason() -> None:
    changes = [
        Change(skill_id=DOCKER, importance=Importance.USEFUL, reason="行业趋势"),
        Change(skill_id=PYTHON, importance=Importance.IMPORTANT, level=3, reason="论证会"),
        Change(skill_id=SQL, importance=None, reason="并入他项"),
    ]

    found = standard(EVIDENCE, changes=changes)

    assert _rows(found) == [
        ("Python", Importance.IMPORTANT, 3, "expert", 60.0),
        ("英语", Importance.IMPORTANT, 1, "survey", 20.0),
        ("Docker", Importance.USEFUL, 1, "assumed", 5.0),
    ]
    assert [one.changed for one in found.abilities] == ["论证会", "", "行业趋势"]


def test_a_version_is_known_by_all_that_it_says() -> None:
    found = standard(EVIDENCE)

    assert canonical(found) == canonical(standard(EVIDENCE))
    assert digest(found) != digest(standard(replace(EVIDENCE, n_o=101)))
    assert digest(found) != digest(replace(found, lexicon_version="abd"))


def _course(number: int, name: str, *teaches: tuple[int, int, float], syllabus: bool = True) -> Course:
    return Course(
        node=f"course:4199099999/080902/2024/C{number}",
        course=f"C{number}",
        name=name,
        credit=3.0,
        hours=48.0,
        has_syllabus=syllabus,
        teaches=tuple(
            Teaching(skill_id=skill, name=NAMES[skill][0], level=level, weight=weight, evidence=name)
            for skill, level, weight in teaches
        ),
    )


def _compared(*courses: Course) -> Comparison:
    curriculum = Curriculum(school="4199099999", major="080902", major_name="软件工程", plan="2024", courses=courses)
    return compare(standard(EVIDENCE), curriculum)


@pytest.mark.requirement("TAL-12")
def test_a_curriculum_is_compared_course_by_course() -> None:
    # weights 60, 20, 20; supplies .006 + .006 ≥ τ = .01, .005, 0: (60·1 + 20·.5) / 100 = .7; surplus .02 of .037
    found = _compared(
        _course(1, "程序设计", (PYTHON, 2, 0.006), (SQL, 1, 0.005)),
        _course(2, "容器", (PYTHON, 1, 0.006), (GO, 2, 0.02)),
    )

    assert found.coverage.value == pytest.approx(0.7)
    assert found.surplus.value == pytest.approx(0.02 / 0.037)
    assert {kind: one.value for kind, one in found.by_type.items()} == {"L": 0.0, "S": pytest.approx(70 / 80)}
    assert [(one.ability.name, one.state, one.reach, one.level) for one in found.rows] == [
        ("Python", "covered", 1.0, 2),
        ("SQL", "partly", 0.5, 1),
        ("英语", "missing", 0.0, 0),
    ]
    assert [(one.name, [course.course for course in one.courses]) for one in found.beyond] == [("Go", ["C2"])]
    assert [([one.name for one in view.asked], [one.name for one in view.not_asked]) for view in found.courses] == [
        (["Python", "SQL"], []),
        (["Python"], ["Go"]),
    ]


@pytest.mark.requirement("TAL-15")
def test_the_coverage_names_the_courses_and_ads_behind_it() -> None:
    found = _compared(_course(1, "程序设计", (PYTHON, 2, 0.01)))

    assert (found.trace.formula, found.trace.courses, found.trace.ads, found.trace.ads_total) == (
        "M1",
        ("course:4199099999/080902/2024/C1",),
        ("a1", "a2"),
        100,
    )


@pytest.mark.requirement("TAL-12")
def test_without_syllabi_there_is_not_enough_data_for_a_degree() -> None:
    found = _compared(
        _course(1, "Python", (PYTHON, 2, 0.01)),
        *(_course(number, "导论", syllabus=False) for number in (2, 3)),
    )

    assert (found.syllabi.value, found.syllabi.n) == (pytest.approx(1 / 3), 3)
    assert (found.coverage.value, found.coverage.withheld, found.surplus.withheld) == (
        None,
        "no-syllabus",
        "no-syllabus",
    )
    assert found.rows[0].state == "covered"


def test_a_plan_without_courses_supplies_nothing() -> None:
    found = _compared()

    assert (found.syllabi.withheld, found.coverage.withheld) == ("no-supply", "no-syllabus")
