"""Data as an attacker would post them: refused by name of the field or cleaned, never an error, never without end."""

import datetime as dt
import json
import time
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.rulebook import engine, forms, values
from ronghe.rulebook.decisions import Act, Refused, Value
from ronghe.rulebook.engine import Ancestor, CaseView
from ronghe.rulebook.forms import Cleaned
from ronghe.rulebook.structure import Column, Definition, FactType, Form, FormField, Section, Text

DAY = dt.date(2024, 10, 25)
AT = dt.datetime(2024, 10, 25, 1, 0, tzinfo=dt.UTC)
LABEL = Text(zh="甲", en="A")
KINDS = [kind for kind in FactType if kind is not FactType.TABLE]
DIGEST = "sha256:" + "0" * 64


def _field(kind: FactType, **more: object) -> FormField:
    options = [{"key": "a", "label": LABEL}] if kind in (FactType.CHOICE, FactType.CHOICES) else []
    columns = [{"key": "n", "label": LABEL, "type": "text"}, {"key": "m", "label": LABEL, "type": "money"}]
    return FormField.model_validate(
        {"key": kind.value, "label": LABEL, "type": kind, "options": options,
         "columns": columns if kind is FactType.TABLE else [], **more}
    )  # fmt: skip


EVERY = Form(title=LABEL, sections=(Section(key="all", title=LABEL, fields=tuple(_field(kind) for kind in FactType)),))


def _nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


def _clean(data: object) -> Cleaned:
    started = time.monotonic()
    cleaned = forms.clean(EVERY, data, vocabularies={}, complete=True, day=DAY)
    assert time.monotonic() - started < 3
    return cleaned


