"""Definitions as an attacker would write them: each is refused with a clear problem, at once and without an error."""

import os
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ronghe.rulebook import reading
from ronghe.rulebook.expressions import ExpressionError, Language, Unknown, evaluate
from ronghe.rulebook.names import Name
from ronghe.rulebook.problems import DefinitionError
from ronghe.rulebook.strict import load
from ronghe.rulebook.structure import Column, FactType, Text

MAIN, CASES = "definition.yaml", "cases.yaml"
LABEL = Text(zh="甲", en="A")
AT_ONCE = 5.0  # seconds on a busy machine; what is refused here would take minutes or all memory


def _told(library: Path, edit: Callable[[str], str], file: str = MAIN) -> list[str]:
    path = library / "small" / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    started = time.monotonic()
    problems = reading.problems_in(library / "small", library=library, offer=None)
    assert time.monotonic() - started < AT_ONCE
    return [f"{each.path}: {each.message}" for each in problems]


def _swap(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return edit


SWAPS = [
    ("Asia/Shanghai", "../../etc/passwd", "timezone: there is no time zone '../../etc/passwd'"),
    ("Asia/Shanghai", '""', "timezone: there is no time zone ''"),
    ("Asia/Shanghai", "Asia", "timezone: there is no time zone 'Asia'"),
    ("Asia/Shanghai", "A" * 5000, f"timezone: there is no time zone '{'A' * 5000}'"),
    ("source: demo-2024", f"source: {'a' * 400}", f"source: there is no sources/{'a' * 100}.yaml"),
    ("guide: forms/guide.yaml", f"guide: {'a' * 4000}.yaml", "forms.guide: "),
    ("guide: forms/guide.yaml", "guide: /etc/passwd",
     "forms.guide: '/etc/passwd' lies outside the definition's folder"),
    ("opens: 2024-10-25", "opens: 0001-01-01", "windows.application: lies outside the years 1900 to 2199"),
    ("closes: 2024-11-01", "closes: 9999-12-31", "windows.application: lies outside the years 1900 to 2199"),
    ("since: 2024-09-01", "since: 9999-12-31", "in_force: lies outside the years 1900 to 2199"),
    ("due: 10 working days", "due: -10 days",
     "cases.guide.states.in_review.due: '-10 days' is not a period; write e.g. "),
    ("due: 10 working days", "due: 999999999 working days",
     "cases.guide.states.in_review.due: '999999999 working days' is not a period; write e.g. "),
    ("due: 10 working days", "due: 9999 years",
     "cases.guide.states.in_review.due: '9999 years' is longer than 100 years"),
    ("due: 10 working days", "due: ５ days",
     "cases.guide.states.in_review.due: '５ days' is not a period; write e.g. "),
    ("limit: item.places", "limit: -1", "quotas.places.limit: is less than nothing"),
    ("limit: item.places", "limit: 99999999999999999999", "quotas.places.limit: is more than 1,000,000"),
    ("limit: item.places", "limit: true", "quotas.places.limit: input should be a valid"),
    ("limit: item.places", f"limit: {'9' * 5000}", "quotas.places.limit: "),
    ("type: integer, required: true, max: 100", f"type: integer, required: true, max: {'9' * 400}.5",
     "forms.score.sections.all.fields.points.max: input should be a finite number"),
    ("type: date}", "type: table, max_rows: 1000000000, columns: [{key: a, label: {zh: 甲, en: A}, type: text}]}",
     "forms.application.sections.all.fields.ends_on.max_rows: needs 0 ≤ min_rows ≤ max_rows ≤ 500"),
    ("type: date}", "type: text, max_length: -1}",
     "forms.application.sections.all.fields.ends_on.max_length: needs 0 < max_length ≤ 50,000"),
    ("  enterprise: {label", "  ｅnterprise: {label", "parties.ｅnterprise"),
    ("  enterprise: {label", "  еnterprise: {label", "parties.еnterprise"),  # the first letter is Cyrillic
    ("en: Demo programme", 'en: "Demo\\0programme"', "title.en: has the sign U+0000, which cannot be seen"),
    ("en: Demo programme", 'en: "a\\u202Egpj.exe"', "title.en: has the sign U+202E, which cannot be seen"),
    ("en: Demo programme", 'en: "a\\u200Bb"', "title.en: has the sign U+200B, which cannot be seen"),
    ("operator: province", '"oper\\u200Bator": province', "…: has the sign U+200B, which cannot be seen"),
    ("operator: province", "operator: &a province\nsummary: &a {zh: 甲, en: A}",
     "summary: the anchor &a is given twice"),
    ("operator: province", "operator: province\n? {a: b}\n: 1", ": keys must be plain words"),
    ("also_cites: [other-2020]", f"also_cites: [{'other-2020, ' * 5000}]",
     "also_cites.199: a definition is made of at most 200 files"),
    ("guide: forms/guide.yaml", "\n  ".join(f"f{at}: forms/guide.yaml" for at in range(5000)),
     "forms.f200: a definition is made of at most 200 files"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SWAPS, ids=[f"{at}" for at in range(len(SWAPS))])
def test_a_hostile_definition_is_refused_with_a_clear_problem(library: Path, old: str, new: str, said: str) -> None:
    told = _told(library, _swap(old, new))

    assert [each for each in told if each.startswith(said)], told[:5]


FIELD = "{key: f%d, label: {zh: 甲, en: A}, type: text}"
STATE = "s%d: {label: {zh: 甲, en: A}, final: true, edit: [nobody.at_all]}"
RULE = (
    "{id: R-%d, title: {zh: 甲, en: A}, guards: [guide.sumbit], otherwise: block, message: {zh: 甲, en: A}, cites: 一}"
)
MANY = [
    (FIELD, "          - {key: ends_on,", "          - ", "          - {key: ends_on,",
     "forms.application: has 5,002 parts, at most 300 are possible"),
    (STATE, "      draft: {label: {zh: 草稿, en: Draft}, edit: [enterprise.officer]}", "      ",
     "      draft: {label: {zh: 草稿, en: Draft}, edit: [enterprise.officer]}",
     "cases.guide.states: has 5,004 parts, at most 100 are possible"),
    (RULE, "  - id: D-1", "  - ", "  - id: D-1", "rules: has 5,008 parts, at most 500 are possible"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "before", "indent", "after", "said"), MANY, ids=["fields", "states", "rules"])
def test_thousands_of_parts_are_refused_before_they_are_compared(
    library: Path, part: str, before: str, indent: str, after: str, said: str
) -> None:
    many = "\n".join(indent + part % at for at in range(5000))

    assert _told(library, _swap(before, f"{many}\n{after}"))[0] == said


def test_thousands_of_mistakes_are_told_at_once(library: Path) -> None:
    many = "\n".join(f"  - {{nonsense{at}: {at}}}" for at in range(20_000))

    assert len(_told(library, _swap("rules:\n", f"rules:\n{many}\n"))) == 500


def test_conditions_times_acts_are_limited(library: Path) -> None:
    rule = (
        "  - {id: R-%d, title: {zh: 甲, en: A}, guards: [" + "guide.submit, " * 90
        + "], require: 1 < 2, otherwise: warn, message: {zh: 甲, en: A}, cites: 一}"
    )  # fmt: skip
    many = "\n".join(rule % at for at in range(60))

    assert _told(library, _swap("rules:\n", f"rules:\n{many}\n")) == [
        "rules: guard acts with more than 5000 conditions in all"
    ]


def _deep_by_aliases() -> str:
    step = "a{0}: &a{0} " + "[" * 30 + "*a{1}" + "]" * 30
    return "a0: &a0 [x]\n" + "\n".join(step.format(at, at - 1) for at in range(1, 60))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_deep_by_aliases(), "a2.0.0: is nested deeper than 40 levels"),
        ("- " * 100_000, "0.0.0: is nested deeper than 40 levels"),
        ("{a: " * 100_000, "a.a.a: is nested deeper than 40 levels"),
        ("a: " + "x, " * 300_000, ": mapping values"),
        ("a: [" + "x, " * 300_000 + "]", "a.99998: has more than 100,000 parts once aliases are written out"),
        ("a: " + "9" * 900_000, f"a: '{'9' * 60}…': Exceeds the limit"),
        ('a: "\\ud800"', ": found invalid Unicode character escape code"),
        ('"\\u0000": 1', "…: has the sign U+0000, which cannot be seen"),
        ("a: 0000-00-00", "a: '0000-00-00': year 0 is out of range"),
        ("a: &a 1\nb: &a 2", "b: the anchor &a is given twice"),
        ("<<: [1]", "<< must name a mapping"),
    ],
    ids=range(11),
)
def test_a_hostile_text_is_refused_at_once(text: str, said: str) -> None:
    started = time.monotonic()
    try:
        value = load(text, name="f").value
    except DefinitionError as error:
        told = [f"{each.path}: {each.message}" for each in error.problems]
    else:
        told = [f": mapping values {len(str(value))}"]  # a long text is a text

    assert [each for each in told if said in each], told[:3]
    assert time.monotonic() - started < AT_ONCE


