"""Tables of supply and demand as .xlsx: numbers are numbers, texts are texts, never formulas or links."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

from ronghe.portal.web.work.spreadsheet import text

Cell = str | float | int | None
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]


def workbook(sheets: Iterable[Sheet]) -> IO[bytes]:
    """Return sheets (name, headings, rows) as a file, rewound."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, heads, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, max(len(heads) - 1, 0), 16)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, text(head), bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
    book.close()
    target.seek(0)
    return target


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, text(cell))
    else:
        sheet.write_number(row, column, cell)
