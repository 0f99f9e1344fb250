"""Panels come in files of two shapes; what is wrong in them is told, and forecasts leave as a file again."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.forecasting.files import COLUMNS, read

MONTHS = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(24)]


def _csv(path: Path, rows: list[list[object]], *, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_months_may_be_columns(tmp_path: Path) -> None:
    path = _csv(
        tmp_path / "a.csv", [["技能", "2025年1月", "2025/02", "202503"], ["焊接", 3, "", 5]], encoding="gb18030"
    )

    found = read(path)

    assert (found.names, found.months, found.values.tolist()) == (
        ("焊接",),
        ("2025-01", "2025-02", "2025-03"),
        [[3, 0, 5]],
    )


def test_months_may_be_rows(tmp_path: Path) -> None:
    table = pa.table(
        {
            "region": [1, 1, 2],
            "skill": ["a", "a", "a"],
            "ds": ["2025-01-01", "2025-02-01", "2025-02-01"],
            "y": [3, 4, 5],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")

    found = read(tmp_path / "a.parquet")

    assert (found.names, found.values.tolist()) == (("1/a", "2/a"), [[3, 4], [0, 5]])


def test_what_is_no_number_or_said_twice_refuses_its_series(tmp_path: Path) -> None:
    wide = _csv(tmp_path / "a.csv", [["n", "2025-01"], ["a", "x"], ["b", 1], ["b", 2], ["c", -1], ["d", 4]])
    long = _csv(
        tmp_path / "b.csv", [["n", "month", "value"], ["a", "2025-01", 1], ["a", "2025-01", 2], ["b", "2025-01", 3]]
    )

    assert (read(wide).names, [*read(wide).refused]) == (("d",), ["a", "b", "c"])
    assert (read(long).names, [*read(long).refused]) == (("b",), ["a"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither months as columns"),
        (b"a,b\n1,2\n", "neither months as columns"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
        (b"n,month,value\na,soon,3\n", "there is no month in the series"),
    ],
)
def test_a_file_without_a_panel_is_told_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    assert main(["insight", "forecast", str(tmp_path / "a.csv")]) == 1
    assert said in capsys.readouterr().err


def test_other_files_that_hold_none_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")

    assert main(["insight", "forecast", str(tmp_path / "a.parquet")]) == 1
    assert main(["insight", "forecast", str(tmp_path / "none.csv")]) == 1
    assert main(["insight", "forecast", str(tmp_path / "none.csv"), "--horizon", "0"]) == 1
    assert "a.parquet: no Parquet file" in capsys.readouterr().err


@pytest.mark.requirement("TAL-10")
def test_forecasts_are_printed_with_intervals_and_past_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _csv(tmp_path / "a.csv", [["n", *MONTHS], ["a", *([20, 22, 21, 25] * 6)], ["b", *([0] * 23), 1]])

    assert main(["insight", "forecast", str(path), "--horizon", "2"]) == 0
    said = capsys.readouterr()
    rows = [*csv.DictReader(said.out.splitlines())]

    assert [(row["series"], row["month"], row["withheld"]) for row in rows] == [
        ("a", "2026-01", ""),
        ("a", "2026-02", ""),
        ("b", "2026-01", "sparse:6"),
        ("b", "2026-02", "sparse:6"),
    ]
    assert float(rows[0]["low"]) <= float(rows[0]["value"]) <= float(rows[0]["high"])
    assert float(rows[0]["wape"]) < 0.2
    assert rows[2]["value"] == rows[2]["wape"] == ""
    assert said.err.startswith(
        "1 of 2 series forecast from 2024-01 to 2025-12\nwithheld (sparse:6): 1\nbacktest, combined: WAPE"
    )


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_forecasts_are_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = _csv(tmp_path / "a.csv", [["n", *MONTHS], ["a", *([20, 22, 21, 25] * 6)], ["b", *([0] * 24)]])

    assert main(["insight", "forecast", str(path), "--out", str(tmp_path / name)]) == 0

    assert "1 of 2 series" in capsys.readouterr().out
    if name.endswith("csv"):
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(",".join(COLUMNS) + "\n")
    else:
        assert pq.read_table(tmp_path / name).column("withheld").to_pylist() == [*([""] * 6), *(["sparse:6"] * 6)]
