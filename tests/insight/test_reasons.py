"""Why rows are left out: everything that ingest tells has a key, and is said in Chinese and in English."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ronghe.insight import reasons, sources, supply
from ronghe.insight.sources import mapping
from ronghe.insight.supply import curricula, figures, surveys, syllabi

_TOLD = {"refuse": 3, "drop": 3, "_finding": 4}  # which of what is given to these is the reason
_FOLDERS = [Path(str(one.__file__)).parent for one in (sources, supply)]


def _reasons() -> Iterator[ast.expr]:
    for path in (path for folder in _FOLDERS for path in sorted(folder.glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=given, keywords=named):
                    yield from (given[_TOLD[name] :][:1] if name in _TOLD else [])
                    yield from (one.value for one in named if one.arg == "reason")
                case ast.Assign(targets=[ast.Name(id="reason")], value=value):
                    yield value
                case _:
                    pass


def _texts(told: ast.expr) -> Iterator[str]:
    match told:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))
        case _:
            pass


def test_every_reason_that_ingest_tells_has_a_key() -> None:
    told = {text for one in _reasons() for text in _texts(one)} - {"is more than …, …", "the day is before …"}
    assert len(told) > 30
    assert [one for one in sorted(told) if reasons.key_of(one) is None] == []


def test_every_reason_is_found_by_its_own_words_and_keeps_its_numbers() -> None:
    for key, (english, chinese) in reasons.REASONS.items():
        found = english.format("…", "7")
        assert reasons.key_of(found) == (key, tuple("…7"[: english.count("{}")]))
        assert reasons.reason(found, language="en") == found
        assert reasons.reason(found, language="zh") == chinese.format("…", "7") != found


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("the day is before 2000", "发布日期早于 2000 年"),
        (
            "the kinds of hours add up to 46.5, not to 48, which stands",
            "各类学时合计 46.5，与总学时 48 不符，以总学时为准",
        ),
        ("is more than graduates, 120", "大于毕业人数 120"),
        ("no day", "no day"),
        ("there is no title at all", "there is no title at all"),
    ],
)
def test_a_reason_is_said_in_chinese_and_one_without_a_key_as_it_was_found(found: str, said: str) -> None:
    assert reasons.reason(found, language="zh") == said


def test_the_terminal_says_both() -> None:
    assert reasons.both("there is no title") == "there is no title / 没有岗位名称"
    assert reasons.both("no day") == "no day"
    assert reasons.treatment("dropped", language="zh") == "只是这个值不采用"
    assert reasons.treatment("dropped", language="en") == "dropped"


def test_every_field_that_deliveries_have_is_called_so_in_both_languages() -> None:
    named = {name for one in (curricula, figures, surveys, syllabi) for name in one.NAMES} | {*mapping.FIELDS}

    assert sorted(named - {*reasons.FIELDS}) == []
    assert reasons.field("region", language="zh") == "工作地点"
    assert reasons.field("region", language="en") == "place"
    assert reasons.field("unheard_of", language="zh") == "unheard_of"
