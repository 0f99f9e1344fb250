"""The filters in force, each with the address that takes it away."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from ronghe.portal.cases.queries import CaseList
from ronghe.portal.cases.queries.further import further_filters
from ronghe.portal.web.jinja import query
from ronghe.portal.web.writing import say
from ronghe.rulebook.structure import Text


def chips_of(found: CaseList, sent: QueryDict, *, provinces: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Return the label of each filter in force and the address without it; the state has the counters for that."""
    filters, about = found.filters, found.listing
    chips: list[tuple[str, str]] = []
    if about.chosen:
        chips.append((_("运行方式：%(name)s") % {"name": say(about.definition.called)}, _without(sent, "version")))
    if filters.search:
        chips.append((_("搜索：%(words)s") % {"words": filters.search}, _without(sent, "q")))
    if filters.parent:
        chips.append((_("所属：%(number)s") % {"number": filters.parent}, _without(sent, "parent")))
    if filters.organisation is not None:
        name = dict(found.organisations).get(filters.organisation, "")
        chips.append((_("单位：%(name)s") % {"name": name}, _without(sent, "organisation")))
    if filters.province:
        name = say(provinces.get(filters.province, filters.province))
        chips.append((_("省份：%(name)s") % {"name": name}, _without(sent, "province")))
    chips += _further(found, sent)
    for one in found.choices:
        if one.chosen:
            value = say(one.options.get(one.chosen, one.chosen))
            chips.append((f"{say(one.label)}：{value}", _without(sent, f"f-{one.field}")))
    return chips


def age_label(age: str) -> str:
    """Return how long cases have been in their state."""
    return {"week": _("停留 7 天以内"), "month": _("停留 8 至 30 天"), "older": _("停留 30 天以上")}.get(age, "")


def stage_label(stage: str) -> str:
    """Return how far cases have come."""
    return {
        "published": _("已公开"),
        "entered": _("已提交（不含草稿）"),
        "selected": _("曾入选"),
        "good": _("顺利办结"),
        "bad": _("未通过或终止"),
    }.get(stage, "")


def _further(found: CaseList, sent: QueryDict) -> list[tuple[str, str]]:
    filters, chips = found.filters, list[tuple[str, str]]()
    for label, name, asked in (
        (_("已超过办理期限"), "late", filters.late),
        (_("只看计入统计的"), "counted", filters.counted),
        (age_label(filters.age[0]) if filters.age else "", "age", filters.age),
        (stage_label(filters.stage), "stage", filters.stage),
        (_("%(year)s 年建立") % {"year": filters.begun}, "begun", filters.begun),
        (_("%(year)s 年进入现状态") % {"year": filters.since}, "since", filters.since),
    ):
        if asked:
            chips.append((label, _without(sent, name)))
    for name, chosen in filters.further.items():
        chips.append((say(further_filters()[name].values[chosen]), _without(sent, name)))
    return chips


def _without(sent: QueryDict, name: str) -> str:
    changed = query(sent, **{name: None, "page": None})
    return changed if changed != "?" else "?all=1"
