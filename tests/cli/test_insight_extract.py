"""`ronghe insight extract`: whatever file texts come in, a line of JSON a text, and no traceback."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.lexicon import HEADER, skill_id

ROWS = ["Java,S,,,word,", "数据库,K,,database,,数据库管理员"]


@pytest.fixture
def extract(tmp_path, capsys):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "it.csv").write_text("\n".join([",".join(HEADER), *ROWS]), encoding="utf-8")

    def run(path, *options):
        code = main(["insight", "extract", str(path), "--lexicon", str(tmp_path / "lexicon"), *options])
        said = capsys.readouterr()
        lines = [json.loads(line) for line in said.out.splitlines()]
        return code, [(one["id"], [span["text"] for span in one["spans"]]) for one in lines], said.err

    return run


def test_a_line_says_where_a_text_names_which_skill(tmp_path, capsys, extract):
    path = tmp_path / "a.txt"
    path.write_text("熟悉ＪＡＶＡ", encoding="utf-8")
    main(["insight", "extract", str(path), "--lexicon", str(tmp_path / "lexicon")])
    assert json.loads(capsys.readouterr().out) == {
        "id": "1",
        "spans": [
            {"start": 2, "end": 6, "text": "ＪＡＶＡ", "skill": "Java", "type": "S", "skill_id": skill_id("Java")}
        ],
    }


def test_plain_lines_of_mixed_encodings_are_read_each_in_its_own(tmp_path, extract):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff数据库…\n".encode() + "学数据库\r\n".encode("gb18030") + b"\n\xffJava\x00\n")
    assert extract(path) == (0, [("1", ["数据库"]), ("2", ["数据库"]), ("4", ["Java"])], "")


def test_a_table_gives_its_column_and_its_ids(tmp_path, extract):
    path = tmp_path / "a.csv"
    path.write_text('编号,描述,说明\nx1,"Java,\n数据库",Java\nx2,数据库管理员\nx3\n', encoding="utf-8")
    told = f"{path}: row 4 has no text in 描述\n"
    assert extract(path) == (0, [("x1", ["Java", "数据库"]), ("x2", [])], told)
    assert extract(path, "--text", "说明", "--id", "描述")[1][0] == ("Java,\n数据库", ["Java"])


def test_json_lines_that_are_broken_are_told_and_passed_over(tmp_path, extract):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 7, "text": "Java \\ud800"}\n{"text": \n[1]\n\n{"id": 8, "text": null}\n', encoding="utf-8")
    told = [f"{path}: line 2 is no JSON", f"{path}: line 3 is no JSON object", f"{path}: row 5 has no text in text"]
    assert extract(path) == (0, [("7", ["Java"])], "\n".join(told) + "\n")


def test_a_parquet_file_gives_its_column(tmp_path, extract):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"ad_id": ["a", "b"], "text": ["数据库", None]}), path)
    assert extract(path) == (0, [("a", ["数据库"])], f"{path}: row 2 has no text in text\n")


@pytest.mark.parametrize("name", ["missing.csv", "broken.parquet", "columns.csv", "."])
def test_a_file_that_cannot_be_used_is_told_in_a_line(tmp_path, extract, name):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 but no more")
    (tmp_path / "columns.csv").write_text("a,b\n1,2\n")
    code, lines, told = extract(tmp_path / name)
    assert (code, lines, told.count("\n")) == (1, [], 1)


def test_an_empty_file_gives_no_lines(tmp_path, extract):
    for name in ("a.csv", "a.txt", "a.jsonl"):
        (tmp_path / name).touch()
        assert extract(tmp_path / name) == (0, [], "")
