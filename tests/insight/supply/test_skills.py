"""Skills of courses: what is taught counts by credits and place, what is only mentioned does not count."""

from typing import Any

import pyarrow as pa
import pytest

from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import Skill, SkillType, skill_id
from ronghe.insight.schemas import COURSE, COURSE_SKILL, SUPPLY
from ronghe.insight.supply.levels import level
from ronghe.insight.supply.sections import Part, sections
from ronghe.insight.supply.skills import course_skills
from ronghe.insight.supply.wholes import COURSE_TEXT, courses, supply

SYLLABUS = """先修课程：Java程序设计
课程目标：熟练掌握Python；理解链表。
二、教学内容
1. 了解SQL
2. SQL查询的编写
三、教材与参考书
《Java编程思想》
"""


def _skill(name: str) -> Skill:
    return Skill(name=name, type=SkillType.SKILL, parent="", aliases=(), alone=False, within=())


MATCHER = Matcher.of([_skill(one) for one in ("Python", "SQL", "Java", "链表", "数据结构")])


def _course(**given: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COURSE.names, "")
    numbers = dict.fromkeys(("credit", "hours", "hours_theory", "hours_lab", "hours_practice", "row"))
    known = {"school": "4199099999", "major": "080902", "major_name": "软件工程", "plan": "2024", "course": "C01"}
    return row | numbers | known | {"name": "数据结构"} | given


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=COURSE)


def _found(table: pa.Table) -> dict[tuple[str, int], tuple[int, float]]:
    return {(one["course"], one["skill_id"]): (one["level"], one["weight"]) for one in table.to_pylist()}


@pytest.mark.requirement("TAL-12")
def test_a_course_supplies_by_its_share_of_credits_and_where_a_skill_is_named() -> None:
    # 4 credits and 32 hours as 2 credits: shares 2/3 and 1/3; in the name 1, in goals and contents 0.8
    table = course_skills(
        _table(_course(credit=4.0, syllabus=SYLLABUS), _course(course="C02", name="Python", hours=32.0, syllabus="")),
        MATCHER,
    )

    assert table.schema.equals(COURSE_SKILL)
    assert _found(table) == {
        ("C01", skill_id("数据结构")): (2, pytest.approx(2 / 3)),
        ("C01", skill_id("Python")): (3, pytest.approx(2 / 3 * 0.8)),
        ("C01", skill_id("链表")): (2, pytest.approx(2 / 3 * 0.8)),
        ("C01", skill_id("SQL")): (1, pytest.approx(2 / 3 * 0.8)),
        ("C02", skill_id("Python")): (2, pytest.approx(1 / 3)),
    }


def test_the_evidence_is_the_words_around_the_skill() -> None:
    rows = course_skills(_table(_course(credit=1.0, syllabus="课程目标：掌握\nPython 的基础。")), MATCHER).to_pylist()

    assert [(one["skill_id"], one["evidence"]) for one in rows if one["skill_id"] == skill_id("Python")] == [
        (skill_id("Python"), "课程目标：掌握 Python 的基础。")
    ]


def test_books_and_what_is_to_be_known_before_teach_nothing() -> None:
    rows = course_skills(
        _table(_course(name="导论", syllabus="参考书：《Java》\n先修：SQL\n考核方式：Python 编程")), MATCHER
    )

    assert rows.num_rows == 0


def test_plans_of_the_same_course_are_weighed_apart() -> None:
    table = course_skills(_table(_course(credit=1.0), _course(credit=3.0, plan="2025")), MATCHER)

    assert table["weight"].to_pylist() == [1.0, 1.0]


def test_a_course_of_a_major_that_is_not_known_is_in_no_figure() -> None:
    assert course_skills(_table(_course(credit=1.0, major="", major_name="试验班")), MATCHER).num_rows == 0


def test_a_syllabus_falls_into_sections_that_are_all_of_its_text() -> None:
    found = sections(SYLLABUS)

    assert "".join(SYLLABUS[one.start : one.end] for one in found) == SYLLABUS
    assert [one.part for one in found] == [Part.ASIDE, Part.OTHER, Part.GOALS, Part.CONTENT, Part.BOOKS]


def test_a_text_in_one_line_has_sections_too() -> None:
    text = "教学目标：掌握SQL。教学内容：查询。参考书：《Java》"

    assert [(one.part, text[one.start : one.end]) for one in sections(text)] == [
        (Part.GOALS, "教学目标：掌握SQL。"),
        (Part.CONTENT, "教学内容：查询。"),
        (Part.BOOKS, "参考书：《Java》"),
    ]


@pytest.mark.parametrize("text", ["\n课程要求与" * 20_000, "\n" + " " * 100_000, "\n教材(" * 20_000])
def test_a_text_made_to_take_long_does_not(text: str) -> None:
    assert sections(text)[-1].end == len(text)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", 1),
        ("了解", 1),
        ("理解", 2),
        ("掌握线性表、", 2),
        ("熟练掌握", 3),
        ("能够运用", 3),
        ("熟练掌握Go；了解", 1),
        ("了解硬件，掌握", 2),
        ("use ", 3),
    ],
)
def test_the_nearest_verb_of_the_clause_gives_the_level(before: str, expected: int) -> None:
    assert level(f"{before}SQL", start=len(before)) == expected


def test_a_plan_delivered_again_replaces_the_old_one_whole() -> None:
    first = _table(_course(), _course(course="C02"), _course(plan="2023", course="C09"))
    again = _table(_course(name="数据结构与算法"))

    assert [(one["plan"], one["course"], one["name"]) for one in courses([first, again]).to_pylist()] == [
        ("2023", "C09", "数据结构"),
        ("2024", "C01", "数据结构与算法"),
    ]


def test_a_syllabus_goes_to_its_course_by_code_or_by_name() -> None:
    plan = _table(_course(), _course(course="C02", name="操作系统"), _course(course="C03", name="编译"))
    rows = [("c01", "别名", "一"), ("", "操作 系统", "二"), ("C99", "编译", "三"), ("C98", "没有", "四")]
    texts = [{"school": "4199099999", "course": code, "name": name, "text": text} for code, name, text in rows]

    table = courses([plan], [pa.Table.from_pylist(texts, schema=COURSE_TEXT)])

    assert table["syllabus"].to_pylist() == ["一", "二", "三"]


def test_figures_of_a_year_are_those_delivered_last() -> None:
    row: dict[str, Any] = {"school": "4199099999", "major": "080902", "year": 2025, "graduates": 90}
    older = pa.Table.from_pylist([row, row | {"year": 2024}], schema=SUPPLY)
    newer = pa.Table.from_pylist([row | {"graduates": 88}], schema=SUPPLY)

    assert supply([older, newer]).select(["year", "graduates"]).to_pylist() == [
        {"year": 2024, "graduates": 90},
        {"year": 2025, "graduates": 88},
    ]
