"""Mistakes of an author are found at once, each with the path of the part it is in."""

import shutil
from pathlib import Path

import pytest

from ronghe.portal.cases.offer import offer
from ronghe.rulebook import reading

LIBRARY = Path(__file__).parents[2] / "definitions"
MAIN = "definition.yaml"

PLANTED = {
    "rules.JL-01.cites": (
        MAIN,
        "    carries: [JL-01]\n    cites: 三（一）",
        "    carries: [JL-01]\n    cites: 三（九）",
    ),
    "rules.JL-12.conditions.ended.require": (
        MAIN,
        "require: notice.ended\n        message: {zh: 评审结果",
        "require: notice.finished\n        message: {zh: 评审结果",
    ),
    "cases.guide.actions.publish.target": (MAIN, "target: published", "target: publishd"),
    "cases.application.actions.apply.window": (MAIN, "window: application\n", "window: applications\n"),
    "forms.review.sections.review.fields.score": (
        "forms/review.yaml",
        "- key: score\n        label: {zh: 评分, en: Score}\n        type: decimal",
        "- key: score\n        label: {zh: 评分, en: Score}\n        type: file",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIBRARY / "jl-2024", tmp_path / "jl-2024"))


def plant(folder: Path, *, file: str, before: str, after: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")


def paths(folder: Path) -> set[str]:
    return {each.path for each in reading.problems_in(folder, library=LIBRARY, offer=offer())}


def test_five_planted_mistakes_are_all_found_with_their_paths(copy: Path) -> None:
    for file, before, after in PLANTED.values():
        plant(copy, file=file, before=before, after=after)

    # a state that nothing leads to any more is a consequence of the third mistake, said as well
    assert paths(copy) == {*PLANTED, "cases.guide.states.published"}


def test_mistakes_of_form_are_found_together_too(copy: Path) -> None:
    plant(copy, file=MAIN, before="otherwise: prefer", after="otherwise: perhaps")
    plant(copy, file=MAIN, before="prefix: JL24-G", after="prefixx: JL24-G")
    plant(copy, file="forms/reasons.yaml", before="required: true", after="required: true\n        required: false")

    assert paths(copy) == {
        "rules.JL-07.otherwise",
        "cases.guide.prefix",
        "cases.guide.prefixx",
        "sections.0.fields.0.required",
        "forms.reasons",
    }


def test_a_worked_case_that_comes_out_otherwise_is_a_problem(copy: Path) -> None:
    plant(copy, file=MAIN, before="closes: 2024-11-01", after="closes: 2024-11-02")

    assert paths(copy) == {"one minute late, China time (JL-11)"}


def test_a_quota_of_twenty_one_fails_the_case_of_the_twenty_first(copy: Path) -> None:
    plant(copy, file=MAIN, before="limit: 20\n", after="limit: 21\n")

    assert paths(copy) == {"there is no twenty-first (JL-08)"}
