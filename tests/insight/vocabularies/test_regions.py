"""Places as ads write them, and the prefecture that each is told to."""

import pytest

from ronghe.insight.vocabularies.regions import province_of, region_name, region_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("常州·新北区", "320400"),
        ("吉林省长春市", "220100"),
        ("长春", "220100"),
        ("内蒙古", "150000"),
        ("浦东新区", "310000"),
        ("北京市朝阳区", "110000"),
        ("江苏-昆山", "320500"),
        ("广东省 深圳市 南山区", "440300"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("仙桃", "420000"),
        ("石河子", "650000"),
        ("新疆生产建设兵团", "660000"),
        ("香港", "810000"),
        ("中国台湾", "710000"),
        ("440305", "440300"),
        ("Shanghai", "310000"),
        ("北京/上海", "110000"),
        ("开平", "440700"),
    ],
)
def test_a_place_is_told_to_its_prefecture(text: str, code: str) -> None:
    assert region_of(text) == code


@pytest.mark.parametrize("text", ["全国", "远程办公", "异地招聘", "中国", "000000"])
def test_a_place_anywhere_is_china(text: str) -> None:
    assert region_of(text) == "000000"


@pytest.mark.parametrize("text", ["", "无", "朝阳区", "鼓楼区", "日本·北海道", "新加坡", "999999", "=1+1", "🙂"])
def test_a_place_abroad_unknown_or_of_several_is_not_guessed(text: str) -> None:
    assert region_of(text) == ""


def test_a_place_has_a_name_in_both_languages() -> None:
    assert [region_name(one, "en") for one in ("610100", "320000", "000000", "x")] == ["Xi'an", "Jiangsu", "China", "x"]
    assert region_name("610100", "zh-hans") == "西安"


def test_a_place_lies_in_its_province() -> None:
    assert [province_of(one) for one in ("320500", "000000", "")] == ["320000", "000000", ""]
