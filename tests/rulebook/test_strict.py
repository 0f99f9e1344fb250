"""Strict YAML: what would surprise its author, or harm the reader, is refused with file and line."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from ronghe.rulebook.problems import DefinitionError
from ronghe.rulebook.strict import load, load_file

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def _complaints(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load(text, name="f.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_plain_values_keep_their_types() -> None:
    text = 'a: [1, -2, 2.50, 2024-10-25, "2024", true, null, 2024年, 2024-10-24T15:59:00+00:00]'

    assert load(text, name="f").value == {
        "a": [
            1,
            -2,
            Decimal("2.50"),
            dt.date(2024, 10, 25),
            "2024",
            True,
            None,
            "2024年",
            dt.datetime(2024, 10, 24, 15, 59, tzinfo=dt.UTC),
        ]
    }


def test_anchors_and_merges_are_written_out() -> None:
    text = "base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\nlist: [*base]\n"

    assert load(text, name="f").value == {
        "base": {"a": 1, "b": 2},
        "more": {"a": 1, "b": 3},
        "list": [{"a": 1, "b": 2}],
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3: a: this key is given twice"),
        ("x:\n  on: 1", "f.yaml:2: x.on: YAML reads the key 'on' as true, false or nothing; quote it"),
        ("a: yes", "f.yaml:1: a: 'yes' is ambiguous in YAML: write true or false, or quote it"),
        ("a: 010", "f.yaml:1: a: '010' is ambiguous in YAML: quote it if it is a text"),
        ("a: 12:30", "f.yaml:1: a: '12:30' is ambiguous in YAML: quote it if it is a text"),
        ("a: 2024-02-30", "f.yaml:1: a: '2024-02-30': day is out of range for month"),
        ("a: 2024-10-24T15:59", "f.yaml:1: a: the moment 2024-10-24T15:59 needs a zone, e.g. +08:00"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "f.yaml:1: a: tags such as tag:yaml.org,2002:python/object/apply:os.system are not allowed",
        ),
        ("a: !!str 1", "f.yaml:1: a: tags such as tag:yaml.org,2002:str are not allowed"),
        ("? [a]\n: 1", "f.yaml:1: keys must be plain words"),
        ("a: &a [*a]", "f.yaml:1: a.0: there is no finished anchor &a before this"),
        ("a: 1\n---\nb: 2", "f.yaml:2: holds more than one document"),
        ("\ta: 1", "f.yaml:1: found character that cannot start any token"),
        ("# nothing\n", "f.yaml:1: is empty"),
        ("a: [" * 60, "f.yaml:1: a.0.a: is nested deeper than 40 levels"),
        ("[" * 100_000, "f.yaml:1: 0.0.0: is nested deeper than 40 levels"),
        (LAUGHS, "f.yaml:6: f.0: has more than 100,000 parts once aliases are written out"),
    ],
)
def test_surprises_are_refused_with_their_line(text: str, complaint: str) -> None:
    assert _complaints(text) == [complaint]


def test_several_mistakes_are_told_at_once() -> None:
    assert _complaints("a: yes\nb: 010\na: 1") == [
        "f.yaml:1: a: 'yes' is ambiguous in YAML: write true or false, or quote it",
        "f.yaml:2: b: '010' is ambiguous in YAML: quote it if it is a text",
        "f.yaml:3: a: this key is given twice",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"a: \xff\xfe", "f.yaml: is not UTF-8"),
        (b"# " + b"x" * 1_000_000, "f.yaml: is larger than 1 MB"),
        (None, "f.yaml: there is no such file"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    path = tmp_path / "f.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DefinitionError) as caught:
        load_file(path, name="f.yaml")

    assert [str(problem) for problem in caught.value.problems] == [complaint]
