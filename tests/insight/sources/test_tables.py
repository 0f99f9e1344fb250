"""Files of rows as people send them: every encoding and every break is read or told by row, never a traceback."""

import datetime as dt
import json
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ronghe.insight.sources.tables import opened
from ronghe.insight.supply.deliveries import Unreadable

HEAD, ROW = "职位名称,薪资\n", "焊工,8千\n"
MIXED = "the line is in another encoding than the file"


def _read(path: Path, batch: int = 1000) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the rows as (number, cells …) and the findings as (row, reason)."""
    rows, findings = [], []
    for one in opened(path, batch=batch).batches:
        cells = zip(*one.rows.to_pydict().values(), strict=True)
        rows += [(number, *row) for number, row in zip(one.numbers, cells, strict=True)]
        findings += [(found.row, found.reason) for found in one.findings]
    return rows, findings


def _file(folder: Path, data: bytes, name: str = "ads.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = _file(tmp_path, (HEAD + ROW + ROW).encode(encoding))
    assert opened(path).columns == ("职位名称", "薪资")
    assert _read(path) == ([(2, "焊工", "8千"), (3, "焊工", "8千")], [])


def test_a_line_in_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + ROW).encode() + ROW.encode("gb18030") + ROW.encode())
    assert _read(path) == ([(2, "焊工", "8千"), (3, "焊工", "8千"), (4, "焊工", "8千")], [(3, MIXED)])


def test_bytes_of_no_encoding_and_nuls_are_told(tmp_path: Path) -> None:
    path = _file(tmp_path, HEAD.encode() + b"a\xff\xff\xfe\xff,1\n" + b"b\x00c,2\n" + ROW.encode())
    rows, findings = _read(path)
    assert [row[2] for row in rows] == ["1", "2", "8千"]
    assert rows[1][1] == "bc"
    assert findings == [(2, "the line holds bytes of no encoding"), (3, "the line holds NULs")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_delimiter_is_seen(tmp_path: Path, delimiter: str) -> None:
    path = _file(tmp_path, (HEAD + ROW).replace(",", delimiter).encode())
    assert _read(path) == ([(2, "焊工", "8千")], [])


def test_quotes_may_hold_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + '"a,""b""\r\nc",1\r\n' + ROW).encode())
    assert _read(path) == ([(2, 'a,"b"\r\nc', "1"), (3, "焊工", "8千")], [])


def test_a_quote_that_is_not_closed_spoils_one_row(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + '"a,1\n' + ROW * 3 + 'b,"c,d\n' + ROW + 'x"y,1\n').encode())
    rows, findings = _read(path)
    assert [row[0] for row in rows] == [3, 4, 5, 7, 8]
    reason = "the row has a quote that is not closed, or a cell without end"
    assert findings == [(2, reason), (6, reason)]


def test_very_many_open_quotes_take_bounded_time(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + '"a,1\n' * 3001).encode())
    rows, findings = _read(path)
    assert len(rows) + len(findings) == 3001


def test_a_cut_last_row_and_rows_of_another_width_are_told(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + "a\n" + "b,1,2\n" + "c,1,,\n\n" + "电焊").encode()[:-1])
    rows, findings = _read(path)
    width = "the row has more or fewer cells than the header"
    assert rows == [(4, "c", "1")]
    assert findings[:2] == [(2, width), (3, width)]
    assert findings[-1] == (6, "the row is cut off")


def test_columns_without_a_name_or_with_one_that_comes_again_get_numbers(tmp_path: Path) -> None:
    assert opened(_file(tmp_path, b"\n\na,,a\n1,2,3\n")).columns == ("a", "column.2", "a.3")


def test_a_heading_over_the_whole_table_is_no_header(tmp_path: Path) -> None:
    path = _file(tmp_path, ("\n六月招聘信息\n" + HEAD + ROW).replace(",", "\t").encode())
    assert opened(path).columns == ("职位名称", "薪资")
    assert _read(path) == ([(4, "焊工", "8千")], [])
    assert _read(_file(tmp_path, "职位\n焊工\n司机\n".encode())) == ([(2, "焊工"), (3, "司机")], [])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "a.csv: the file is empty"),
        ("a.csv", b"\n \n", "a.csv: the file has no header and no rows"),
        ("a.doc", b"x", "a.doc: a table is .csv, .tsv, .txt, .xlsx, .jsonl, .json, .ndjson, .parquet, not .doc"),
        ("a.xlsx", b"PK\x03\x04broken", "a.xlsx: the file is cut off or is not what its name says"),
        ("a.parquet", b"PAR1broken", "a.parquet: the file is cut off or is not what its name says"),
        ("a.jsonl", b"[1]\nx\n", "a.jsonl: no line of the first 2 is a JSON object"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=f"^{message}"):
        opened(_file(tmp_path, data, name))


def test_a_sheet_is_read_with_days_and_numbers_as_text(tmp_path: Path) -> None:
    path = tmp_path / "ads.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["职位名称", "薪资", "发布日期"])
        sheet.write_row(2, 0, ["焊工", 8000.0])
        sheet.write_datetime(2, 2, dt.datetime(2024, 5, 6, 10, 20))  # noqa: DTZ001
    assert _read(path) == ([(3, "焊工", "8000", "2024-05-06")], [])


def test_a_cut_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ads.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
    data = path.read_bytes()
    with pytest.raises(Unreadable, match="cut off"):
        opened(_file(tmp_path, data[: len(data) // 2], "half.xlsx"))


def test_broken_lines_of_json_are_told(tmp_path: Path) -> None:
    good = json.dumps({"title": "焊工", "tags": ["电焊", "氩弧焊"], "pay": 8000, "x": {"y": None}}, ensure_ascii=False)
    data = f'{good}\n{{"title": \n\n"text"\n{{"title": "\\ud800"}}\n{"[" * 100_000}\n{good[:20]}'
    assert _read(_file(tmp_path, data.encode(), "ads.jsonl")) == (
        [(1, "焊工", "电焊、氩弧焊", "8000", '{"y": null}'), (5, "?", "", "", "")],
        [*((row, "the line is no JSON object") for row in (2, 4, 6)), (7, "the row is cut off")],
    )


def test_parquet_is_read_as_text_whatever_its_types(tmp_path: Path) -> None:
    path = tmp_path / "ads.parquet"
    columns = {
        "a": ["x", None],
        "b": [1.0, 1.5],
        "c": [dt.date(2024, 5, 6), None],
        "d": [["p", "q"], []],
        "e": [1, None],
    }
    pq.write_table(pa.table(columns), path)
    assert _read(path, batch=1) == ([(1, "x", "1", "2024-05-06", "p、q", "1"), (2, "", "1.5", "", "", "")], [])


def test_a_parquet_file_that_is_broken_inside_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ads.parquet"
    pq.write_table(pa.table({"a": [f"text {at}" for at in range(10_000)]}), path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[100:2000] = b"\xff" * 1900
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=r"ads\.parquet: the file is broken after row"):
        _read(path)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, (HEAD + ROW * 60_000).encode())
    tracemalloc.start()
    try:
        number = sum(len(one.numbers) for one in opened(path, batch=1000).batches)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert number == 60_000
    assert peak < 8 << 20
