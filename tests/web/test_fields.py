"""Form fields as a page shows them, and what a browser posts as the engine reads it."""

import datetime as dt

import pytest
from django.http import QueryDict

from ronghe.portal.web.fields import field_views, posted, problem_links, with_rows_changed
from ronghe.rulebook.forms import NEEDED, FormProblem
from ronghe.rulebook.structure import Column, FactType, FormField, Option, Text

DAY = dt.date(2024, 10, 25)


def text(word: str) -> Text:
    return Text(zh=word, en=word)


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(key=f"k{number}", label=text(f"选项{number}")) for number in range(count))


TITLE = FormField(key="title", label=text("名称"), type=FactType.TEXT, required=True)
KINDS = FormField(key="kinds", label=text("方向"), type=FactType.CHOICES, options=options(2))
PROOF = FormField(key="proof", label=text("证明"), type=FactType.FILE)
ITEMS = FormField(
    key="items",
    label=text("清单"),
    type=FactType.TABLE,
    columns=(
        Column(key="name", label=text("名称"), type=FactType.TEXT),
        Column(key="money", label=text("资金"), type=FactType.MONEY),
    ),
)
FIELDS = (TITLE, KINDS, PROOF, ITEMS)


def test_what_a_page_posts_becomes_data_with_rows_in_order_and_without_empty_ones():
    sent = QueryDict(
        "title=课程&present=kinds&present=items&kinds=k1&items-10-name=乙&items-2-name=甲&items-2-money=5&items-3-name="
    )
    assert posted(FIELDS, sent) == {
        "title": "课程",
        "kinds": ["k1"],
        "items": [{"name": "甲", "money": "5"}, {"name": "乙"}],
    }


def test_choices_and_tables_that_were_on_the_page_and_are_empty_are_posted_as_empty():
    assert posted(FIELDS, QueryDict("present=kinds&present=items")) == {"kinds": [], "items": []}


def test_questions_that_were_not_on_the_page_files_and_unknown_names_are_left_out():
    sent = QueryDict("proof=forged&owner=1&items-0-owner=2&state=approved")
    assert posted(FIELDS, sent) == {}


@pytest.mark.parametrize(
    ("button", "rows"),
    [
        ("add_row=items", [{"name": "甲"}, {"name": "乙"}, {}]),
        ("remove_row=items-0", [{"name": "乙"}]),
        ("remove_row=items-7", [{"name": "甲"}, {"name": "乙"}]),
    ],
)
def test_without_scripts_a_button_adds_or_removes_a_row(button, rows):
    sent = QueryDict(f"present=items&items-0-name=甲&items-1-name=乙&{button}")
    assert with_rows_changed(FIELDS, sent) == {"items": rows}


def test_a_page_that_only_saves_changes_no_rows():
    assert with_rows_changed(FIELDS, QueryDict("present=items&items-0-name=甲")) is None


@pytest.mark.parametrize(
    ("count", "widget"), [(2, "radios"), (5, "radios"), (6, "select"), (12, "select"), (13, "search")]
)
def test_few_choices_are_radios_more_a_list_and_many_a_searchable_list(count, widget):
    question = FormField(key="one", label=text("一"), type=FactType.CHOICE, options=options(count))
    assert field_views([question], data={}, vocabularies={}, day=DAY)[0].widget == widget


def test_every_problem_has_a_link_to_its_control_in_the_order_of_the_page():
    problems = (
        FormProblem(field="items", row=1, column="money", message=NEEDED),
        FormProblem(field="kinds", message=NEEDED),
        FormProblem(field="title", message=NEEDED),
    )
    views = field_views(
        FIELDS, data={"items": [{"name": "甲"}, {"name": "乙"}]}, vocabularies={}, day=DAY, problems=problems
    )
    assert [(one.target, one.label.zh) for one in problem_links(views)] == [
        ("f-title", "名称"),
        ("f-kinds-0", "方向"),
        ("f-items-1-money", "清单第 2 行：资金"),
    ]


def test_a_table_without_answers_shows_one_empty_row():
    view = field_views([ITEMS], data={}, vocabularies={}, day=DAY)[0]
    assert [[cell.name for cell in row] for row in view.rows] == [["items-0-name", "items-0-money"]]
