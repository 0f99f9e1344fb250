"""The lexicon of skills: what ships is whole, and whatever is wrong in a file is told with its row."""

from collections import Counter
from pathlib import Path

import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.lexicon import HEADER, Skill, SkillType, mistakes, normal, read, skill_id, version
from ronghe.insight.places import SKILLS

ROWS = ["程序设计,S,,编程;coding,,", "Go,S,程序设计,golang,word,go out"]


def _folder(tmp_path: Path, rows: list[str], *, header: str = ",".join(HEADER)) -> Path:
    (tmp_path / "it.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_the_lexicon_that_ships_has_thousands_of_skills_and_no_mistake() -> None:
    assert mistakes(SKILLS) == ()

    types = Counter(one.type for one in read(SKILLS))
    assert sum(types.values()) >= 7000
    assert set(types) == set(SkillType)


def test_a_skill_is_read_with_its_spellings(tmp_path: Path) -> None:
    assert read(_folder(tmp_path, ROWS))[1] == Skill(
        name="Go", type=SkillType.SKILL, parent="程序设计", aliases=("golang",), alone=True, within=("go out",)
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Rust,X,,,,", "it.csv:4: there is no type 'X'"),
        ("Rust,S,编译,,,", "it.csv:4: there is no skill '编译' to be its parent"),
        ("Rust,S,,,line,", "it.csv:4: there is no boundary 'line'"),
        ("Rust,S,,ＧＯ,,", "it.csv:4: 'ＧＯ' is already a spelling of 'Go'"),
        ("Rust,S,,,,trust me", ""),
        ("Rust,S,,,,iron", "it.csv:4: 'iron' holds no spelling of 'Rust'"),
        ("Rust,S", "it.csv:4: has 2 cells, not 6"),
        (f"{'长' * 61},S,,,,", f"it.csv:4: '{'长' * 61}' is no spelling of 1 to 60 characters"),
        ("Rust,S,Rust,,,", "*:0: rust is broader than itself"),
    ],
)
def test_a_mistake_is_told_with_its_row(tmp_path: Path, row: str, said: str) -> None:
    assert [str(one) for one in mistakes(_folder(tmp_path, [*ROWS, row]))] == ([said] if said else [])


def test_a_file_with_another_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"it\.csv:1: the header is not"):
        read(_folder(tmp_path, ROWS, header="skill,type"))


def test_spellings_are_compared_without_width_and_case() -> None:
    assert normal(" ＰyＴhon ") == "python"


def test_the_command_counts_the_skills_or_tells_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = main(["insight", "lexicon", str(_folder(tmp_path, ROWS))])
    said = capsys.readouterr().out
    wrong = main(["insight", "lexicon", str(_folder(tmp_path, ["Rust,X,,,,"]))])

    assert (sound, said) == (0, "2 skills in 5 spellings: knowledge 0, skill 2, transversal 0, language 0\n")
    assert (wrong, capsys.readouterr().out) == (1, "it.csv:2: there is no type 'X'\n")


def test_a_skill_keeps_its_number_and_the_lexicon_its_version_in_any_order(tmp_path: Path) -> None:
    skills = read(_folder(tmp_path, ROWS))

    assert skill_id("Ｇo") == skill_id("go") == 828524774
    assert version(skills) == version(tuple(reversed(skills)))
    assert version(skills) != version(skills[:1])