def test_what_is_no_plain_file_is_not_waited_for(library: Path) -> None:
    path = library / "small" / "forms" / "guide.yaml"
    path.unlink()
    os.mkfifo(path)

    assert _told(library, lambda text: text)[0] == ": is not a file"


def test_links_in_a_circle_lead_nowhere(library: Path) -> None:
    path = library / "small" / "forms" / "guide.yaml"
    path.unlink()
    path.symlink_to(path)

    assert [each for each in _told(library, lambda text: text) if each.startswith("forms.guide: ")] == [
        "forms.guide: 'forms/guide.yaml' lies outside the definition's folder"
    ]


def test_a_form_that_is_a_link_out_of_the_folder_is_not_read(library: Path) -> None:
    path = library / "small" / "forms" / "guide.yaml"
    path.unlink()
    path.symlink_to(library / "sources" / "demo-2024.yaml")

    assert [each for each in _told(library, lambda text: text) if each.startswith("forms.guide: ")] == [
        "forms.guide: 'forms/guide.yaml' lies outside the definition's folder"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at: 2024-10-01T09:00:00+08:00", "at: 9999-12-31T23:59:59+00:00",
         "a sound guide goes to review: act.at needs a zone, e.g. 2024-10-25T09:00:00+08:00, and a year from 1900"),
        ("at: 2024-10-01T09:00:00+08:00", "at: 0001-01-01T00:00:00+14:00",
         "a sound guide goes to review: act.at needs a zone, e.g. 2024-10-25T09:00:00+08:00, and a year from 1900"),
        ("ancestors: {guide: {state: published}}", "ancestors: {guide: {state: nowhere}}",
         "a teacher begins an application to an item: guide has no state 'nowhere'"),
        ("ancestors: {guide: {state: published}}", "ancestors: {guide: {state: ''}}",
         "a teacher begins an application to an item: refused by state:"),
        ("ancestors: {guide: {state: published}}", "ancestors: {moon: {state: published}}",
         "a teacher begins an application to an item: application has no ancestor 'moon'"),
        ("form.field: ai", "form.field: [[[[ai]]]]", "a sound guide goes to review: refused by form:field"),
        ("form.items: [{name: 甲, money: 20000, places: 10}]", "form.items: {a: {b: c}}",
         "a sound guide goes to review: refused by form:items"),
        ("enterprise.other_money: 0", "enterprise.other_money: .nan",
         "a sound guide goes to review: enterprise.other_money: '.nan' is no money"),
    ],
)  # fmt: skip
def test_a_hostile_worked_case_is_a_problem_and_no_error(library: Path, old: str, new: str, said: str) -> None:
    told = _told(library, _swap(old, new), CASES)

    assert [each for each in told if each.startswith(said)], told


