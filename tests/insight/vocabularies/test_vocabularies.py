"""Occupations, industries and majors: what their codes are, and what words mean them."""

import csv

import pytest

from ronghe.insight.vocabularies.industries import WORDS, industries, industry_name, industry_of
from ronghe.insight.vocabularies.majors import major_code, major_name, majors
from ronghe.insight.vocabularies.occupations import Occupation, occupations, stem


def test_an_occupation_has_its_place_in_the_classification() -> None:
    assert occupations()["2-02-10-03"] == Occupation(
        code="2-02-10-03", name="计算机软件工程技术人员", level=4, parent="2-02-10-00", marks="S"
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
    assert (majors()["101101"].edition, majors()["101101"].suffix, major_name("101101")) == ("2025", "K", "护理学")
