"""Pages on which a school compares its training plans with published standards, course by course."""

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.insight.measures import m01_coverage
from ronghe.insight.products.comparing import Comparison
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent import products
from ronghe.portal.talent.access import teaches
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.talent.products import Compared
from ronghe.portal.talent.queries import resources, standards
from ronghe.portal.web.talent.words import IMPORTANCES, LEVELS, major_name, occupation_name, skill_name, skill_names
from ronghe.portal.web.talent.workbooks import Cell, workbook
from ronghe.portal.web.work.entry import workplace

MATRIX_COURSES = 40
RADAR_SKILLS = 10
STATES = {"covered": "good", "partly": "waiting", "missing": "bad"}


@require_safe
@workplace
def curricula(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the training plans of one's school, and the standards to compare them with."""
    if not teaches(acting):
        raise NoAccess
    published = [(one, occupation_name(one.occupation)) for one in standards.published()]
    context = {
        "plans": products.plans_of(acting.organisation),
        "standards": published,
        "school": products.school_of(acting.organisation),
        "demo": is_demo(),
    }
    return render(request, "talent/curricula.html", context)


@require_safe
@workplace
def comparison(request: HttpRequest, acting: Membership, major: str, occupation: str) -> HttpResponse:
    """Show a training plan beside a standard: covered, missing, taught but not asked, and the matrix."""
    found = _compared(acting, major, occupation)
    missing = [one.ability.name for one in found.comparison.rows if one.state != "covered"]
    context = {
        "found": found,
        "name": occupation_name(occupation),
        "states": _said_states(),
        "tones": STATES,
        "counts": _counts(found.comparison),
        "matrix": list(_matrix(found.comparison)),
        "radar": list(_radar(found.comparison)),
        "resources": resources.serving(skills=missing),
        "formula": m01_coverage.FORMULA,
        "demo": is_demo(),
    }
    return render(request, "talent/comparison.html", context)


@require_safe
@workplace
def comparison_file(_request: HttpRequest, acting: Membership, major: str, occupation: str) -> FileResponse:
    """Return the comparison as .xlsx: skills, courses, what nobody asks, where it comes from."""
    found = _compared(acting, major, occupation)
    name = f"curriculum-{major}-{occupation}.xlsx"
    return FileResponse(workbook(_sheets(found)), as_attachment=True, filename=name)


def _compared(acting: Membership, major: str, occupation: str) -> Compared:
    if not teaches(acting):
        raise NoAccess
    standard = standards.versions(occupation)[0]
    found = products.compare(organisation=acting.organisation, major=major, standard=standard)
    if found is None:
        raise NoAccess
    return found


def _counts(found: Comparison) -> list[tuple[str, str, int]]:
    counted = {key: sum(one.state == key for one in found.rows) for key in STATES}
    said = _said_states()
    return [
        *((said[key], STATES[key], counted[key]) for key in STATES),
        (_("教而不用"), "neutral", len(found.beyond)),
    ]


def _radar(found: Comparison) -> Iterator[tuple[str, float, float]]:
    """Yield the skills that weigh most: the share of ads that ask them, and how much of what suffices is taught."""
    known = [one for one in found.rows if one.ability.share.value is not None]
    for one in sorted(known, key=lambda one: -one.ability.weight)[:RADAR_SKILLS]:
        yield skill_name(one.ability.skill_id, one.ability.name), one.ability.share.value or 0.0, one.reach


def _matrix(found: Comparison) -> Iterator[tuple[str, str, list[int]]]:
    """Yield for each skill of the standard its name, its state, and the level that each course reaches."""
    columns = [one.course.node for one in found.courses if one.asked][:MATRIX_COURSES]
    for one in found.rows:
        levels = {each.node: each.level for each in one.courses}
        yield skill_name(one.ability.skill_id, one.ability.name), one.state, [levels.get(node, 0) for node in columns]


def _sheets(found: Compared) -> Iterator[tuple[str, list[str], list[list[Cell]]]]:
    said, compared = _said_states(), found.comparison
    yield (
        _("能力"),
        [_("能力"), _("要求程度"), _("要求水平"), _("结果"), _("覆盖度"), _("达到水平"), _("课程")],
        [
            [
                skill_name(one.ability.skill_id, one.ability.name),
                str(IMPORTANCES[one.ability.importance]),
                str(LEVELS[one.ability.level]),
                said[one.state],
                one.reach,
                str(LEVELS.get(one.level, "")),
                "、".join(each.name for each in one.courses),
            ]
            for one in compared.rows
        ],
    )
    yield (
        _("课程"),
        [_("课程代码"), _("课程"), _("学分"), _("有教学大纲"), _("标准要求的能力"), _("标准未要求的能力")],
        [
            [
                one.course.course,
                one.course.name,
                one.course.credit,
                _("是") if one.course.has_syllabus else _("否"),
                skill_names(one.asked),
                skill_names(one.not_asked),
            ]
            for one in compared.courses
        ],
    )
    yield (
        _("教而不用"),
        [_("能力"), _("课程")],
        [[skill_name(one.skill_id, one.name), "、".join(each.name for each in one.courses)] for one in compared.beyond],
    )
    yield _("来源"), [_("项目"), _("内容")], list(_origin(found))


def _origin(found: Compared) -> Iterator[list[Cell]]:
    plan, standard = found.plan, found.standard
    name = f"{standard.occupation} {occupation_name(standard.occupation)}"
    yield [_("标准"), f"{name} · {standard.number} · {standard.digest}"]
    yield [_("培养方案"), f"{plan.school} {plan.major} {major_name(plan.major, plan.major_name)} {plan.plan}"]
    yield [_("数据快照"), found.snapshot]
    yield [_("公式"), m01_coverage.FORMULA.formula]


def _said_states() -> dict[str, str]:
    return {"covered": _("已覆盖"), "partly": _("不足"), "missing": _("缺失")}
