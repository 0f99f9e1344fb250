"""The figures of the observatory as a workbook: a sheet a table, and one that says what they were computed from."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from ronghe.insight.reading import Filter
from ronghe.portal.statistics.observatory import Opened, Overview
from ronghe.portal.web.observatory import words

Cell = str | int | float | None
Sheet = tuple[str, Sequence[str], list[Sequence[Cell]]]


def workbook(at: Opened, chosen: Filter, shown: Overview) -> IO[bytes]:
    """Return a workbook with every table of the first page, rewound."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    for title, heads, rows in [_about(at, chosen, shown), *_tables(at, shown)]:
        sheet = book.add_worksheet(title[:31])
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, 28 if column == 0 else 14)
        for row, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if cell is not None:
                    (sheet.write_string if isinstance(cell, str) else sheet.write_number)(row, column, cell)
    book.close()
    target.seek(0)
    return target


def _about(at: Opened, chosen: Filter, shown: Overview) -> Sheet:
    meant = "；".join(said for _name, said in words.meant(at, chosen)) or _("全部招聘信息")
    rows: list[Sequence[Cell]] = [
        [_("范围"), meant],
        [_("时间"), f"{shown.totals.first} – {shown.totals.last}"],
        [_("招聘信息（条）"), shown.totals.ads],
        [_("用人单位（家）"), shown.totals.firms],
        [_("数据快照"), at.snapshot],
        [_("能力词库"), at.lexicon_version],
    ]
    if at.demo:
        rows.append([_("注意"), _("这里是虚构的演示数据：招聘信息、企业、课程和学校数据都不是真实的。")])
    return _("说明"), [_("项目"), _("内容")], rows


def _tables(at: Opened, shown: Overview) -> Iterable[Sheet]:
    number = _("条数")
    yield _("按月"), [_("月份"), number], [[one.key, one.ads] for one in shown.months]
    yield (
        _("按省份"),
        [_("代码"), _("省份"), number],
        [[one.key, words.region(one.key), one.ads] for one in shown.provinces],
    )
    yield (
        _("按职业"),
        [_("代码"), _("职业"), number],
        [[one.key, words.occupation(one.key), one.ads] for one in shown.occupations],
    )
    yield (
        _("按行业"),
        [_("代码"), _("行业"), number],
        [[one.key, words.industry(one.key), one.ads] for one in shown.industries],
    )
    yield (
        _("能力"),
        [_("能力"), _("比例"), _("95% 区间下限"), _("95% 区间上限"), _("样本（条）"), "RCA"],
        [
            [words.skill(at, one.skill_id), one.share.value, one.share.low, one.share.high, one.share.n, one.rca]
            for one in shown.skills
        ],
    )
    yield (
        _("月薪"),
        [_("职业"), _("下四分位数"), _("中位数"), _("上四分位数"), _("样本（条）")],
        [[words.occupation(code), one.low, one.median, one.high, one.n] for code, one in shown.pays],
    )
