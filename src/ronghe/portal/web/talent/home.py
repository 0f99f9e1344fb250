"""The first page of supply and demand in a workspace: what there is to do for this membership."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.access import contributes, examines, judges, leads_school, may_enter, runs, teaches
from ronghe.portal.talent.opened import is_demo
from ronghe.portal.web.work.entry import workplace

Part = tuple[str, str, str]


@require_safe
@workplace
def home(request: HttpRequest, acting: Membership) -> HttpResponse:
    """Show the parts of supply and demand that a membership has."""
    if not may_enter(acting):
        raise NoAccess
    return render(request, "talent/home.html", {"parts": list(_parts(acting)), "demo": is_demo()})


def _parts(acting: Membership) -> Iterator[Part]:
    if judges(acting):
        yield (_("能力词库"), _("审定从招聘广告中发现的新词：收录、并入已有能力，或不收录。"), reverse("talent-terms"))
        yield (
            _("岗位能力标准"),
            _("由招聘广告和企业调查起草一个职业的能力标准，修改、审定并发布。"),
            reverse("talent-standards"),
        )
    if teaches(acting):
        yield (
            _("课程对照标准"),
            _("本校培养方案与岗位能力标准逐门课对照：覆盖、缺失、教而不用。"),
            reverse("talent-curricula"),
        )
    if leads_school(acting):
        yield (
            _("专业动态调整"),
            _("各专业的增设、扩大、改造、缩减、停招建议和依据；登记本校的决定。"),
            reverse("talent-majors"),
        )
    if leads_school(acting) or runs(acting):
        yield (
            _("供需匹配度评估"),
            _("按期对各单元的供需匹配度进行评估，查看到期、逾期和历次结果。"),
            reverse("talent-matching"),
        )
    if examines(acting):
        yield (_("资源审核"), _("审核学校和企业提交的数字资源与服务。"), reverse("talent-examining"))
    if contributes(acting):
        yield (
            _("我的资源与服务"),
            _("向其他学校和企业提供课件、案例、数据集、实践平台或服务。"),
            reverse("talent-resources"),
        )
    yield (_("资源与服务目录"), _("查找学校和企业共享的数字资源与服务。"), reverse("resources"))
