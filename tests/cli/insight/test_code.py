"""`ronghe insight code`: a row for every title, whatever the file is like."""

import argparse
from pathlib import Path

import pytest

from ronghe.cli.insight import code


def _run(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    code.add(parser.add_subparsers())
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


def _written(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_every_title_gets_a_row_with_code_name_and_confidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(tmp_path / "a.csv", "job_name,city\n会计,北京\n呜哩哇啦,上海\n")
    assert _run(["code", file]) == 0
    said = capsys.readouterr()
    first, second = (line.split(",") for line in said.out.splitlines()[1:])
    assert (first[:4], second[:5]) == (
        ["2", "会计", "2-06-03-00", "会计专业人员"],
        ["3", "呜哩哇啦", "", "", "0.000"],
    )
    assert said.err == "1 of 2 titles coded\n"


def test_files_of_another_encoding_with_ragged_rows_and_formulas_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(tmp_path / "a.csv", "编号,岗位名称\n1,电工\n2\n3,=1+1\0\n", "gb18030")
    assert _run(["code", file, "--title", "岗位名称"]) == 0
    assert [line.split(",")[1] for line in capsys.readouterr().out.splitlines()[1:]] == ["电工", "", "'=1+1"]


def test_labelled_titles_and_a_classification_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path / "a.csv", "title\n甲工\n")
    labelled = _written(tmp_path / "l.csv", "job_name,expected_code\n" + "甲工,9-01-01-02\n" * 3 + ",x\n")
    known = _written(tmp_path / "c.csv", "level,code,name,alias\n4,9-01-01-01,甲工S,甲师傅\n")
    out = tmp_path / "out.csv"
    arguments = ["code", file, "--labelled", labelled, "--classification", known, "--out", str(out)]
    assert _run(arguments) == 0
    assert out.read_text(encoding="utf-8").splitlines()[1].split(",")[:4] == ["2", "甲工", "9-01-01-01", "甲工"]
    assert capsys.readouterr().err == (
        "3 labelled titles, 1 rows without title or code left out\n1 of 1 titles coded\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1,2\n", "a.csv has no column title"), ("", "a.csv is empty"), ('title\n"' + "x" * 2_000_000, "a.csv: ")],
)
def test_a_file_that_is_no_table_of_titles_is_refused_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert _run(["code", _written(tmp_path / "a.csv", text)]) == 1
    assert capsys.readouterr().err.startswith(said)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["code", str(tmp_path / "none.csv")]) == 1
    assert capsys.readouterr().err.endswith("No such file or directory\n")
