"""A list as a spreadsheet: real cells of numbers and days; texts are texts, never formulas or links."""

import datetime as dt
import re
import tempfile
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from ronghe.portal.cases.queries import ExportedRow, ExportTable
from ronghe.portal.cases.queries.shown import Shown
from ronghe.portal.web.writing import CHINA, iso_day, say
from ronghe.rulebook.structure import FactType

NUMBERS = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.SHARE})
LONGEST = 32_000
CHUNK = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Cell = str | Decimal | int | dt.date | None


def workbook(table: ExportTable, *, progress: Callable[[int], None] = lambda written: None) -> IO[bytes]:
    """Return the table as an .xlsx file, rewound, written row by row in a constant memory; say how far it is."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    heads = heads_of(table)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, 14)
    sheet.set_column(1, 1, 40)
    sheet.freeze_panes(1, 0)
    row = 0
    for row, one in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells_of(one, mixed=table.mixed)):
            _write(sheet, row, column, cell)
        if row % CHUNK == 0:
            progress(row)
    sheet.autofilter(0, 0, row, len(heads) - 1)
    book.close()
    target.seek(0)
    return target


def heads_of(table: ExportTable) -> list[str]:
    """Return the headings in the reader's language."""
    fixed = [_("编号"), say(table.title), _("状态"), *([_("运行方式")] if table.mixed else [])]
    return [*fixed, *(say(one) for one in table.heads), _("进入状态时间"), _("在此状态天数"), _("办理期限")]


def cells_of(row: ExportedRow, *, mixed: bool = False) -> list[Cell]:
    """Return a row's cells: numbers and days as such, everything else as clean text; with its mode in a mixed list."""
    case = row.case
    return [
        text(case.number),
        text(case.title),
        text(say(row.state.label)),
        *([text(say(row.mode.called))] if mixed else []),
        *(cell(one) for one in row.values),
        case.state_since.astimezone(CHINA).date(),
        row.days,
        row.due_on,
    ]


def cell(one: Shown) -> Cell:
    """Return one value as a cell."""
    if one.value is None:
        return None
    if one.type in NUMBERS:
        return _number(one.value)
    if one.type is FactType.DATE:
        try:
            return dt.date.fromisoformat(iso_day(one.value))
        except ValueError:
            return text(one.value)
    if one.type is FactType.BOOLEAN:
        return _("是") if one.value in (True, "true") else _("否")
    if one.options:
        return text("、".join(say(label) for label in one.chosen))
    if isinstance(one.value, dict):
        return text(one.value.get("name", ""))
    if isinstance(one.value, list):
        return len(one.value)
    return text(say(one.value))


def text(value: object) -> str:
    """Return a text without control characters and not longer than a cell holds."""
    return _CONTROL.sub("", str(value or ""))[:LONGEST]


def _number(value: object) -> Cell:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return text(value)
    return found if found.is_finite() else text(value)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()))
    else:
        sheet.write_number(row, column, cell)
