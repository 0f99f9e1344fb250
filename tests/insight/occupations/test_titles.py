"""Job titles without what is no part of the occupation."""

import pytest

from ronghe.insight.occupations.titles import cleaned


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("急招Java开发工程师(J10890) 双休", "java开发工程师"),
        ("【高薪】电气工程师+五险一金+包吃住", "电气工程师"),
        ("城东区老王火锅店招聘传菜员", "传菜员"),
        ("招聘专员", "招聘专员"),
        ("销售代表-贵阳南明区", "销售代表"),
        ("会计8千-1.2万/月", "会计"),
        ("产品经理（长沙）", "产品经理"),
        ("C++开发", "c++开发"),
        ("3D设计师 月薪15k", "3d设计师"),
        ("C1司机 6-8k", "c1司机"),
        ("（高级）", "高级"),
        ("🔥🔥", ""),
        ("", ""),
    ],
)
def test_a_title_is_told_without_pay_benefits_places_and_employers(title: str, bare: str) -> None:
    assert cleaned(title) == bare


def test_a_title_of_noise_alone_is_kept() -> None:
    assert cleaned("五险一金") == "五险一金"


def test_of_a_title_without_end_only_the_beginning_is_read() -> None:
    assert cleaned("电工" + "啊" * 1_000_000) == "电工" + "啊" * 298
