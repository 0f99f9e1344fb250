"""Enterprise surveys: a firm has one voice, and whoever did not read the questions has none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ronghe.insight.lexicon import Skill, SkillType, skill_id
from ronghe.insight.schemas import SURVEY_SKILL
from ronghe.insight.supply import surveys
from ronghe.insight.supply.deliveries import Delivery
from ronghe.insight.supply.surveys import survey_skills
from ronghe.insight.vocabularies.occupations import occupations

HEAD = ["答卷编号", "企业", "岗位", "能力", "重要性", "要求水平"]
CODE = next(code for code, one in occupations().items() if one.level == 4)
SKILLS = [
    Skill(name=name, type=SkillType.SKILL, parent="", aliases=aliases, alone=False, within=())
    for name, aliases in {"Python": ("py",), **{f"技能{at}": () for at in range(8)}}.items()
]


def _read(path: Path, **given: Any) -> Delivery:
    return surveys.read(path, skills=SKILLS, secret=b"secret", **given)


def _told(delivery: Delivery) -> list[tuple[int, str, str]]:
    return [(one["row"], one["field"], one["reason"]) for one in delivery.findings.to_pylist()]


@pytest.mark.requirement("TAL-12")
def test_firms_have_one_voice_each(csv_file: Callable[..., Path]) -> None:
    # firm 甲: (5 + 3) / 2 = 4 and level 4; firm 乙: 2 and no level → importance 3, level 4, two firms
    delivery = _read(
        csv_file(
            [
                HEAD,
                ["1", "甲", CODE, "Python", 5, 4],
                ["2", "甲 ", occupations()[CODE].name, "PY", 3, 4],
                ["3", "乙", CODE, "Python", 2, ""],
            ]
        )
    )

    table = survey_skills([delivery.rows])

    assert _told(delivery) == []
    assert table.schema.equals(SURVEY_SKILL)
    assert table.to_pylist() == [
        {"occupation": CODE, "skill_id": skill_id("Python"), "importance": 3.0, "level": 4.0, "n": 2}
    ]


def test_no_name_of_a_firm_is_kept(csv_file: Callable[..., Path]) -> None:
    delivery = _read(csv_file([HEAD, ["1", "某某公司", CODE, "Python", 9, 4], ["1", "某某公司", CODE, "Python", 4, 4]]))

    assert "某某" not in f"{delivery.rows.to_pylist()}{delivery.findings.to_pylist()}"


def test_an_answer_that_means_nothing_is_refused_by_row(csv_file: Callable[..., Path]) -> None:
    delivery = _read(
        csv_file(
            [
                HEAD,
                ["1", "甲", "宇航员长", "Python", 5, 4],
                ["1", "甲", CODE, "炼丹", 5, 4],
                ["1", "甲", CODE, "Python", 6, 4],
                ["1", "甲", CODE, "Python", "很", 4],
                ["", "", CODE, "Python", 5, 4],
                ["1", "甲", CODE, "Python", 5, 9],
                ["1", "甲", CODE, "py", 4, 4],
            ]
        )
    )

    assert _told(delivery) == [
        (2, "occupation", "no occupation of the classification is called so"),
        (3, "skill", "the lexicon knows no such skill"),
        (4, "importance", "is not between 1 and 5"),
        (4, "importance", "there is no importance from 1 to 5"),
        (5, "importance", "is not between 1 and 5"),
        (5, "importance", "there is no importance from 1 to 5"),
        (6, "firm", "names neither a firm nor a respondent"),
        (7, "level", "is not between 1 and 5"),
        (8, "skill", "the same question was answered in row 7"),
    ]
    assert delivery.rows.select(["importance", "level"]).to_pylist() == [{"importance": 5.0, "level": None}]


@pytest.mark.parametrize(("questions", "kept"), [(8, 0), (7, 7)])
def test_the_same_answer_to_every_question_is_none(csv_file: Callable[..., Path], questions: int, kept: int) -> None:
    delivery = _read(csv_file([HEAD, *(["1", "甲", CODE, f"技能{at}", 5, 5] for at in range(questions))]))

    assert delivery.rows.num_rows == kept
    assert len(_told(delivery)) == questions - kept


def test_a_title_means_what_the_coder_says(csv_file: Callable[..., Path]) -> None:
    path = csv_file([HEAD, ["1", "甲", "Java工程师", "Python", 5, 4]])

    delivery = _read(path, code={"Java工程师": CODE}.get)

    assert delivery.rows["occupation"].to_pylist() == [CODE]


def test_a_firm_that_answers_again_stands_with_its_last_word(csv_file: Callable[..., Path]) -> None:
    first = _read(csv_file([HEAD, ["1", "甲", CODE, "Python", 5, 4]]))
    again = _read(csv_file([HEAD, ["1", "甲", CODE, "Python", 1, 2]], name="again.csv"))

    assert survey_skills([first.rows, again.rows]).select(["importance", "level", "n"]).to_pylist() == [
        {"importance": 1.0, "level": 2.0, "n": 1}
    ]
