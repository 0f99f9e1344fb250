"""The second row of navigation in workspaces: inbox, a list for each kind of case, objections."""

from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.web.writing import say
from ronghe.rulebook.structure import CaseKind, Definition


class Tab(TypedDict):
    """One entry of the row."""

    href: str
    label: str
    current: bool


def work_tabs(request: HttpRequest, acting: Membership | None) -> list[Tab]:
    """Return the entries for the membership that the reader acts in; nothing without one."""
    if acting is None:
        return []
    tabs = [_tab(request, reverse("work"), _("待办"), exact=True)]
    concerned = list(_concerned(acting))
    several = len({definition.programme for definition, _kind, _shape in concerned}) > 1
    for definition, kind, shape in concerned:
        label = f"{say(shape.title)} · {say(definition.title)}" if several else say(shape.title)
        tabs.append(_tab(request, reverse("case-list", args=[definition.programme, kind]), label))
    if any(_settles(definition, acting) for definition, _kind, _shape in concerned):
        tabs.append(_tab(request, reverse("objections"), _("异议处理")))
    return tabs


def _concerned(acting: Membership) -> list[tuple[Definition, str, CaseKind]]:
    found: dict[tuple[str, str], tuple[Definition, str, CaseKind]] = {}
    for version in programmes.versions():
        definition = programmes.definition(version.pk)
        roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
        for kind, shape in definition.cases.items():
            if roles & _named(shape):
                found.setdefault((definition.programme, kind), (definition, kind, shape))
    return list(found.values())


def _named(shape: CaseKind) -> frozenset[str]:
    acts = [shape.begin.by, *(one.by for one in shape.actions.values())]
    states = [one.waits_for + one.edit + one.seen_by for one in shape.states.values()]
    return frozenset(role for roles in (*acts, *states) for role in roles)


def _settles(definition: Definition, acting: Membership) -> bool:
    roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
    runs = any(role.startswith(f"{definition.operator}.") for role in roles)
    return runs or any(one.issued_by in roles for one in definition.notices.values() if one.objections)


def _tab(request: HttpRequest, href: str, label: str, *, exact: bool = False) -> Tab:
    here = request.path == href if exact else request.path.startswith(href)
    return Tab(href=href, label=label, current=here)
