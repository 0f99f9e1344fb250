"""Expressions: typed, three-valued, exact, terminating; and the same on another implementation of CEL."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import cel as other
import pytest

from ronghe.rulebook.calendar import Calendar, whole_years
from ronghe.rulebook.expressions import ExpressionError, Language, Unknown, evaluate
from ronghe.rulebook.names import Name
from ronghe.rulebook.structure import Column, FactType, Holidays, Text


def _text(word: str) -> Text:
    return Text(zh=word, en=word)


def _name(name: str, kind: FactType, columns: tuple[Column, ...] = ()) -> Name:
    return Name(name=name, type=kind, label=_text(name), columns=columns)


ITEMS = (
    Column(key="type", label=_text("type"), type=FactType.CHOICE),
    Column(key="money", label=_text("money"), type=FactType.MONEY),
    Column(key="places", label=_text("places"), type=FactType.INTEGER),
)
LANGUAGE = Language(
    [
        _name("form.title", FactType.TEXT),
        _name("form.money", FactType.MONEY),
        _name("form.share", FactType.SHARE),
        _name("form.ready", FactType.BOOLEAN),
        _name("form.day", FactType.DATE),
        _name("form.tags", FactType.CHOICES),
        _name("form.items", FactType.TABLE, ITEMS),
        _name("form.paper", FactType.FILE),
        _name("form.empty", FactType.TEXT),
        _name("form.no_money", FactType.MONEY),
        _name("form.nobody", FactType.BOOLEAN),
        _name("act.day", FactType.DATE),
    ]
)
VALUES = {
    "form.title": "工业软件",
    "form.money": Decimal("20000.00"),
    "form.share": Decimal("33.3"),
    "form.ready": True,
    "form.day": dt.date(2020, 2, 29),
    "form.tags": ("a", "b"),
    "form.items": (
        {"type": "teaching", "money": Decimal("10000.01"), "places": 3},
        {"type": "training", "money": Decimal("9999.99"), "places": 2},
    ),
    "form.paper": {"name": "a.pdf", "digest": "sha256:0", "size": 7},
    "act.day": dt.date(2024, 2, 28),
}
KNOWN = LANGUAGE.known(VALUES)

GOLDEN = [
    ("form.money >= yuan(20000)", True),
    ('form.money < yuan("20000.01")', True),
    ("form.money == yuan(20000.00)", True),
    ("form.share > 33.2 && form.share < 33.4", True),
    ("years_between(form.day, act.day) == 3", True),
    ('years_between(form.day, date("2024-02-29")) == 4', True),
    ('years_between(form.day, date("2023-02-28")) == 3', True),
    ('days_between(form.day, date("2020-03-01")) == 1', True),
    ("form.day < act.day", True),
    ("form.items.all(i, i.money >= yuan(10000))", False),
    ('form.items.filter(i, i.type == "teaching").all(i, i.money >= yuan(10000))', True),
    ("sum(form.items.map(i, i.money * i.places)) == yuan(50000.01)", True),
    ("size(form.items) == 2 && form.items[0].places == 3", True),
    ('"a" in form.tags && !("c" in form.tags)', True),
    ('form.title.startsWith("工业") && size(form.title) == 4', True),
    ('form.title.matches("^工.软件$")', True),
    ('share(1, 3, "1/3") && !share(333, 1000, "1/3")', True),
    ("floor_share(20, 34) == 6", True),
    ("form.ready ? form.paper.size == 7 : false", True),
    ("3 * form.items[1].places >= form.items[0].places", True),
]


ONLY_HERE = {'form.title.startsWith("工业") && size(form.title) == 4'}  # the other one counts bytes


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_expressions_mean_what_they_say(text: str, expected: bool) -> None:
    assert evaluate(LANGUAGE.compile(text), KNOWN) is expected


def _other_values() -> Mapping[str, object]:
    """The same values as the other implementation takes them: namespaces as maps, money in 分, days at midnight."""
    form: dict[str, object] = {
        "title": "工业软件",
        "money": 2_000_000,
        "share": 33.3,
        "ready": True,
        "day": dt.datetime(2020, 2, 29, tzinfo=dt.UTC),
        "tags": ["a", "b"],
        "items": [
            {"type": "teaching", "money": 1_000_001, "places": 3},
            {"type": "training", "money": 999_999, "places": 2},
        ],
        "paper": {"name": "a.pdf", "digest": "sha256:0", "size": 7},
    }
    return {"form": form, "act": {"day": dt.datetime(2024, 2, 28, tzinfo=dt.UTC)}}


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "yuan": lambda amount: int(Decimal(str(amount)) * 100),
    "date": lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC),
    "years_between": lambda start, end: whole_years(start.date(), end.date()),
    "days_between": lambda start, end: (end.date() - start.date()).days,
    "sum": sum,
    "floor_share": lambda percent, count: percent * count // 100,
    "share": lambda part, whole, least: part * int(least.split("/")[1]) >= whole * int(least.split("/")[0]),
}


@pytest.mark.parametrize(("text", "expected"), [pair for pair in GOLDEN if pair[0] not in ONLY_HERE])
def test_another_implementation_agrees(text: str, expected: bool) -> None:
    context = other.Context(variables=dict(_other_values()), functions=dict(FUNCTIONS))

    assert other.evaluate(text, context) is expected


@pytest.mark.parametrize(
    "text",
    [
        "form.no_money >= yuan(1)",
        "form.nobody && form.ready",
        "!form.nobody",
        'form.empty == "x" || form.nobody',
        'form.items.all(i, i.money >= yuan(1)) && form.empty == ""',
        "form.items[5].places == 1",
        "1 / (size(form.tags) - 2) == 0",
        'share(1, 0, "1/3")',
        "form.nobody ? true : true",
    ],
)
def test_what_depends_on_something_not_known_is_unknown(text: str) -> None:
    assert isinstance(evaluate(LANGUAGE.compile(text), KNOWN), Unknown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("form.nobody || form.ready", True),
        ("form.nobody && !form.ready", False),
        ("form.items.exists(i, i.places == 2) || form.nobody", True),
        ('given("form.title") && !given("form.empty")', True),
        ('!given("form.nobody") || form.nobody', True),
    ],
)
def test_what_does_not_depend_on_it_is_known(text: str, expected: bool) -> None:
    assert evaluate(LANGUAGE.compile(text), KNOWN) is expected


def test_a_missing_cell_makes_only_conditions_on_it_unknown() -> None:
    known = LANGUAGE.known({"form.items": ({"type": "teaching", "places": 3, "money": None},)})

    outcomes = [
        evaluate(LANGUAGE.compile(text), known)
        for text in ("form.items.all(i, i.places == 3)", "form.items.all(i, i.money > yuan(1))")
    ]

    assert (outcomes[0], type(outcomes[1])) == (True, Unknown)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("form.nope > 3", "there is no 'form.nope' (line 1, column 5)"),
        ("form.title > 3", "found no matching overload for '_>_' applied to '(string, int)' (line 1, column 12)"),
        ("form.title", "gives string, but bool is needed"),
        ("form.items.all(i, i.mony > yuan(1))", "form.items has no column 'mony'"),
        ("form.items.filter(i, i.places > 1).exists(j, j.mony > yuan(1))", "form.items has no column 'mony'"),
        ("form.items[0].mony > yuan(1)", "form.items has no column 'mony'"),
        ("form.money > 20000", "form.money is money: compare it with yuan(20000), not with a bare number"),
        ("form.items.all(i, 5 < i.money)", "i.money is money: compare it with yuan(5), not with a bare number"),
        ('form.items.all(i, i.money == "x")', "i.money is a number, 'x' a text: they cannot be compared"),
        ("form.items.exists(i, i.type == form.day)", "i.type is a text, form.day a day: they cannot be compared"),
        ("form.items.all(form, form.places > 1)", "a row cannot be called 'form', which names facts"),
        ("has(form.ready)", 'has() is for columns of rows; write given("form.ready")'),
        ("given(form.title)", 'given() takes a name in quotes, e.g. given("form.title")'),
        ('given("form.nope")', "there is no 'form.nope' to be given"),
        (
            "form.items.all(a, form.items.all(b, form.items.all(c, true)))",
            "goes through rows more than 6 times or nests it deeper than 2",
        ),
        (
            "[form.title]" + ".map(a, a + a)" * 7 + ".size() > 0",
            "goes through rows more than 6 times or nests it deeper than 2",
        ),
        ("import os", "Syntax error: extraneous input 'os' expecting <EOF> (line 1, column 8)"),
        ('__import__("os").system("ls") == 0', "there is no '__import__' (line 1, column 11)"),
    ],
)
def test_wrong_expressions_are_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        LANGUAGE.compile(text)

    assert complaint in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 500 + "true" + ")" * 500, "form.ready && " * 140 + "true", "!" * 1999 + "true"])
def test_deep_and_long_expressions_are_refused_or_stop(text: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(ExpressionError):
        evaluate(LANGUAGE.compile(text), KNOWN)

    assert time.monotonic() - started < 1


def test_a_loop_over_too_many_rows_stops() -> None:
    rows = tuple({"type": "t", "money": Decimal(1), "places": 1} for _ in range(500))
    known = LANGUAGE.known({"form.items": rows})
    expression = LANGUAGE.compile("form.items.all(a, form.items.all(b, a.places == b.places))")
    started = time.monotonic()

    outcome = evaluate(expression, known)

    assert (type(outcome), time.monotonic() - started < 1) == (Unknown, True)


def test_what_an_expression_reads_is_known_in_order() -> None:
    text = 'form.items.all(i, i.money > form.money) && "act.day" != form.title && given("form.empty")'

    assert LANGUAGE.compile(text).reads == ("form.items", "form.money", "form.title", "form.empty")


def test_working_days_follow_the_calendar_given() -> None:
    holidays = Holidays(
        year=2020,
        source="演示",
        as_of=dt.date(2019, 11, 21),
        off=(dt.date(2020, 3, 2),),
        working=(dt.date(2020, 3, 1),),
    )
    expression = LANGUAGE.compile('working_days(form.day, date("2020-03-03")) == 2')

    outcomes = [evaluate(expression, LANGUAGE.known(VALUES, calendar=Calendar(years))) for years in ((), (holidays,))]

    assert outcomes == [True, True]


def test_a_value_of_another_type_is_a_mistake_of_the_platform() -> None:
    with pytest.raises(TypeError):
        LANGUAGE.known({"form.money": "20000"})
    with pytest.raises(TypeError):
        LANGUAGE.known({"form.money": Decimal("0.005")})


def test_names_of_no_fact_never_reach_an_expression() -> None:
    known = LANGUAGE.known({"form.title": "x", "enterprise.excluded": False})

    with pytest.raises(ExpressionError):
        LANGUAGE.compile("enterprise.excluded")
    assert evaluate(LANGUAGE.compile('form.title == "x"'), known) is True


def test_threads_may_share_expressions() -> None:
    expressions = [(LANGUAGE.compile(text), expected) for text, expected in GOLDEN]

    def all_right(_: int) -> bool:
        known = LANGUAGE.known(VALUES)
        return all(evaluate(expression, known) is expected for expression, expected in expressions)

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(all_right, range(200)))
