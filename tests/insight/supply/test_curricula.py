"""Training plans: their columns are found, and whatever cannot be right in a row is told and counts nowhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight.schemas import COURSE
from ronghe.insight.store import Store
from ronghe.insight.supply import curricula
from ronghe.insight.supply.deliveries import Delivery, Unreadable

SCHOOL = "4199099999"
HEAD = ["专业名称", "培养方案年份", "课程代码", "课程名称", "学分", "总学时", "理论", "实验", "实践"]
SOUND = ["软件工程", "2024", "C01", "数据结构", "3", "48", "32", "16", "0"]


def _read(path: Path, **given: Any) -> Delivery:
    return curricula.read(path, school=SCHOOL, **given)


def _told(delivery: Delivery) -> list[tuple[int, str, str, str]]:
    return [(one["row"], one["field"], one["severity"], one["reason"]) for one in delivery.findings.to_pylist()]


def test_a_plan_becomes_courses_of_a_major_of_the_catalogue(csv_file: Callable[..., Path]) -> None:
    delivery = _read(csv_file([HEAD, SOUND]))

    assert delivery.rows.schema.equals(COURSE)
    assert _told(delivery) == []
    assert delivery.rows.to_pylist() == [
        {
            "school": SCHOOL,
            "major": "080902",
            "major_name": "软件工程",
            "plan": "2024",
            "course": "C01",
            "name": "数据结构",
            "nature": "",
            "semester": "",
            "credit": 3.0,
            "hours": 48.0,
            "hours_theory": 32.0,
            "hours_lab": 16.0,
            "hours_practice": 0.0,
            "syllabus": "",
            "delivery": delivery.key,
            "row": 2,
        }
    ]


@pytest.mark.parametrize(
    ("change", "told", "kept"),
    [
        ({8: "8"}, (2, "hours", "dropped", "the kinds of hours add up to 56, not to 48, which stands"), 48.0),
        ({5: "0"}, (2, "hours", "dropped", "the kinds of hours add up to 48, which stands"), 48.0),
        ({4: "0"}, (2, "credit", "dropped", "a credit of zero: the course weighs by its hours"), 48.0),
        ({4: "400"}, (2, "credit", "dropped", "is not between 0 and 40"), 48.0),
        ({4: "-1"}, (2, "credit", "dropped", "is not between 0 and 40"), 48.0),
        ({4: "三"}, (2, "credit", "dropped", "is no number"), 48.0),
        ({5: "", 6: "", 7: "", 8: "3周"}, (2, "hours_practice", "dropped", "in weeks, not in hours"), None),
        ({0: "某某试验班"}, (2, "major", "dropped", "no major of the catalogue is called so"), 48.0),
        ({1: "新版"}, (2, "plan", "dropped", "names no year"), 48.0),
    ],
)
def test_a_value_that_cannot_be_right_is_dropped_and_told(
    csv_file: Callable[..., Path], change: dict[int, str], told: tuple[int, str, str, str], kept: float | None
) -> None:
    row = [change.get(at, cell) for at, cell in enumerate(SOUND)]

    delivery = _read(csv_file([HEAD, row]))

    assert _told(delivery) == [told]
    assert delivery.rows["hours"].to_pylist() == [kept]


def test_sums_doubles_and_rows_without_a_course_are_refused_by_row(csv_file: Callable[..., Path]) -> None:
    rows = [SOUND, SOUND, ["软件工程", "2024", "", "小计", "3", "48"], ["软件工程", "2024", "C02", ""]]

    delivery = _read(csv_file([HEAD, *rows]))

    assert delivery.rows.num_rows == 1
    assert _told(delivery) == [
        (3, "course", "refused", "the course is already in row 2 of this plan"),
        (4, "name", "refused", "a sum of rows, no course"),
        (5, "name", "refused", "the row names no course"),
    ]


def test_a_schools_own_number_of_a_major_is_not_taken_for_the_catalogues(csv_file: Callable[..., Path]) -> None:
    delivery = _read(csv_file([["专业代码", *HEAD], ["010101", *SOUND]]))

    assert delivery.rows["major"].to_pylist() == ["080902"]


def test_a_catalogue_code_alone_gives_the_name(csv_file: Callable[..., Path]) -> None:
    delivery = _read(csv_file([["专业代码", "课程名称"], ["080902", "数据结构"]]))

    assert delivery.rows.select(["major", "major_name", "course"]).to_pylist() == [
        {"major": "080902", "major_name": "软件工程", "course": "数据结构"}
    ]


def test_without_a_school_every_row_is_refused(csv_file: Callable[..., Path]) -> None:
    delivery = curricula.read(csv_file([HEAD, SOUND]))

    assert delivery.rows.num_rows == 0
    assert [(row, field) for row, field, *_ in _told(delivery)] == [(2, "school")]


def test_a_workbook_with_titles_merged_cells_and_two_rows_of_headings_is_read(workbook: Callable[..., Path]) -> None:
    rows: list[list[object]] = [
        ["某大学培养方案"],
        ["课程性质", "课程编号", "课程名称", "学分", "总学时", "学时分配"],
        ["", "", "", "", "", "理论", "实验"],
        ["", "C01", "数据结构", 3, 48, 32, 16],
        ["", "C02", "操作系统", 3, 48, 48, 0],
        ["", "", "合计", 6, 96, 80, 16],
    ]
    merged = {"软件工程": [(1, 5, 1, 6, "学时分配"), (3, 0, 4, 0, "必修")]}

    delivery = _read(workbook({"软件工程": rows, "说明": [["填表说明"]]}, merged=merged), plan="2024")

    columns = ["major", "plan", "course", "nature", "hours_theory", "hours_lab", "row"]
    assert [tuple(one.values()) for one in delivery.rows.select(columns).to_pylist()] == [
        ("080902", "2024", "C01", "必修", 32.0, 16.0, 4),
        ("080902", "2024", "C02", "必修", 48.0, 0.0, 5),
    ]
    assert _told(delivery) == [(6, "软件工程!name", "refused", "a sum of rows, no course")]


def test_a_mapping_names_columns_that_cannot_be_guessed(csv_file: Callable[..., Path]) -> None:
    path = csv_file([["专业", "年级", "kc", "bz"], ["软件工程", "2024", "数据结构", "树与图"]])

    delivery = _read(path, mapping={"name": "kc", "syllabus": "bz"})

    assert delivery.rows.select(["name", "syllabus"]).to_pylist() == [{"name": "数据结构", "syllabus": "树与图"}]


def test_lines_in_two_encodings_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(",".join(HEAD).encode("gb18030") + b"\n" + ",".join(SOUND).encode() + b"\n")

    assert _read(path).rows["name"].to_pylist() == ["数据结构"]


def test_a_parquet_with_english_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.parquet"
    table = {
        "plan_year": ["2024"],
        "major_name": ["会计学（大数据会计方向）"],
        "school_name": ["经济管理学院"],
        "course_name": ["审计"],
        "credit": [2.0],
        "total_hours": [32.0],
    }
    pq.write_table(pa.table(table), path)

    columns = ["school", "major", "name", "credit", "hours"]
    assert _read(path).rows.select(columns).to_pylist() == [
        {"school": SCHOOL, "major": "120203", "name": "审计", "credit": 2.0, "hours": 32.0}
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.xlsx", b"PK\x03\x04 cut off", "the file is cut off or is not what its name says"),
        ("plan.parquet", b"PAR1 cut off", "the file is cut off or is not what its name says"),
        ("plan.pdf", b"%PDF", "a table is .xlsx, .csv or .parquet, not .pdf"),
        ("plan.csv", b"", "the file is empty"),
        ("plan.csv", "学分,学时\n1,16\n".encode(), "no row of the first 30 is a header with a column for: name"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Unreadable) as refused:
        _read(path)

    assert str(refused.value) == said


def test_the_command_stages_once_and_says_what_it_left_out(
    csv_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_file([HEAD, SOUND, SOUND])
    command = ["insight", "ingest", "curricula", str(path), "--school", SCHOOL, "--store", str(tmp_path / "store")]

    assert [main(command), main(command)] == [0, 0]

    (staged,) = Store(tmp_path / "store").staged("courses")
    assert pq.read_table(staged.path).num_rows == 1
    assert capsys.readouterr().out == (
        f"plan.csv:\n  delivery {staged.delivery}: 1 rows, 1 findings\n  refused course: 1\n"
        "    row 3: 'C01' the course is already in row 2 of this plan / 第 2 行已有本方案的这门课程\n"
        f"plan.csv:\n  delivery {staged.delivery} is there already; nothing changed\n"
    )


def test_the_command_refuses_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"nothing")

    assert main(["insight", "ingest", "curricula", str(path), "--store", str(tmp_path / "store")]) == 1
    assert capsys.readouterr().out == "plan.xlsx:\n  refused: the file is cut off or is not what its name says\n"
