"""What a membership may begin, and the windows that concern it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.facts import FactContext, collect
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.limits import LimitLine, limits
from ronghe.portal.cases.queries.shown import Shown, shown
from ronghe.portal.cases.standing import standing_for, version_for
from ronghe.portal.cases.views_of_case import case_view, item_row
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import calendar as periods
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Act, Decision
from ronghe.rulebook.structure import CaseKind, Definition, FormField, Window

ACTION = "begin"
PARENTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """A window that an act of the reader's role depends on. `state` is not_yet, open or closed."""

    definition: Definition
    window: Window
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A kind of case that a membership may begin, under a parent where the kind has one.

    `closed` is the window that is over, so that what is begun now could never be handed in; None while it could.
    """

    version: ProgrammeVersion
    definition: Definition
    kind: str
    shape: CaseKind
    window: OpenWindow | None
    closed: Window | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of a parent's table to which a case can be made."""

    number: int
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPage:
    """What somebody sees before beginning: the parents to choose from, or the parent with its items, and the rules."""

    beginning: Beginning
    parents: tuple[Case, ...]
    parent: Case | None
    table: FormField | None
    items: tuple[Item, ...]
    item: int | None
    decision: Decision | None
    limits: tuple[LimitLine, ...]


def beginnings(*, versions: Iterable[ProgrammeVersion], acting: Membership, at: dt.datetime) -> tuple[Beginning, ...]:
    """Return the kinds of case that a membership's role may begin under the versions in force."""
    return tuple(
        Beginning(
            version=version,
            definition=definition,
            kind=key,
            shape=shape,
            window=_window(definition, shape.begin.window, at=at),
            closed=_closed(definition, shape, at=at),
        )
        for version, definition, roles in _mine(versions, acting=acting)
        if _in_force(version, definition, at=at)
        for key, shape in definition.cases.items()
        if roles & frozenset(shape.begin.by)
    )


def open_windows(
    *, versions: Iterable[ProgrammeVersion], acting: Membership, at: dt.datetime
) -> tuple[OpenWindow, ...]:
    """Return the windows, not yet over, of acts that a membership's role may perform; the next to close first."""
    found = [
        window
        for _, definition, roles in _mine(versions, acting=acting)
        for name in _window_names(definition, roles)
        if (window := _window(definition, name, at=at)) and window.state != periods.WindowState.CLOSED
    ]
    return tuple(sorted(found, key=lambda one: one.window.closes))


def begin_page(
    *,
    programme: str,
    kind: str,
    acting: Membership,
    at: dt.datetime,
    parent: str = "",
    item: int | None = None,
    search: str = "",
) -> BeginPage:
    """Return what somebody sees before beginning a case. Raises NoAccess for who may not begin this kind."""
    offered = _offered(programme=programme, kind=kind, acting=acting, at=at)
    chosen = _parent(offered, number=parent) if parent else None
    about = _about(offered, parent=chosen, acting=acting)
    table = _table(about)
    items = _items(chosen, table=table, definition=about.definition)
    ready = about.shape.parent is None or (chosen is not None and (table is None or _has(items, item)))
    case = _unborn(about, parent=chosen, item=item, acting=acting, at=at)
    parties = standing_for(definition=about.definition, case=case)
    return BeginPage(
        beginning=about,
        parents=tuple(_open_parents(offered, search=search)[:PARENTS]) if about.shape.parent and not chosen else (),
        parent=chosen,
        table=table,
        items=items,
        item=item,
        decision=_decide(about, case=case, parties=parties, acting=acting, at=at) if ready else None,
        limits=limits(case=case, at=at, parties=parties),
    )


def _mine(
    versions: Iterable[ProgrammeVersion], *, acting: Membership
) -> Iterable[tuple[ProgrammeVersion, Definition, frozenset[str]]]:
    for version in versions:
        definition = programmes.definition(version.pk)
        roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
        if roles:
            yield version, definition, roles


def _in_force(version: ProgrammeVersion, definition: Definition, *, at: dt.datetime) -> bool:
    day = periods.day_of(at, zone=definition.timezone)
    return version.since <= day and (version.until is None or day <= version.until)


def _window(definition: Definition, name: str | None, *, at: dt.datetime) -> OpenWindow | None:
    if name is None:
        return None
    window = definition.windows[name]
    state = periods.window_state(window, at, zone=definition.timezone)
    return OpenWindow(definition=definition, window=window, state=str(state))


def _closed(definition: Definition, shape: CaseKind, *, at: dt.datetime) -> Window | None:
    """Return the last of the windows on a case's way when all of them are over; None where there is none or one is not.

    Only the first window on each way along the main actions counts: it is the one for handing in.
    """
    names = {shape.begin.window} if shape.begin.window else _first_windows(shape)
    windows = [one for name in names if (one := _window(definition, name, at=at))]
    if not windows or any(one.state != periods.WindowState.CLOSED for one in windows):
        return None
    return max((one.window for one in windows), key=lambda one: one.closes)