# ---------------------------------------------------------------------------------------------- expressions

COLUMNS = (
    Column(key="money", label=LABEL, type=FactType.MONEY),
    Column(key="n", label=LABEL, type=FactType.TEXT),
)
LANGUAGE = Language(
    [
        Name(name="form.text", type=FactType.PARAGRAPH, label=LABEL),
        Name(name="form.items", type=FactType.TABLE, label=LABEL, columns=COLUMNS),
        Name(name="form.number", type=FactType.INTEGER, label=LABEL),
    ]
)
ROWS = tuple({"money": Decimal(10) ** 14 * 9, "n": "z" * 200} for _ in range(1000))
ADDS = "goes through rows and adds what may be no number; only numbers can be added there"
HOLDS = "goes through rows and makes a list of more than constants and facts"
LISTS = f"[0].map(a, [{'a,' * 180}a])" + f".map(a, [{'a,' * 180}a])" * 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size([form.text].map(a, a + a).map(b, b + b + b)) > 0", ADDS),
        ('form.items.all(i, i.n + i.n != "x")', ADDS),
        ('form.items.all(i, i.n + "x" != "x")', ADDS),
        ("size([[form.text]].map(a, a[0] + a[0])) > 0", ADDS),
        ("size(form.items.map(i, {'n': i.n}).map(i, {'n': i.n})) > 0", HOLDS),
        (f"{LISTS}.all(z, z == z)", HOLDS),
        ("+".join(["1"] * 900) + " > 0", "Exceeded max recursion depth of 32 when parsing."),
        ("form.items[0]" + ".a" * 900 + " == 1", "Exceeded max recursion depth of 32 when parsing."),
        ("form.items.all(a, form.items.all(b, form.items.all(c, true)))",
         "goes through rows more than 6 times or nests it deeper than 2"),
    ],
    ids=range(9),
)  # fmt: skip
def test_an_expression_that_could_fill_the_memory_is_refused(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        LANGUAGE.compile(text)

    assert said in str(caught.value).split("; ") or str(caught.value).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "form.items.filter(i, i.money > yuan(3)).map(i, i.money + 1).exists_one(x, x > 3)",
        "form.items.all(i, i.money + i.money * 2 + form.number > 0)",
        'form.items.exists(i, i.n in ["a", "b", form.text])',
        "form.items.map(i, form.items.map(j, j.money)).all(m, size(m) > 0)",
    ],
)
def test_sums_of_numbers_over_rows_stay_possible(text: str) -> None:
    assert LANGUAGE.compile(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        'yuan("1e999999") > 0',
        'yuan("NaN") > 0',
        "yuan(1.0 / 0.0) > 0",
        "yuan(9223372036854775807) > 0",
        'share(1, 2, "1/0")',
        'share(1, 2, "1e999999999")',
        'share(1, 2, "-1/2")',
        'date("tomorrow") > date("2024-01-01")',
        "floor_share(9223372036854775807, 9223372036854775807) > 0",
        "sum(form.items.map(i, i.money)) > 0",
        "form.text.matches('((a{1000}){1000}){1000}')",
        "form.items.all(a, form.items.all(b, a.n == b.n))",
        r"string(b'\xff') == ''",
        "form.number > 0",
    ],
)
def test_a_hostile_value_makes_an_expression_unknown_at_once(text: str) -> None:
    expression = LANGUAGE.compile(text)
    known = LANGUAGE.known({"form.text": "x" * 10_000, "form.items": ROWS, "form.number": 10**30})
    started = time.monotonic()

    assert isinstance(evaluate(expression, known), Unknown)
    assert time.monotonic() - started < AT_ONCE


def test_regular_expressions_take_linear_time() -> None:
    expression = LANGUAGE.compile("form.text.matches('" + "(x+x+)+y" * 150 + "')")
    started = time.monotonic()

    assert evaluate(expression, LANGUAGE.known({"form.text": "x" * 50_000})) is False
    assert time.monotonic() - started < AT_ONCE
