"""The second row of navigation in workspaces: inbox, programme, a list for each of its kinds of case, objections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ronghe.portal.agreements.queries import may_have_agreement
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.access import may_add, may_run
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.portal.statistics.board import has_board
from ronghe.portal.talent.access import may_enter
from ronghe.portal.web.writing import say
from ronghe.rulebook.structure import CaseKind, Definition

KEPT = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One entry of the row or of the choice of programmes."""

    href: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The row: what is over all programmes, the kinds of one programme, the programmes to choose from."""

    overall: tuple[Tab, ...]
    kinds: tuple[Tab, ...] = ()
    programme: str = ""
    programmes: tuple[Tab, ...] = ()


def work_bar(request: HttpRequest, acting: Membership | None, *, programme: str = "") -> Bar:
    """Return the row for the membership that the reader acts in; empty without one.

    The programme is the page's own, else the one in the address, else the last one looked at in this session.
    """
    if acting is None:
        return Bar(overall=())
    concerned = _concerned(acting)
    chosen = _chosen(request, concerned, programme=programme)
    overall = [_tab(request, reverse("work"), _("待办"), exact=True)]
    if any(has_board(programmes.definition(pk), acting) for one in concerned for pk in one.versions):
        overall.append(_tab(request, reverse("first-board"), _("总览")))
    if any(may_have_agreement(kind) for one in concerned for kind in one.kinds.values()):
        overall.append(_tab(request, reverse("promises"), _("承诺到位")))
    if any(_settles(programmes.definition(pk), acting) for one in concerned for pk in one.versions):
        overall.append(_tab(request, reverse("objections"), _("异议处理")))
    if may_enter(acting):
        overall.append(_tab(request, reverse("talent"), _("供需")))
    if chosen is None:
        return Bar(overall=tuple(overall))
    choice = tuple(
        Tab(href=_list(one.key, next(iter(one.kinds))), label=one.called, current=one is chosen) for one in concerned
    )
    return Bar(
        overall=tuple(overall),
        kinds=(
            *(_tab(request, _list(chosen.key, kind), say(shape.title)) for kind, shape in chosen.kinds.items()),
            *(_tab(request, reverse(name, args=[chosen.key]), label) for name, label in _pages(chosen)),
        ),
        programme=chosen.called,
        programmes=choice if len(choice) > 1 else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Concern:
    """A programme that a membership takes part in: its versions, newest first, and the kinds of all of them."""

    key: str
    versions: list[int]
    kinds: dict[str, CaseKind]
    pages: set[str] = field(default_factory=set)

    @property
    def called(self) -> str:
        """Return the programme's name, or those of its modes."""
        return say(programmes.called(self.versions))


def _concerned(acting: Membership) -> list[_Concern]:
    """Return the programmes that a membership takes part in; kinds are called as the newest version calls them."""
    found: dict[str, _Concern] = {}
    for version in programmes.versions():
        definition = programmes.definition(version.pk)
        roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
        kinds = {kind: shape for kind, shape in definition.cases.items() if roles & _named(shape)}
        if kinds:
            key = definition.programme
            concern = found.setdefault(key, _Concern(key=key, versions=[], kinds={}))
            concern.versions.append(version.pk)
            concern.pages.update(_further(version, definition, acting=acting))
            concern.kinds.update((kind, shape) for kind, shape in kinds.items() if kind not in concern.kinds)
    return list(found.values())


def _pages(concern: _Concern) -> list[tuple[str, str]]:
    """Return the further pages of a programme for a membership: limits, what the office sets, what it may add."""
    labels = {"limits": _("限额"), "programme-settings": _("数值设定"), "additions": _("附加要求")}
    return [(name, label) for name, label in labels.items() if name in concern.pages]


def _further(version: ProgrammeVersion, definition: Definition, *, acting: Membership) -> Iterator[str]:
    if definition.quotas:
        yield "limits"
    if definition.settings and may_run(acting, version=version):
        yield "programme-settings"
    if may_add(acting, version=version):
        yield "additions"


def _chosen(request: HttpRequest, concerned: Sequence[_Concern], *, programme: str) -> _Concern | None:
    by_key = {one.key: one for one in concerned}
    parts = request.path.split("/")
    here = next((key for key in (programme, *parts) if key in by_key), "")
    if here and request.session.get(KEPT) != here:
        request.session[KEPT] = here
    kept = by_key.get(here or request.session.get(KEPT, ""))
    return kept or (concerned[0] if concerned else None)


def _list(programme: str, kind: str) -> str:
    return reverse("case-list", args=[programme, kind])


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
