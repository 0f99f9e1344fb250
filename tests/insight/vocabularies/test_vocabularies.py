"""Occupations, industries and majors: what their codes are, and what words mean them."""

import csv
import re
from collections import Counter

import pytest

from ronghe.insight.vocabularies.industries import WORDS, industries, industry_name, industry_of
from ronghe.insight.vocabularies.majors import MAJORS, major_code, major_name, majors
from ronghe.insight.vocabularies.occupations import Occupation, occupation_name, occupations, stem


def test_an_occupation_has_its_place_in_the_classification() -> None:
    assert occupations()["2-02-10-03"] == Occupation(
        code="2-02-10-03",
        name="计算机软件工程技术人员",
        name_en="Computer software engineers",
        level=4,
        parent="2-02-10-00",
        marks="S",
    )
    assert [one.parent for one in occupations().values() if one.level == 1] == [""] * 8


def test_every_occupation_lies_under_a_broader_one_that_is_known() -> None:
    known = occupations()
    assert [one.code for one in known.values() if one.level > 1 and one.parent not in known] == []


def test_the_stem_of_a_code_is_what_everything_below_it_begins_with() -> None:
    assert [stem(one) for one in ("2-00-00-00", "2-02-00-00", "2-02-10-00", "2-02-10-03")] == [
        "2",
        "2-02",
        "2-02-10",
        "2-02-10-03",
    ]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("计算机软件", "I65"),
        ("互联网/电子商务", "I64"),
        ("快速消费品（食品、饮料、化妆品）", "C14"),
        ("软件行业", "I65"),
        ("汽车制造业", "C36"),
        ("I65", "I65"),
        ("I99", ""),
        ("养老、殡葬", "Q85"),
        ("无", ""),
        ("", ""),
    ],
)
def test_the_words_of_job_sites_mean_industries(words: str, key: str) -> None:
    assert industry_of(words) == key


def test_all_words_mean_industries_that_exist_and_are_marked_as_judgement() -> None:
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if row["industry"] and row["industry"] not in industries()] == []
    assert {row["status"] for row in rows} == {"judgement"}


def test_an_industry_has_a_name_in_both_languages() -> None:
    assert [industry_name("C36", "en"), industry_name("C36", "zh-hans"), industry_name("?", "en")] == [
        "Automobiles",
        "汽车制造业",
        "?",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("人工智能", "080717"),
        ("人工智能班", "080717"),
        ("会计学（大数据会计方向）", "120203"),
        ("通信工程(中外合作办学)", "080703"),
        ("炼金术", ""),
    ],
)
def test_the_name_of_a_major_is_found_without_brackets_and_endings(name: str, code: str) -> None:
    assert major_code(name) == code


def test_the_newest_edition_of_a_major_counts() -> None:
    assert (majors()["101101"].edition, majors()["101101"].suffix, major_name("101101", "zh-hans")) == (
        "2025",
        "K",
        "护理学",
    )


def test_every_occupation_has_an_english_name_without_chinese_characters() -> None:
    assert [one.code for one in occupations().values() if not _is_english(one.name_en)] == []


def test_no_two_occupations_at_one_level_of_one_parent_share_an_english_name() -> None:
    named = Counter((one.level, one.parent, one.name_en.lower()) for one in occupations().values())
    assert [one for one, times in named.items() if times > 1] == []


def test_an_occupation_that_others_lie_under_is_a_group() -> None:
    parents = {one.parent for one in occupations().values()} - {""}
    assert [one for one in parents if occupations()[one].level == 4] == []


def test_every_major_and_its_class_have_english_names_without_chinese_characters() -> None:
    with MAJORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [
        row["code"] for row in rows if not (_is_english(row["name_en"]) and _is_english(row["class_name_en"]))
    ] == []
    named = {(row["catalogue"], row["code"][:4], row["name_en"]): row["code"] for row in rows}
    assert {row["code"] for row in rows} - set(named.values()) == set()
    assert len({(row["code"][:4], row["class_name_en"]) for row in rows}) == len({row["code"][:4] for row in rows})


@pytest.mark.parametrize(
    ("language", "occupation", "major"),
    [
        ("zh-hans", "计算机软件工程技术人员", "软件工程"),
        ("en", "Computer software engineers", "Software engineering"),
        ("en-gb", "Computer software engineers", "Software engineering"),
    ],
)
def test_occupations_and_majors_are_named_in_the_language_of_the_reader(
    language: str, occupation: str, major: str
) -> None:
    assert (occupation_name("2-02-10-03", language), major_name("080902", language)) == (occupation, major)


def test_a_code_that_is_unknown_is_its_own_name_and_vocational_majors_have_names_too() -> None:
    assert (occupation_name("9-99", "en"), major_name("999999", "en")) == ("9-99", "999999")
    assert major_name("510203", "en") == "Software technology"


def _is_english(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][A-Za-zé0-9 ,'()\-]+", name)) and name == name.strip()
