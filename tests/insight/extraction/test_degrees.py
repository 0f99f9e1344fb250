"""Majors that are named as wanted degrees are no skills that are asked for, in spans and in facts alike."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.extraction.batches import extract, named
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import Skill, SkillType, skill_id
from ronghe.insight.schemas import JOB_AD

NAMES = ["深度学习", "数学", "统计学", "光电", "自动化"]
SKILLS = [Skill(name=name, type=SkillType.SKILL, parent="", aliases=(), alone=False, within=()) for name in NAMES]
MATCHER = Matcher.of(SKILLS)


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in MATCHER.spans(text)]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("硕士，数学、统计学等相关专业", []),
        ("数学，统计学，光电类专业，熟悉深度学习", ["深度学习"]),
        ("具有数学、统计学等相关专业硕士学历", []),
        ("具备数学，统计学专业学历", ["数学"]),
        ("熟悉深度学习，数学专业优先", ["深度学习"]),
        ("熟悉数学专业知识", ["数学"]),
        ("数学专业化", ["数学"]),
        ("数学专业教师", ["数学"]),
        ("从事光电、数学教学科研", ["光电", "数学"]),
        ("数学、光电，小学科学", ["数学", "光电"]),
        ("数学学科", []),
        ("自动化|深度学习|专业培训|五险一金", ["自动化", "深度学习"]),
        ("自动化|深度学习|数学专业|弹性工作", ["自动化", "深度学习"]),
        ("要求：扎实的数学；专业不限", ["数学"]),
        ("研究方向是数学专业", ["数学"]),
        ("数学专业", []),
        ("专业：数学", ["数学"]),
        ("理科学历，数学", ["数学"]),
        ("数学" + "、" * 61 + "专业", []),
        ("数学" + "、" * 63 + "专业", ["数学"]),
        ("", []),
        ("专", []),
        ("学", []),
    ],
)
def test_majors_are_not_asked_for_as_skills(text: str, skills: list[str]) -> None:
    assert found(text) == skills


@pytest.mark.requirement("TAL-10")
def test_facts_do_not_count_majors_and_a_list_does_not_reach_into_the_ad_before() -> None:
    rows = [
        {"ad_id": "a", "text": "自动化、数学等专业"},
        {"ad_id": "b", "text": "数学"},
        {"ad_id": "c", "text": "专业"},
    ]
    ads = pa.RecordBatch.from_pylist([dict.fromkeys(JOB_AD.names) | row for row in rows], schema=JOB_AD)

    facts = extract(ads, MATCHER, "v").to_pylist()

    assert [(one["ad_id"], one["skill_id"]) for one in facts] == [("b", skill_id("数学"))]


def test_no_skills_no_lists() -> None:
    rows, _ = named(["数学专业", ""], Matcher.of(()))
    assert rows.dtype == np.int64
    assert not len(rows)


_LIST = re.compile("(?:专业|学科|学历)(?!知识|技能|能力|化|性|人)")
_ELSE = re.compile("熟悉|能力|优先|方向是|具[有备].*,$")


def in_lists(text: str) -> set[int]:
    """The same rule as it reads, a list at a time."""
    inside: set[int] = set()
    for end in (one.start() for one in _LIST.finditer(text)):
        clause = re.split("[。;:\n]", text[max(0, end - 64) : end])[-1]
        begin = end
        for part in reversed(re.split("(?<=,)", clause)):
            if _ELSE.search(part):
                break
            begin -= len(part)
        inside |= {*range(begin, end)}
    return inside


WORDS = [*NAMES, "专业", "学历", "学科", "知识", "化", "人", "熟悉", "能力", "优先", "方向是", "具有", "具备"]


@given(st.lists(st.sampled_from([*WORDS, ",", ",", "、", "。", ";", ":", "\n", "某" * 20]), max_size=30).map("".join))
def test_all_lists_at_once_are_what_each_is_by_itself(text: str) -> None:
    everything = re.finditer("|".join(NAMES), text)
    inside = in_lists(text)

    assert found(text) == [one.group() for one in everything if one.start() not in inside]
