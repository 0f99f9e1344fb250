"""Worked cases: run as tests, compared exactly."""

from pathlib import Path

import pytest

from ronghe.rulebook import reading, worked
from ronghe.rulebook.problems import DefinitionError
from ronghe.rulebook.structure import Definition

CASE = """
- name: {name}
  case: guide
  state: draft
  act: {{action: submit, role: enterprise.officer, at: 2024-10-01T09:00:00+08:00}}
  form: {{title: 指南, field: ai, items: [{{name: 甲, money: {money}, places: 10}}]}}
  facts: {{enterprise.founded_on: 2010-01-01, enterprise.other_money: 0, {more}}}
  expect: {expect}
"""


def _complaint(small: Definition, folder: Path, expect: str, *, money: str = "20000", more: str = "") -> str:
    (folder / "cases.yaml").write_text(
        CASE.format(name="a case", expect=expect, money=money, more=more), encoding="utf-8"
    )
    return worked.run(small, folder)[0].complaint


@pytest.mark.parametrize(
    ("expect", "money", "complaint"),
    [
        ("{target: in_review}", "20000", ""),
        ("{target: draft}", "20000", "leads to 'in_review', not to 'draft'"),
        ("{target: in_review}", "9999", "refused by D-2/each, D-2/total"),
        ("{refused: [D-2]}", "9999", ""),
        ("{refused: [D-2/each]}", "9999", "refused also by D-2/total"),
        ("{refused: [D-2, D-1]}", "9999", "not refused by D-1"),
        ("{refused: [D-2]}", "20000", "not refused by D-2"),
        ("{target: in_review, warned: [D-3]}", "20000", "not warned by D-3"),
        ("{refused: [D-2], unknown: [D-2/each]}", "9999", "not unknown by D-2/each"),
        ("{}", "20000", "expects neither a target nor a refusal"),
    ],
)
def test_the_outcome_is_compared_exactly(
    small: Definition, tmp_path: Path, expect: str, money: str, complaint: str
) -> None:
    assert _complaint(small, tmp_path, expect, money=money) == complaint


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("enterprise.size: 3", "there is no fact 'enterprise.size'"),
        ("form.mentors: 3, form.enterprise_mentors: 1", ""),
        ("enterprise.excluded: perhaps", "enterprise.excluded: 'perhaps' is no boolean: Choose yes or no."),
    ],
)
def test_facts_are_given_by_their_names_and_types(small: Definition, tmp_path: Path, more: str, complaint: str) -> None:
    assert _complaint(small, tmp_path, "{target: in_review}", more=more).startswith(complaint)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("case: guide", "case: gude", "there is no kind of case 'gude'; did you mean 'guide'?"),
        ("action: submit", "action: submitt", "there is no action 'submitt'; did you mean 'submit'?"),
        ("state: draft", "state: draught", "there is no state 'draught'; did you mean 'draft'?"),
    ],
)
def test_a_case_that_names_what_does_not_exist_fails(
    small: Definition, tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    text = CASE.format(name="a case", expect="{target: in_review}", money="20000", more="").replace(old, new, 1)
    (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")

    assert [result.complaint for result in worked.run(small, tmp_path)] == [complaint]


def test_a_file_with_unknown_keys_is_refused_with_line_and_path(small: Definition, tmp_path: Path) -> None:
    text = CASE.format(name="a case", expect="{target: in_review}", money="20000", more="") + "  expected: {}\n"
    (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        worked.run(small, tmp_path)

    assert [str(problem) for problem in caught.value.problems] == [
        "cases.yaml:9: cases.0.expected: there is no such key here"
    ]


def test_a_definition_without_worked_cases_has_no_results(small: Definition, tmp_path: Path) -> None:
    assert worked.run(small, tmp_path) == ()


def test_the_small_programme_s_worked_cases_pass(library: Path) -> None:
    definition = reading.read(library / "small", library=library)

    results = worked.run(definition, library / "small", calendar=reading.read_calendar(library))

    assert [(result.name, result.complaint, result.line) for result in results] == [
        ("a sound guide goes to review", "", 9),
        ("every reason at once", "", 15),
        ("one minute too early, China time", "", 24),
        ("what is not known is said to be unknown, never taken for false", "", 31),
        ("a teacher begins an application to an item", "", 38),
    ]
