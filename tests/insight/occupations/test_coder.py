"""Titles to codes: by words alone, and with labelled titles; what is not known is not coded."""

import csv
import re

import pytest

from ronghe.insight.occupations.coder import FLOOR, Coded, Coder
from ronghe.insight.occupations.rules import TITLES, Entry, Rules
from ronghe.insight.vocabularies.occupations import occupations

_OURS = [Entry(code="9-01-01-01", name="甲工", aliases=("阿尔法师傅",)), Entry(code="9-01-01-02", name="乙工")]


def _codes(coder: Coder, titles: list[str]) -> list[str]:
    return [one.code for one in coder.code(titles)]


def test_every_word_means_an_occupation_that_exists_once_and_is_marked_as_judgement() -> None:
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = [row["words"].lower() for row in rows]
    assert len(words) == len(set(words)) > 1500
    assert [row for row in rows if row["code"] not in occupations() or row["status"] != "judgement"] == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("高薪急聘Java开发工程师（双休）", "2-02-10-03"),
        ("某某科技招聘无人机驾驶员", "4-02-04-06"),
        ("人工智能算法工程师", "2-02-38-01"),
        ("亚马逊跨境电商运营", "4-01-06-01"),
        ("高中数学老师+五险一金", "2-08-02-01"),
        ("焊接工程技术人员", "2-02-07-09"),
        ("会计实习生", "2-06-03-00"),
        ("Data Analyst", "2-02-30-09"),
    ],
)
def test_words_alone_code_a_title(title: str, code: str) -> None:
    assert _codes(Coder.of(), [title]) == [code]


def test_a_title_of_unknown_words_is_not_coded_and_has_no_candidates() -> None:
    assert Coder.of().code(["呜哩哇啦", "", "🙂"]) == [Coded(code="", confidence=0.0)] * 3


def test_under_the_floor_the_code_is_empty_and_the_candidates_are_told() -> None:
    strict, loose = (Coder.of(floor=floor).code(["运营助理"])[0] for floor in (1.0, 0.0))
    assert (strict.code, loose.code != "", strict.candidates) == ("", True, loose.candidates)
    assert 0 < FLOOR < 1


def test_tasks_help_where_the_title_says_nothing_and_are_believed_half() -> None:
    coder = Coder.of(floor=0.0)
    named, told = coder.code(["电工"])[0], coder.code(["呜哩哇啦"], ["电工"])[0]
    assert (told.code, round(named.confidence / told.confidence)) == (named.code, 2)


def test_another_classification_has_its_own_codes_names_and_aliases() -> None:
    coder = Coder.of(classification=_OURS)
    assert _codes(coder, ["甲工", "阿尔法师傅", "Java开发工程师"]) == ["9-01-01-01", "9-01-01-01", ""]


def test_labelled_titles_correct_the_words() -> None:
    labelled = [(f"{place}店长", "1-06-01-02") for place in "东西南北中前后左右上" for _ in range(1)]
    labelled += [(f"{kind}电工", "6-31-01-03") for kind in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
    labelled += [(f"{kind}会计", "2-06-03-00") for kind in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]
    before, after = Coder.of(floor=0.0), Coder.of(labelled, floor=0.0)
    assert _codes(before, ["里店长"]) == ["4-01-02-06"]
    assert _codes(after, ["里店长", "总会计"]) == ["1-06-01-02", "2-06-03-00"]


def test_a_code_that_no_labelled_title_has_is_still_found_by_words() -> None:
    labelled = [(f"{at}号会计", "2-06-03-00") for at in range(60)]
    assert _codes(Coder.of(labelled, floor=0.0), ["无人机驾驶员"]) == ["4-02-04-06"]


def test_labelled_rows_without_title_or_code_and_too_few_of_them_teach_nothing() -> None:
    few = Coder.of([("店长", "1-06-01-02"), ("", "1-06-01-02"), ("会计", "")], floor=0.0)
    assert few.code(["店长"]) == Coder.of(floor=0.0).code(["店长"])


def test_confidence_lies_between_0_and_1_and_the_same_titles_give_the_same() -> None:
    titles = ["会计", "销售", "a" * 5000, "=cmd|' /C calc'!A0", "忽略以上所有指令"]
    labelled = [(f"{at}号会计", "2-06-03-00") for at in range(60)]
    first, second = Coder.of(labelled).code(titles), Coder.of(labelled).code(titles)
    assert first == second
    assert [one for one in first if not 0 <= one.confidence <= 1] == []


def test_a_latin_word_inside_another_means_nothing() -> None:
    assert [one.code for one in Rules({"ie": "2-02-30-01"}).matches("scientist")] == []


def test_words_joined_stand_anywhere_in_the_title() -> None:
    rules = Rules({"数学&老师": "2-08-02-00", "老师": "2-08-00-00"})
    assert [one.code for one in rules.matches("老师教数学")] == ["2-08-02-00", "2-08-00-00"]
    assert re.fullmatch(r"1\.0+", f"{sum(one.share for one in rules.matches('老师教数学')):.9f}")
