"""`ronghe check|try|explain|diagram|schema`: what an author reads at the terminal."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ronghe.cli.__main__ import main

SMALL = Path(__file__).parents[1] / "rulebook" / "library" / "small"
DEFINITIONS = Path(__file__).parents[2] / "definitions"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A copy of the small programme with two mistakes."""
    folder = Path(shutil.copytree(SMALL.parent, tmp_path / "library")) / "small"
    path = folder / "definition.yaml"
    text = path.read_text(encoding="utf-8").replace("operator: province", "operator: provinz")
    path.write_text(text.replace("cites: 二（二）}", "cites: 九}"), encoding="utf-8")
    return folder


def test_a_sound_definition_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--no-platform", str(SMALL)])

    assert (status, capsys.readouterr().out) == (0, f"{SMALL}: 8 rules, 5 worked cases pass\n")


def test_every_mistake_is_told_with_file_line_and_path(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--no-platform", str(damaged), str(SMALL)])

    assert (status, capsys.readouterr().out.splitlines()) == (
        1,
        [
            f"{damaged}/definition.yaml:11: operator: there is no party 'provinz'",
            f"{damaged}/definition.yaml:132: windows.application.cites: the source has no clause '九'",
            f"{SMALL}: 8 rules, 5 worked cases pass",
        ],
    )


def test_facts_and_effects_are_checked_against_the_platform(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", str(SMALL)])

    first = capsys.readouterr().out.splitlines()[0]
    assert (status, first) == (
        1,
        f"{SMALL}/definition.yaml:16: parties.province.kind: there is no kind of organisation 'department'"
        "; did you mean 'provincial_department'?",
    )


def test_a_folder_without_a_definition_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--no-platform", str(tmp_path)])

    assert (status, capsys.readouterr().out) == (1, f"{tmp_path}/definition.yaml: there is no such file\n")


def test_worked_cases_are_told_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SMALL / "cases.yaml").read_text(encoding="utf-8")
    cases = tmp_path / "mine.yaml"
    cases.write_text(text.replace("[D-1, D-2/each, D-2/total]", "[D-1]"), encoding="utf-8")

    status = main(["try", str(SMALL), str(cases)])

    assert (status, capsys.readouterr().out.splitlines()) == (
        1,
        [
            "ok    a sound guide goes to review",
            "FAILS every reason at once: refused also by D-2/each, D-2/total",
            "ok    one minute too early, China time",
            "ok    what is not known is said to be unknown, never taken for false",
            "ok    a teacher begins an application to an item",
            "4 of 5 worked cases come out as expected",
        ],
    )


def test_reasons_are_shown_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["try", str(SMALL), "--reasons", "--lang", "en"])

    assert "      block  D-1: The enterprise is younger than two years." in capsys.readouterr().out.splitlines()


def test_an_act_is_explained_rule_by_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "at: 2024-10-25T09:00:00+08:00\n"
        "form.items: [{name: 甲, money: 9999.99, places: 1}]\n"
        "enterprise.founded_on: 2010-01-01\n",
        encoding="utf-8",
    )

    status = main(
        ["explain", str(SMALL), "--kind", "guide", "--action", "submit", "--facts", str(facts), "--lang", "en"]
    )

    lines = capsys.readouterr().out.splitlines()
    assert (status, lines[:4], [line for line in lines if not line.startswith(" ")]) == (
        0,
        [
            "✓ held           block  D-1  Enterprise of two years",
            "    enterprise.founded_on = 2010-01-01  (Founded on)",
            "    act.day = 2024-10-25  (day of the act)",
            "    demo-2024 一: Enterprises of two years",
        ],
        [
            "✓ held           block  D-1  Enterprise of two years",
            "✗ broken         block  D-2/each  Enough money",
            "? unknown        block  D-2/total  Enough money",
            "– not_applicable warn   D-3  A third of the mentors from the enterprise",
            "– not_applicable warn   D-8  Changed after a return",
        ],
    )


def test_the_checklist_of_an_act_is_explained_after_its_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(SMALL.parent, tmp_path / "library")) / "small"
    path = folder / "definition.yaml"
    check = (
        "rules:\n  - {id: C-1, title: {zh: 题目, en: Title}, guards: [guide.publish], otherwise: check, "
        "shows: [form.title], cites: 一}\n"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("rules:\n", check, 1), encoding="utf-8")
    facts = tmp_path / "facts.yaml"
    facts.write_text("at: 2024-10-25T09:00:00+08:00\nform.title: 指南\n", encoding="utf-8")

    status = main(["explain", str(folder), "--kind", "guide", "--action", "publish", "--facts", str(facts),
                   "--lang", "en"])  # fmt: skip

    assert (status, capsys.readouterr().out.splitlines()[-3:]) == (
        0,
        [
            "· by_eye         check  C-1  Title",
            "    form.title = 指南  (Title)",
            "    demo-2024 一: Enterprises of two years",
        ],
    )


def test_facts_that_name_nothing_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("enterprise.size: 3\n", encoding="utf-8")

    status = main(["explain", str(SMALL), "--kind", "guide", "--action", "submit", "--facts", str(facts)])

    assert (status, capsys.readouterr().out) == (
        1,
        f"{SMALL}: facts.yaml: there is no fact 'enterprise.size'; did you mean 'enterprise.name'?\n",
    )


def test_a_diagram_is_written_to_a_file_or_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "guide.svg"

    statuses = [main(["diagram", str(SMALL), "guide", "--lang", "en", *more]) for more in ([], ["-o", str(picture)])]

    assert (statuses, picture.read_text(encoding="utf-8")) == ([0, 0], capsys.readouterr().out)
    assert ElementTree.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_a_diagram_of_no_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["diagram", str(SMALL), "gide"])

    assert (status, capsys.readouterr().out) == (
        1,
        f"{SMALL}: cases: there is no kind 'gide'; did you mean 'guide'?\n",
    )


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["schema"])

    assert (status, json.loads(capsys.readouterr().out)["$schema"]) == (
        0,
        "https://json-schema.org/draft/2020-12/schema",
    )


def test_the_published_definitions_pass_against_the_platform(capsys: pytest.CaptureFixture[str]) -> None:
    folders = sorted(str(path.parent) for path in DEFINITIONS.glob("*/definition.yaml"))

    status = main(["check", *folders])

    assert (status, [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]) == (0, folders)
