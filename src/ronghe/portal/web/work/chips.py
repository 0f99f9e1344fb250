"""The filters in force, each with the address that takes it away."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from ronghe.portal.cases.queries import CaseList
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
    for one in found.choices:
        if one.chosen:
            value = say(one.options.get(one.chosen, one.chosen))
            chips.append((f"{say(one.label)}：{value}", _without(sent, f"f-{one.field}")))
    return chips


def _without(sent: QueryDict, name: str) -> str:
    changed = query(sent, **{name: None, "page": None})
    return changed if changed != "?" else "?all=1"
