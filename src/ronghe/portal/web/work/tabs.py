"""The second row of navigation in workspaces: inbox, programme, a list for each of its kinds of case, objections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.queries import waiting_counts
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.web.writing import say
from ronghe.rulebook.structure import CaseKind, Definition

KEPT = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One entry of the row or of the choice of programmes."""

    href: str
    label: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The row: what is over all programmes, the kinds of one programme, the programmes to choose from."""

    overall: tuple[Tab, ...]
    kinds: tuple[Tab, ...] = ()
    programme: str = ""
    programmes: tuple[Tab, ...] = ()


def work_bar(request: HttpRequest, acting: Membership | None, *, programme: str = "", kind: str = "") -> Bar:
    """Return the row for the membership that the reader acts in; empty without one.

    The programme is the page's own, else the one in the address, else the last one looked at in this session, else the
    newest in which something waits. `kind` is that of the page's own case.
    """
    if acting is None:
        return Bar(overall=())
    waiting = waiting_counts(acting)
    concerned = sorted(_concerned(acting), key=lambda one: not _count(waiting, one[0].programme))
    chosen = _chosen(request, concerned, programme=programme)
    overall = [_tab(request, reverse("work"), _("待办"), exact=True)]
    if any(_settles(definition, acting) for definition, _kinds in concerned):
        overall.append(_tab(request, reverse("objections"), _("异议处理")))
    if chosen is None:
        return Bar(overall=tuple(overall))
    definition, kinds = chosen
    current = kind or next((one for one in kinds if request.path.startswith(_list(definition, one))), "")
    return Bar(
        overall=tuple(overall),
        kinds=tuple(
            Tab(
                href=_list(definition, one),
                label=say(definition.cases[one].title),
                current=one == current,
                count=waiting.get((definition.programme, one)),
            )
            for one in kinds
        ),
        programme=say(definition.called),
        programmes=_choice(concerned, definition, kind=current, waiting=waiting) if len(concerned) > 1 else (),
    )


Concerned = tuple[Definition, list[str]]


def _concerned(acting: Membership) -> list[Concerned]:
    """Return the newest definition of each programme that a membership takes part in, with the kinds it deals with."""
    found: dict[str, Concerned] = {}
    for version in programmes.versions():
        definition = programmes.definition(version.pk)
        roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
        kinds = [kind for kind, shape in definition.cases.items() if roles & _named(shape)]
        if kinds:
            found.setdefault(definition.programme, (definition, kinds))
    return list(found.values())


def _chosen(request: HttpRequest, concerned: Sequence[Concerned], *, programme: str) -> Concerned | None:
    by_key = {definition.programme: (definition, kinds) for definition, kinds in concerned}
    parts = request.path.split("/")
    here = next((key for key in (programme, *parts) if key in by_key), "")
    if here and request.session.get(KEPT) != here:
        request.session[KEPT] = here
    kept = by_key.get(here or request.session.get(KEPT, ""))
    return kept or (concerned[0] if concerned else None)


def _choice(
    concerned: Sequence[Concerned], chosen: Definition, *, kind: str, waiting: Mapping[tuple[str, str], int]
) -> tuple[Tab, ...]:
    """Return the programmes to choose from, each with the list of the kind that is being looked at, if it has one."""
    return tuple(
        Tab(
            href=_list(one, kind if kind in kinds else kinds[0]),
            label=say(one.title),
            current=one is chosen,
            count=_count(waiting, one.programme) or None,
        )
        for one, kinds in concerned
    )


def _count(waiting: Mapping[tuple[str, str], int], programme: str) -> int:
    return sum(number for (key, _kind), number in waiting.items() if key == programme)


def _list(definition: Definition, kind: str) -> str:
    return reverse("case-list", args=[definition.programme, kind])


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
