"""What texts are found by and what is asked for, without a database; and the words that mean the same."""

import pytest

from ronghe.portal.base.search import answers, asked, lexemes, marked, query, vector
from ronghe.portal.base.synonyms import meanings, synonyms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产学合作", ["产学", "学合", "合作"]),
        ("AI课", ["ai", "课"]),
        ("ＡＩ 课程", ["ai", "课程"]),
        ("JL24-A-000123", ["jl24-a-000123", "jl24", "a", "000123"]),
        ("——（）", []),
    ],
)
def test_texts_are_cut_into_pairs_and_words(text, expected):
    assert list(lexemes(text)) == expected


def test_a_lexeme_keeps_every_place_in_which_it_stands():
    assert vector({"A": ["a"], "C": ["a", "b", "a"]}) == "'a':1A,3C 'b':3C"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("课程 JL24", "(('课程')) & (('jl24':*))"),
        (
            "双创",
            "(('双创') | ('创新' & '新创' & '创业') | ('大众' & '众创' & '创业' & '业万' & '万众' & '众创' & '创新'))",
        ),
        ("a'b\\", "(('a':* & 'b':*))"),
    ],
)
def test_what_is_asked_for_is_written_as_a_condition_that_nothing_breaks_out_of(text, expected):
    assert query(asked(text)) == expected


def test_matches_are_marked_and_everything_else_is_escaped():
    words = asked("课程 <b>").words

    assert str(marked("<b>课程</b>改革", ["课程"])) == "&lt;b&gt;<mark>课程</mark>&lt;/b&gt;改革"
    assert "课程" in words


def test_a_word_stands_in_one_group_only_and_every_group_has_a_source():
    words = [word for group in synonyms().groups for word in group.words]

    assert (len(words), all(one.source for one in synonyms().groups)) == (len(set(words)), True)


def test_the_longest_word_of_a_group_is_replaced():
    assert list(meanings("产学研合作项目")) == ["产学研合作项目", "产学合作项目", "产学研项目", "产学项目"]


def test_texts_that_no_table_keeps_answer_in_the_same_way():
    assert [answers(asked(one), "教育部产学合作协同育人项目") for one in ("产学研 项目", "产学 指南", "学")] == [
        True, False, False,
    ]  # fmt: skip
