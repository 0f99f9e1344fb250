"""The tables behind a board's pictures as a workbook: one sheet each."""

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from ronghe.portal.cases.queries.counting import AGES
from ronghe.portal.statistics.board import Board
from ronghe.portal.web.work.board_words import begun_title, step_title
from ronghe.portal.web.work.chips import age_label
from ronghe.portal.web.writing import say

_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def figures(board: Board) -> IO[bytes]:
    """Return a workbook with every number of a board, rewound."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    for at, (title, heads, rows) in enumerate(_tables(board), start=1):
        sheet = book.add_worksheet(f"{at} {title.translate(_SIGNS)}"[:31])
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, 24 if column == 0 else 14)
        for row, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell)
    book.close()
    target.seek(0)
    return target


def _write(sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: str | int | Decimal) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)


Table = tuple[str, Sequence[str], list[Sequence[str | int | Decimal]]]


def _tables(board: Board) -> Iterable[Table]:
    modes = [say(one.called) for one in board.shown] if len(board.shown) > 1 else []
    if board.way:
        yield (
            _("从指南到结题"),
            [_("环节"), _("数量"), *modes],
            [[step_title(one), one.number, *(one.by_mode if modes else ())] for one in board.way],
        )
    yield (
        _("按状态"),
        [_("事项"), _("状态"), _("数量"), *modes, *(age_label(age) for age in AGES), _("超期")],
        [
            [
                say(stage.shape.title),
                say(one.state.label),
                one.number,
                *(one.by_mode if modes else ()),
                *("" if one.state.final else one.ages[age] for age in AGES),
                one.late,
            ]
            for stage in board.stages
            for one in stage.states
        ],
    )
    yield (
        _("资金与软硬件"),
        [_("类别"), _("承诺金额"), _("到账或收到金额"), _("逾期未到金额"), _("项目数"), _("逾期项目数")],
        [
            [
                _("资金") if one.kind == "money" else _("软硬件"),
                one.promised,
                one.received,
                one.overdue,
                one.cases,
                one.cases_overdue,
            ]
            for one in board.money.values()
        ],
    )
    if board.tiles:
        rows: list[Sequence[str | int | Decimal]] = [[say(one.name), one.number] for one in board.tiles]
        yield _("按省份"), [_("省份"), say(board.main.shape.title)], rows
    yield (
        _("按年份"),
        [_("年份"), begun_title(board.years_by), _("顺利办结"), _("未通过或终止")],
        [[one.year, one.begun, one.good, one.bad] for one in board.years],
    )
    for compared in board.comparisons:
        yield (
            say(compared.title),
            [say(compared.title), _("数量")],
            [[say(one.label), one.number] for one in compared.bars],
        )
