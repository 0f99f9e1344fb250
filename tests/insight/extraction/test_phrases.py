"""Phrases: what a reader would mark of a sentence, from what the lexicon finds there."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.extraction.phrases import phrases
from ronghe.insight.lexicon import Skill, SkillType


def _skill(name: str) -> Skill:
    return Skill(name=name, type=SkillType.SKILL, parent="", aliases=(), alone=False, within=())


NAMES = "MySQL Spectre FPGA 深度学习 算法 数学 统计学 团队合作 光电"
MATCHER = Matcher.of(map(_skill, NAMES.split()))


def _marked(text: str) -> list[str]:
    return [text[one.start : one.end] for one in phrases(text, MATCHER.spans(text))]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("三年FPGA开发经验", ["FPGA开发"]),
        ("有FPGA经验", ["FPGA"]),
        ("FPGA级系统设计", ["FPGA级系统设计"]),
        ("团队合作的精神", ["团队合作的精神"]),
        ("团队合作的机会", ["团队合作"]),
    ],
)
def test_nouns_that_head_a_name_belong_to_it(text: str, marked: list[str]) -> None:
    assert _marked(text) == marked


def test_a_word_in_latin_letters_is_taken_whole() -> None:
    assert _marked("用过MySQL5.7和SpectreRF。") == ["MySQL5.7", "SpectreRF"]


def test_hits_that_touch_are_one_phrase_that_means_what_the_longest_means() -> None:
    text = "熟悉深度学习算法、数学"

    assert [(one.start, one.end, one.name) for one in phrases(text, MATCHER.spans(text))] == [
        (2, 8, "深度学习"),
        (9, 11, "数学"),
    ]


def test_what_posts_and_firms_do_is_not_asked_for() -> None:
    assert _marked("与算法工程师合作，两年光电行业经验，会FPGA") == ["FPGA"]


def test_a_long_text_without_stops_is_read_in_no_time_to_speak_of() -> None:
    assert len(_marked("数学专业，会FPGA。" * 20_000)) == 20_000


@given(st.text(alphabet="数学统计专业、，。光电FPGAMySQL5.7的精神工程师 x能力", max_size=60))
def test_phrases_lie_in_order_without_touching(text: str) -> None:
    found = phrases(text, MATCHER.spans(text))

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end < two.start for one, two in itertools.pairwise(found))