def _first_windows(shape: CaseKind) -> set[str]:
    found, passed, ahead = set[str](), set[str](), [shape.initial]
    while ahead:
        state = ahead.pop()
        passed.add(state)
        for one in shape.actions.values():
            if state not in one.source or one.tone != "primary":
                continue
            if one.window:
                found.add(one.window)
            elif one.target and one.target not in passed:
                ahead.append(one.target)
    return found


def _window_names(definition: Definition, roles: frozenset[str]) -> list[str]:
    names: list[str] = []
    for kind in definition.cases.values():
        acts = [(kind.begin.by, kind.begin.window), *((one.by, one.window) for one in kind.actions.values())]
        names += [window for by, window in acts if window and roles & frozenset(by) and window not in names]
    return names


def _offered(*, programme: str, kind: str, acting: Membership, at: dt.datetime) -> list[Beginning]:
    """Return the kind as each version in force offers it to a membership. Raises NoAccess where none does."""
    versions = programmes.versions().filter(programme__key=programme)
    found = [one for one in beginnings(versions=versions, acting=acting, at=at) if one.kind == kind]
    if not found:
        raise NoAccess
    return found


def _about(offered: Sequence[Beginning], *, parent: Case | None, acting: Membership) -> Beginning:
    """Return the kind under the version that the case will have: the parent's, with their own additions."""
    bases = {one.version.pk: one for one in offered}
    about = bases[programmes.base_of(parent.version)] if parent else offered[0]
    version = version_for(about.version, parent=parent, organisation=acting.organisation)
    definition = programmes.definition(version.pk)
    return replace(about, version=version, definition=definition, shape=definition.cases[about.kind])


def _open_parents(offered: Sequence[Beginning], *, search: str = "") -> QuerySet[Case]:
    """Return the parents under which a case can be begun now; they are public, or open by the definition."""
    open_ = Q(pk__in=[])
    for one in offered:
        states = one.shape.begin.parent_states
        open_ |= Q(version__in=programmes.family(one.version), kind=one.shape.parent or "", state__in=states)
    parents = Case.objects.filter(open_)
    if search:
        parents = parents.filter(Q(title__icontains=search) | Q(owner__name__icontains=search))
    return with_relations(parents).order_by("-state_since", "-pk")


def _parent(offered: Sequence[Beginning], *, number: str) -> Case:
    found = _open_parents(offered).filter(number=number).first()
    if found is None:
        raise NoAccess
    return found


def _table(about: Beginning) -> FormField | None:
    shape = about.shape
    if shape.item is None or shape.parent is None:
        return None
    form = about.definition.forms[about.definition.cases[shape.parent].form]
    return next(field for field in form.fields() if field.key == shape.item)


def _items(parent: Case | None, *, table: FormField | None, definition: Definition) -> tuple[Item, ...]:
    rows = parent.data.get(table.key) if parent is not None and table is not None else None
    if table is None or not isinstance(rows, list):
        return ()
    return tuple(
        Item(
            number=number,
            values=tuple(
                shown(column, row.get(column.key), vocabularies=definition.vocabularies) for column in table.columns
            ),
        )
        for number, row in enumerate(rows)
    )


def _has(items: tuple[Item, ...], item: int | None) -> bool:
    return any(one.number == item for one in items)


def _unborn(about: Beginning, *, parent: Case | None, item: int | None, acting: Membership, at: dt.datetime) -> Case:
    return Case(
        version=about.version, kind=about.kind, state=about.shape.initial, state_since=at, begun_at=at, parent=parent,
        item=item, owner=acting.organisation, leader_id=acting.user_id,
    )  # fmt: skip


def _decide(
    about: Beginning, *, case: Case, parties: Mapping[str, Organisation], acting: Membership, at: dt.datetime
) -> Decision:
    definition, shape, parent = about.definition, about.shape, case.parent
    roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
    day = periods.day_of(at, zone=definition.timezone)
    known = collect(
        context=FactContext(case=case, definition=definition, parties=parties, at=at, day=day),
        names=engine.fact_names(definition, kind=about.kind, action=ACTION),
    )
    row = None
    if parent is not None and shape.item is not None and case.item is not None:
        row = item_row(parent=parent, table=shape.item, item=case.item)
    return engine.begin(
        definition,
        kind=about.kind,
        act=Act(action=ACTION, roles=roles, at=at),
        parent=case_view(parent) if parent else None,
        item=row,
        facts=known,
        used={},
        calendar=programmes.calendar(),
    )
