"""Forms: what people type becomes typed values; every mistake is said at once and bad data never raises."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook.forms import (
    Progress,
    clean,
    clean_section,
    longest,
    options_of,
    status,
    stored,
    to_json_data,
    visible,
)
from ronghe.rulebook.structure import Definition, Form

DAY = dt.date(2024, 10, 25)
FILE = {"name": "a.pdf", "digest": "sha256:" + "0" * 64, "size": 7}
SOUND = {
    "title": "指南",
    "field": "ai",
    "has_partner": "false",
    "items": [{"name": "甲", "money": "20,000", "places": "2"}],
}


def _form(small: Definition) -> Form:
    return small.forms["guide"]


def test_posted_strings_become_typed_values(small: Definition) -> None:
    posted = {
        "title": "  指南\u0020",
        "field": "ai",
        "founded_on": "2020年2月29日",
        "has_partner": "on",
        "partner": "示例公司",
        "items": [{"name": "甲", "money": "¥２０,０００.５", "places": " 3 "}, {"name": "", "money": "", "places": ""}],
        "tags": ["a", ""],
        "mentors": "1,000",
        "paper": '{"name": "a.pdf", "digest": "' + FILE["digest"] + '", "size": 7}',
        "text": "一\r\n二",
    }

    cleaned = clean(_form(small), posted, vocabularies=small.vocabularies, complete=True, day=DAY)

    assert (cleaned.problems, cleaned.values) == (
        (),
        {
            "title": "指南",
            "field": "ai",
            "founded_on": dt.date(2020, 2, 29),
            "has_partner": True,
            "partner": "示例公司",
            "items": ({"name": "甲", "money": Decimal("20000.50"), "places": 3},),
            "tags": ("a",),
            "mentors": 1000,
            "paper": FILE,
            "text": "一\n二",
        },
    )


def test_what_is_kept_is_plain_and_reads_back_the_same(small: Definition) -> None:
    form = _form(small)
    once = clean(form, SOUND, vocabularies=small.vocabularies, complete=True, day=DAY)
    kept = to_json_data(once.values)

    again = clean(form, kept, vocabularies=small.vocabularies, complete=True, day=DAY)

    assert (kept["items"], again.values) == ([{"name": "甲", "money": "20000.00", "places": 2}], once.values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, ("title", None, "", "请填写此项。")),
        ({"title": "字" * 21}, ("title", None, "", "最多20个字，现有21个字。")),
        ({"title": "一\n二"}, ("title", None, "", "只能填写一行。")),
        ({"title": "a\x00b"}, ("title", None, "", "含有不可显示的字符。")),
        ({"title": "\ud800"}, ("title", None, "", "含有不可显示的字符。")),
        ({"title": ["x"]}, ("title", None, "", "应为文字。")),
        ({"field": "magic"}, ("field", None, "", "请从所列选项中选择。")),
        ({"field": "old"}, ("field", None, "", "请从所列选项中选择。")),
        ({"field": "new"}, ("field", None, "", "请从所列选项中选择。")),
        ({"founded_on": "2023-02-29"}, ("founded_on", None, "", "应为日期，例如 2024-10-25。")),
        ({"has_partner": "maybe"}, ("has_partner", None, "", "请选择“是”或“否”。")),
        ({"has_partner": True}, ("partner", None, "", "请填写此项。")),
        ({"items": []}, ("items", None, "", "请填写此项。")),
        ({"items": "none"}, ("items", None, "", "应为表格。")),
        ({"items": [{"name": "甲", "money": "1.005", "places": 1}]}, ("items", 0, "money", "金额最多两位小数。")),
        ({"items": [{"name": "甲", "money": "-1", "places": 1}]}, ("items", 0, "money", "不能小于0元。")),
        ({"items": [{"name": "甲", "money": "1e400", "places": 1}]}, ("items", 0, "money", "数字过大。")),
        ({"items": [{"name": "甲", "money": "NaN", "places": 1}]}, ("items", 0, "money", "数字过大。")),
        ({"items": [{"name": "甲", "money": 1, "places": "1.5"}]}, ("items", 0, "places", "应为整数。")),
        ({"items": [{"name": "甲", "money": 1, "places": 100}]}, ("items", 0, "places", "不能大于99。")),
        ({"items": [{"name": "甲", "money": 1, "places": True}]}, ("items", 0, "places", "应为数字。")),
        ({"items": [{"name": "甲", "money": 1, "places": 1}] * 4}, ("items", None, "", "最多填写3行。")),
        ({"tags": ["a", "b"]}, ("tags", None, "", "请从所列选项中选择。")),
        ({"paper": {"name": "a.pdf"}}, ("paper", None, "", "请上传文件。")),
        ({"paper": FILE | {"digest": "sha256:x"}}, ("paper", None, "", "请重新上传文件。")),
        ({"text": "字" * 10_001}, ("text", None, "", "最多10000个字，现有10001个字。")),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    small: Definition, change: dict[str, object], said: tuple[str, int | None, str, str]
) -> None:
    problems = clean(_form(small), SOUND | change, vocabularies=small.vocabularies, complete=True, day=DAY).problems

    assert [(each.field, each.row, each.column, each.message.zh) for each in problems] == [said]


def test_a_draft_may_have_gaps_and_keeps_what_does_not_fit(small: Definition) -> None:
    section = small.forms["guide"].sections[0]

    cleaned = clean_section(
        section, {"title": "字" * 30, "founded_on": "morgen"}, vocabularies=small.vocabularies, day=DAY
    )

    assert ([each.field for each in cleaned.problems], cleaned.data) == (
        ["title", "founded_on"],
        {"title": "字" * 30, "field": None, "founded_on": "morgen", "has_partner": None, "partner": None},
    )


def test_what_is_not_asked_is_dropped_when_complete_and_unknown_to_rules(small: Definition) -> None:
    data = SOUND | {"partner": "示例公司"}

    complete = clean(_form(small), data, vocabularies=small.vocabularies, complete=True, day=DAY).values
    draft = clean(_form(small), data, vocabularies=small.vocabularies, complete=False, day=DAY).values

    seen = stored(_form(small), data)
    assert ("partner" in complete, "partner" in draft, "partner" in seen) == (False, True, False)


def test_a_question_appears_with_its_condition(small: Definition) -> None:
    asked = [
        [field.key for field in visible(_form(small), data) if field.key == "partner"]
        for data in ({}, {"has_partner": "true"}, {"has_partner": "no"})
    ]

    assert asked == [[], ["partner"], []]


def test_the_status_counts_answers_by_section(small: Definition) -> None:
    vocabularies = small.vocabularies
    told = [
        [(one.section.key, one.progress, one.asked, one.answered) for one in
         status(_form(small), data, vocabularies=vocabularies, day=DAY)]
        for data in ({}, {"title": "指南"}, SOUND)
    ]  # fmt: skip

    assert told == [
        [("basics", Progress.NOT_STARTED, 4, 0), ("offer", Progress.NOT_STARTED, 6, 0)],
        [("basics", Progress.IN_PROGRESS, 4, 1), ("offer", Progress.NOT_STARTED, 6, 0)],
        [("basics", Progress.COMPLETE, 4, 3), ("offer", Progress.COMPLETE, 6, 1)],
    ]


def test_options_are_those_in_force_on_the_day(small: Definition) -> None:
    field = small.forms["guide"].fields()[1]
    keys = [
        [key for key, _ in options_of(field, vocabularies=small.vocabularies, day=day)]
        for day in (dt.date(2023, 12, 31), DAY, dt.date(2025, 1, 1), None)
    ]

    assert keys == [["ai", "old"], ["ai"], ["ai", "new"], ["ai", "old", "new"]]


def test_lengths_have_defaults(small: Definition) -> None:
    fields = {field.key: field for field in small.forms["guide"].fields()}

    assert [longest(fields[key]) for key in ("title", "partner", "text")] == [20, 200, 10_000]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=6), part, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["title", "field", "founded_on", "has_partner", "partner", "items", "tags", "mentors", "paper"])
ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "money", "places"]), JSON, max_size=3), max_size=4)


@given(data=JSON | st.dictionaries(KEYS, JSON | ROWS))
def test_bad_data_never_raises_and_what_is_kept_can_be_encoded(small: Definition, data: object) -> None:
    for complete in (True, False):
        cleaned = clean(_form(small), data, vocabularies=small.vocabularies, complete=complete, day=DAY)
        repr(cleaned.data).encode()
        again = clean(_form(small), cleaned.data, vocabularies=small.vocabularies, complete=complete, day=DAY)
        assert {key: again.values[key] for key in cleaned.values if key != "items"} == {
            key: value for key, value in cleaned.values.items() if key != "items"
        }


@given(data=st.dictionaries(KEYS, JSON | ROWS))
def test_reading_one_field_gives_what_reading_all_gives(small: Definition, data: object) -> None:
    form = _form(small)
    every = stored(form, data, complete=True)

    for field in form.fields():
        assert stored(form, data, complete=True, only=(field.key,)).get(field.key) == every.get(field.key)
