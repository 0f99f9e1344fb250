"""Workbooks made to harm: refused before their reader takes the memory that they ask for."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ronghe.insight.sources import tables
from ronghe.insight.supply.archives import cells_within, checked
from ronghe.insight.supply.deliveries import Unreadable
from ronghe.insight.supply.sheets import sheets


@pytest.fixture
def far(tmp_path: Path) -> Path:
    """Return a workbook of six kilobytes with a cell in the farthest corner: half a terabyte to its reader."""
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "课程名称")
        sheet.write(1_048_575, 16_383, "x")
    return path


def test_a_cell_in_the_farthest_corner_is_refused(far: Path) -> None:
    said = "a sheet spans 1048576 rows and 16384 columns, more than 24000000 cells"

    with pytest.raises(Unreadable) as refused:
        list(sheets(far))
    with pytest.raises(Unreadable) as of_ads:
        tables.opened(far)

    assert (far.stat().st_size < 10_000, str(refused.value), str(of_ads.value)) == (True, said, said)


def test_sheets_are_looked_at_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write(99, 0, "x")
        book.add_worksheet().write(0, 99, "x")

    cells_within(path, most=100)
    with pytest.raises(Unreadable, match="a sheet spans 100 rows and 1 columns, more than 99 cells"):
        cells_within(path, most=99)


def test_a_row_that_names_itself_and_no_cell_counts(tmp_path: Path) -> None:
    path = tmp_path / "row.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<x:row spans="1:2" r="1048576"><c/></x:row>')

    with pytest.raises(Unreadable, match="a sheet spans 1048576 rows and 1 columns"):
        cells_within(path, most=1000)


def test_a_place_across_two_pieces_of_a_part_is_found(tmp_path: Path) -> None:
    path = tmp_path / "pieces.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * ((1 << 20) - 6) + b'<c r="ZZ900"/>')

    with pytest.raises(Unreadable, match="a sheet spans 900 rows and 702 columns"):
        cells_within(path, most=1000)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))

    checked(path, largest=2 << 20)
    with pytest.raises(Unreadable, match="the file unpacks to more than 1 MB"):
        checked(path, largest=1 << 20)