def _can_be_kept(value: object) -> bool:
    """PostgreSQL's jsonb takes neither NUL nor halves of pairs, and no numbers that are none."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    return "\\u0000" not in text


HOSTILE = {
    "nested as deep as a parser reads": _nested(900),
    "mappings in mappings": {"a": {"b": {"c": {"d": ["e"]}}}},
    "a list of nothing": [None, "", [], {}],
    "not a number": float("nan"),
    "infinite": float("-inf"),
    "10^400": 10**400,
    "more digits than Python writes": 10**5000,
    "a power of ten": "1e999999999",
    "a tiny power of ten": "1e-999999999",
    "many digits": "9" * 1_000_000,
    "half of a pair": "a\ud800b",
    "NUL": "a\x00b",
    "NUL in a key": {"a\x00": "b\x00", "\ud800": 1},
    "NUL in a row": [{"n": "a", "\x00": "\x00", "m": "x"}],
    "a long text": "字" * 1_000_000,
    "a pile of marks": "a" + "\u0301\u0316" * 200_000,
    "marks in numbers": "1" + "\u0301\u0316" * 200_000,
    "many rows": [{"n": "a"}] * 100_000,
    "rows of lists": [[1], [2]],
    "many choices": ["a"] * 100_000 + [["a"]],
    "bytes": b"\x00",
    "an object": object(),
    "a file too large": {"name": "a", "digest": DIGEST, "size": 10**30},
    "a file that is none": json.dumps({"name": ["a"], "digest": DIGEST, "size": True}),
    "the last day": "9999-12-31",
    "the first moment": "0001-01-01T00:00:00+14:00",
    "markup": "<script>alert(1)</script>",
    "a command": "'; DROP TABLE cases; --",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_posted_to_whatever_field_is_refused_or_kept_safely(raw: object) -> None:
    cleaned = _clean({kind.value: raw for kind in FactType})

    assert _can_be_kept(cleaned.data)
    assert _can_be_kept(forms.to_json_data(cleaned.values))


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_lies_in_the_database_can_be_decided_on(small: Definition, raw: object) -> None:
    form = {field.key: raw for field in small.forms["guide"].fields()}
    case = CaseView(kind="guide", state="draft", form=form, kept={"returned": raw, "scores": raw})
    act = Act(action="submit", roles=frozenset(), at=AT, asked=form)
    started = time.monotonic()

    assert isinstance(engine.decide(small, case=case, act=act, facts={}), Refused)
    assert [len(forms.stored(EVERY, {kind.value: raw for kind in FactType})), len(FactType)] == [len(FactType)] * 2
    assert time.monotonic() - started < 3


UNKEEPABLE = ["a\x00b", "a\ud800b", "a\x1bb", "a\x7fb"]


@pytest.mark.parametrize("kind", [FactType.TEXT, FactType.PARAGRAPH, FactType.PERSON, FactType.ORGANISATION])
@pytest.mark.parametrize("raw", UNKEEPABLE)
def test_signs_that_no_database_keeps_are_a_problem_and_are_not_kept(kind: FactType, raw: str) -> None:
    cleaned = _clean({kind.value: raw})

    problems = [(each.field, each.message.en) for each in cleaned.problems]
    assert problems == [(kind.value, "This has characters that cannot be shown.")]
    assert (cleaned.values, cleaned.data[kind.value]) == ({}, "ab")


def test_an_unkeepable_sign_in_a_table_names_its_row_and_column() -> None:
    cleaned = _clean({"table": [{"n": "a"}, {"n": "a\x00"}]})

    assert [(each.field, each.row, each.column) for each in cleaned.problems] == [("table", 1, "n")]
    assert cleaned.data["table"] == [{"n": "a"}, {"n": "a"}]


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        (FactType.TEXT, "字" * 50_001, "This is longer than 50,000 characters."),
        (FactType.TEXT, "a" + "\u0301" * 31, "This has characters that cannot be shown."),
        (FactType.TEXT, 10**5000, "This must be a text."),
        (FactType.INTEGER, 10**400, "This number is too large."),
        (FactType.INTEGER, "1e999999999", "This number is too large."),
        (FactType.DECIMAL, "1e-999999999", "This has too many decimal places."),
        (FactType.DECIMAL, float("nan"), "This number is too large."),
        (FactType.MONEY, float("inf"), "This number is too large."),
        (FactType.MONEY, "9" * 101, "This number is too large."),
        (FactType.MONEY, "0.001", "Money has at most two decimal places."),
        (FactType.DATE, "9999-12-31", "The year must be between 1900 and 2199."),
        (FactType.DATE, "0001-01-01", "The year must be between 1900 and 2199."),
        (FactType.MOMENT, "0001-01-01T00:00:00+14:00", "This must be a moment with its zone."),
        (FactType.BOOLEAN, 10**5000, "Choose yes or no."),
        (FactType.BOOLEAN, _nested(900), "Choose yes or no."),
        (FactType.CHOICE, "b", "Choose one of the options."),
        (FactType.FILE, {"name": "a", "digest": DIGEST, "size": 10**30}, "Upload the file again."),
        (FactType.TABLE, [{"n": "a"}] * 51, "Fill in at most 50 rows."),
    ],
    ids=lambda each: each.value if isinstance(each, FactType) else "",
)
def test_what_is_refused_is_told_in_words(kind: FactType, raw: object, said: str) -> None:
    assert [(each.field, each.message.en) for each in _clean({kind.value: raw}).problems] == [(kind.value, said)]


@pytest.mark.parametrize(
    ("raw", "number"),
    [("1e3", "1000.000000"), ("1E+2", "100.000000"), ("1.50", "1.50"), ("0e-99999", "0.000000"), ("1,000.5", "1000.5")],
)
def test_numbers_are_kept_without_powers_of_ten(raw: str, number: str) -> None:
    assert str(values.parse(raw, kind=FactType.DECIMAL)) == number


def test_letters_with_marks_of_real_languages_stay() -> None:
    assert _clean({"text": "Tiếng Việt ཧཱུྃ"}).values == {"text": "Tiếng Việt ཧཱུྃ"}


def test_a_name_of_a_file_is_cut() -> None:
    file = {"name": "a" * 5000, "digest": DIGEST, "size": 1}

    assert _clean({"file": file}).values == {"file": {"name": "a" * 255, "digest": DIGEST, "size": 1}}


@given(
    data=st.dictionaries(
        st.sampled_from([kind.value for kind in FactType]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text()
            | st.text(alphabet="\x00\ud800a1-e.\u0301"),
            lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=4), part, max_size=4),
            max_leaves=12,
        ),
    )
)
def test_anything_can_be_cleaned_and_kept(data: Mapping[str, object]) -> None:
    cleaned = forms.clean(EVERY, data, vocabularies={}, complete=True, day=DAY)
    again = forms.clean(EVERY, cleaned.data, vocabularies={}, complete=True, day=DAY)

    assert _can_be_kept(cleaned.data)
    assert forms.to_json_data(again.values).items() >= forms.to_json_data(cleaned.values).items()


@pytest.mark.parametrize("data", [None, [], "x", 1, float("nan"), _nested(900)])
def test_a_form_that_is_no_form_is_empty(data: object) -> None:
    assert _clean(data).values == {}


def test_a_parent_in_a_state_that_does_not_exist_refuses(small: Definition) -> None:
    act = Act(action="begin", roles=frozenset({"university.teacher"}), at=AT)
    parent = CaseView(kind="guide", state="nowhere", form={})

    decision = engine.begin(small, kind="application", act=act, parent=parent, item={}, facts={})

    assert [each.rule for each in decision.findings] == ["state:nowhere"]


def test_totals_larger_than_numbers_are_unknown(small: Definition) -> None:
    row = {"name": "a", "money": "900000000000000.00", "places": 99}
    total = small.facts["enterprise.other_money"].related
    assert total is not None
    assert total.total is not None

    assert engine.evaluate(small, kind="guide", form={"items": [row] * 500}, expression=total.total) is None


def test_facts_larger_than_expressions_count_are_unknown(small: Definition) -> None:
    case = CaseView(
        kind="application", state="submitted", form={}, kept={"scores": [{"points": 70}] * 1001},
        ancestors={"guide": Ancestor(state="published", form={})},
    )  # fmt: skip
    guide = CaseView(kind="guide", state="in_review", form={})
    facts: dict[str, Value] = {"enterprise.other_money": Decimal(10) ** 30, "enterprise.excluded": False}

    decisions = [
        engine.decide(
            small, case=case, act=Act(action="select", roles=frozenset({"enterprise.officer"}), at=AT), facts=facts
        ),
        engine.decide(
            small, case=guide, act=Act(action="publish", roles=frozenset({"province.officer"}), at=AT), facts=facts
        ),
    ]

    assert [[each.rule for each in decision.findings if each.outcome == "unknown"] for decision in decisions] == [
        ["D-7", "quota:places"],
        ["D-2", "D-2", "D-5"],
    ]


def test_a_column_keeps_to_the_same_bounds_as_a_field() -> None:
    column = Column(key="d", label=LABEL, type=FactType.DATE)

    assert values.known([{"d": "9999-12-31"}], kind=FactType.TABLE, columns=(column,)) == ({"d": None},)
