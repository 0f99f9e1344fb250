"""docs/definitions.md: its examples are extracted and checked, so that the guide cannot say what does not work."""

import re
from pathlib import Path

import pytest

from ronghe.cli.__main__ import main
from ronghe.portal.cases.offer import offer
from ronghe.rulebook import reading
from ronghe.rulebook.expressions import Language
from ronghe.rulebook.scope import names

GUIDE = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# ([a-z-]+/[a-z-]+\.yaml)\n")


def _blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(GUIDE) if kind == language]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """The library that the guide's examples make up; blocks of one file are its parts in order."""
    (tmp_path / "vocabularies").mkdir()
    for text in _blocks("yaml"):
        named = FILE.match(text)
        assert named, f"a block does not begin with its file's name: {text[:40]}"
        path = tmp_path / named[1]
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    return tmp_path


@pytest.mark.parametrize("folder", ["demo", "demo-university"])
def test_the_examples_of_the_guide_have_no_problems(examples: Path, folder: str) -> None:
    problems = reading.problems_in(examples / folder, library=examples, offer=offer())

    assert [str(each) for each in problems] == []


def test_every_expression_of_the_guide_can_be_used(examples: Path) -> None:
    definition = reading.read(examples / "demo", library=examples)
    language = Language(names(definition, kind="application", action="submit"))
    lines = [line.split("  #")[0].strip() for block in _blocks("cel") for line in block.splitlines()]

    assert [language.compile(line).text for line in lines] == lines
    assert len(lines) == 10


def test_the_commands_of_the_guide_say_what_it_shows(
    examples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(examples)
    shown, said = [], []
    for block in _blocks("console"):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            shown.append(output)
            assert main(command.split()[1:]) == 0
            said.append(capsys.readouterr().out)

    assert (said, len(said)) == (shown, 1)
