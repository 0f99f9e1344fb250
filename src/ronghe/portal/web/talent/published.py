"""The public pages of competency standards: a version with the trace of every row, what changed, the file."""

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.insight.products.standards import FORMULA
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.talent.models import Standard
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.talent.queries import standards as queries
from ronghe.portal.talent.rows import differences
from ronghe.portal.web.talent.figures import figure, reason
from ronghe.portal.web.talent.words import IMPORTANCES, LEVELS, LEVELS_FROM, SKILL_TYPES, occupation_name, skill_name
from ronghe.portal.web.talent.workbooks import Cell, Sheet, workbook


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Show the occupations that have a published standard."""
    found = [(one, occupation_name(one.occupation)) for one in queries.published()]
    return render(request, "talent/published_standards.html", {"standards": found, "demo": is_demo()})


@require_safe
def standard(request: HttpRequest, occupation: str, number: int | None = None) -> HttpResponse:
    """Show a published version, the newest if none is named, and what changed since the one before."""
    versions, found = _version(occupation, number)
    earlier = next((one for one in versions if one.number < found.number), None)
    context = {
        "standard": found,
        "versions": versions,
        "name": occupation_name(occupation),
        "earlier": earlier,
        "changes": differences(earlier.rows, found.rows) if earlier else [],
        "formula": FORMULA,
        "demo": is_demo(),
    }
    return render(request, "talent/published_standard.html", context)


@require_safe
def row(request: HttpRequest, occupation: str, number: int, skill: int) -> HttpResponse:
    """Show why a row of a published version says what it says: ads, answers, experts, formula."""
    _versions, found = _version(occupation, number)
    shown = next((one for one in found.rows if one["skill_id"] == skill), None)
    if shown is None:
        raise NoAccess
    context = {
        "standard": found,
        "name": occupation_name(occupation),
        "row": shown,
        "formula": FORMULA,
        "changes": queries.history(found).filter(name=shown["name"]),
        "demo": is_demo(),
    }
    return render(request, "talent/published_row.html", context)


@require_safe
def standard_file(_request: HttpRequest, occupation: str, number: int) -> FileResponse:
    """Return a published version as .xlsx."""
    _versions, found = _version(occupation, number)
    about: list[list[Cell]] = [
        [_("职业"), f"{found.occupation} {occupation_name(occupation)}"],
        [_("版本"), found.number],
        [_("招聘广告条数"), found.made_from["ads"]],
        [_("期间"), f"{found.made_from['chosen']['since']} – {found.made_from['chosen']['until']}"],
        [_("数据快照"), found.made_from["snapshot"]],
        [_("词库版本"), found.made_from["lexicon_version"]],
        [_("公式"), FORMULA.formula],
        [_("存证"), found.digest],
    ]
    heads = [
        *(_("能力"), _("类型"), _("要求程度"), _("水平"), _("水平依据"), _("广告占比"), _("下界"), _("上界")),
        *(_("广告条数"), _("相对优势"), _("企业评分"), _("企业数"), _("说明")),
    ]
    sheets: list[Sheet] = [(_("标准"), heads, list(_rows(found))), (_("来源"), [_("项目"), _("内容")], about)]
    name = f"standard-{occupation}-{found.number}.xlsx"
    return FileResponse(workbook(sheets), as_attachment=True, filename=name)


def _version(occupation: str, number: int | None) -> tuple[list[Standard], Standard]:
    versions = queries.versions(occupation)
    found = next((one for one in versions if number in (None, one.number)), None)
    if found is None:
        raise NoAccess
    return versions, found


def _rows(found: Standard) -> Iterator[list[Cell]]:
    kinds = dict(SKILL_TYPES)
    for one in found.rows:
        share, rca, surveyed = (figure(one[key]) for key in ("share", "rca", "surveyed"))
        yield [
            skill_name(one["skill_id"], one["name"]),
            str(kinds.get(one["type"], "")),
            str(IMPORTANCES[one["importance"]]),
            str(LEVELS[one["level"]]),
            str(LEVELS_FROM[one["level_from"]]),
            share.value,
            share.low,
            share.high,
            one["trace"].get("ads_total", 0),
            rca.value,
            surveyed.value,
            surveyed.n,
            one["changed"] or reason(share),
        ]
