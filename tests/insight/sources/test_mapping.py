"""Which columns hold what: guessed from headings, said in YAML, and every mistake told with what was found."""

from pathlib import Path

import pytest

from ronghe.insight import invented
from ronghe.insight.sources.mapping import Columns, guessed, read, wrong
from ronghe.insight.supply.deliveries import Unreadable

# The headings of the two shared files of ads, and what they become.
STRUCTURED = [
    *("query", "title", "salary_raw", "tags", "company_hash", "industry", "ownership", "company_size"),
    *("location", "city", "salary_cleaned_by_source"),
]
DESCRIBED = ["id", "category", "description", "n_chars"]


def test_headings_in_chinese_are_known() -> None:
    assert guessed(invented.ADS, source="demo").columns == {
        "id": ("职位编号",),
        "title": ("职位名称",),
        "text": ("职位描述",),
        "firm": ("公司",),
        "industry": ("行业",),
        "region": ("工作地点",),
        "pay": ("薪资",),
        "posts": ("招聘人数",),
        "published_on": ("发布日期",),
    }


def test_headings_in_english_are_known() -> None:
    assert guessed(STRUCTURED, source="x").columns == {
        "title": ("title",),
        "tags": ("tags",),
        "firm": ("company_hash",),
        "industry": ("industry",),
        "region": ("location",),
        "pay": ("salary_raw",),
    }
    assert guessed(DESCRIBED, source="x").columns == {"id": ("id",), "text": ("description",)}


def test_duties_and_demands_are_one_text_and_province_and_city_one_place() -> None:
    found = guessed(["岗位", "任职要求", "岗位职责 ", "城市", "省份", "Salary Range（元）"], source="x").columns
    assert found == {
        "title": ("岗位",),
        "text": ("岗位职责 ", "任职要求"),
        "region": ("省份", "城市"),
        "pay": ("Salary Range（元）",),
    }


def test_a_mapping_is_written_as_it_is_read(tmp_path: Path) -> None:
    said = Columns(
        source="51job",
        columns={"title": ("title",), "text": ("职责", "要求")},
        defaults={"published_on": "2024-06-01"},
        day_format="%d/%m/%Y",
    )
    path = tmp_path / "mapping.yaml"
    path.write_text(said.as_text(), encoding="utf-8")
    assert read(path) == said


def test_all_mistakes_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("a: 1\ncolumns: {wage: x, title: [1]}\ndefaults: {published_on: soon}\n", encoding="utf-8")
    with pytest.raises(Unreadable) as told:
        read(path)
    known = "id, title, text, tags, firm, industry, region, pay, posts, published_on"
    assert str(told.value).splitlines() == [
        f"{path}: there is no key 'a'",
        f"{path}: columns.wage: there is no such field; there are {known}",
        f"{path}: columns.title: a column is a text",
        f"{path}: defaults.published_on: 'soon' is no day such as 2024-06-01",
    ]


@pytest.mark.parametrize("content", ["- a", "columns: 3", "{", "\x00", "defaults: [1]", ""])
def test_what_is_no_mapping_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unreadable, match=r"m\.yaml: "):
        read(path)


def test_an_absent_column_is_told_with_what_the_file_has() -> None:
    mapping = Columns(source="x", columns={"title": ("职位",), "region": ("城市",)})
    assert wrong(mapping, ["职位", "地方"]) == (
        "there is no column for region in '城市'; there is no column for published_on; the file has: 职位, 地方"
    )
    defaults = {"region": "长春", "published_on": "2024-06-01"}
    assert wrong(Columns(source="x", columns={"title": ("a",)}, defaults=defaults), ["a"]) == ""
