"""Files as universities deliver them, written for each test."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

Rows = Sequence[Sequence[object]]


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(rows: Rows, *, name: str = "plan.csv", encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def write(
        sheets: dict[str, Rows], *, merged: dict[str, list[tuple[int, int, int, int, str]]] | None = None
    ) -> Path:
        path = tmp_path / "plan.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                for first_row, first, last_row, last, text in (merged or {}).get(name, []):
                    sheet.merge_range(first_row, first, last_row, last, text)
        return path

    return write
