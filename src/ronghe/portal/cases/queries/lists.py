"""The list of one kind of case: counters, filters, rows, in a constant number of queries at any length."""

import datetime as dt
from collections import Counter as Counts
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from ronghe.portal.cases.access import roles_of
from ronghe.portal.cases.finding import found
from ronghe.portal.cases.models import Case, CaseParty, IndexedValue
from ronghe.portal.cases.queries.ageing import age_of, days_in_state, last_day
from ronghe.portal.cases.queries.columns import columns_in, item_columns, value_of
from ronghe.portal.cases.queries.counting import aged, at_stage, counted
from ronghe.portal.cases.queries.further import further_filters
from ronghe.portal.cases.queries.listing import Listing, Mode, listing
from ronghe.portal.cases.queries.next_step import NextStep, next_step, possible_actions
from ronghe.portal.cases.queries.shown import Shown, labels_of
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.structure import Action, Column, Definition, State, Text

PAGE_SIZE = 50
OVERSEERS = frozenset({Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY, Organisation.Kind.PROVINCIAL_DEPARTMENT})
SORTS: dict[str, tuple[str, ...]] = {
    "days": ("state_since", "pk"),
    "-days": ("-state_since", "-pk"),
    "due": ("due_at", "state_since", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "number": ("pk",),
    "-number": ("-pk",),
}
DEFAULT_SORT = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody wants to see of a list. `fields` maps indexed fields to the chosen key.

    `province` is that of the owner; `late` leaves what was due by a moment; `age` (with the moment from which days are
    counted back), `stage` and `counted` are of `counting`; `begun` leaves what began in a year, `since` what came into
    its present state in a year; `further` what the filters of higher apps leave, by name.
    """

    state: str = ""
    version: str = ""
    search: str = ""
    parent: str = ""
    organisation: int | None = None
    province: str = ""
    late: dt.datetime | None = None
    age: tuple[str, dt.datetime] | None = None
    stage: str = ""
    counted: bool = False
    begun: int | None = None
    since: int | None = None
    further: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    sort: str = DEFAULT_SORT
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A state with the number of cases in it."""

    key: str
    state: State
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFilter:
    """A filter by a choice: the indexed field, its label, its options, the chosen key."""

    field: str
    label: Text
    options: Mapping[str, Text]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case in a list, with what the viewer may do to it now."""

    case: Case
    mode: Mode
    state: State
    days: int
    age: str
    due_on: dt.date | None
    values: tuple[Shown, ...]
    next: NextStep
    edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of a list, ready to be shown.

    Bulk acts are offered within one mode, `bulk_mode`; `bulk_later` says that choosing a mode would offer some.
    """

    listing: Listing
    filters: Filters
    counters: tuple[Counter, ...]
    total: int
    choices: tuple[ChoiceFilter, ...]
    organisations: tuple[tuple[int, str], ...]
    provinces: tuple[str, ...]
    page: Page[Case]
    rows: tuple[Row, ...]
    bulk: tuple[tuple[str, Action], ...]
    bulk_mode: str
    bulk_later: bool


def case_list(*, programme: str, kind: str, filters: Filters, acting: Membership, at: dt.datetime) -> CaseList:
    """Return one page of the cases that a membership sees, filtered and sorted. Raises NoAccess as `listing` does."""
    about = listing(programme=programme, kind=kind, acting=acting, version=filters.version)
    everything = narrowed(about, filters, by_state=False)
    counts = _counts(everything)
    by_state: Counts[str] = Counts()
    for (state, _version), number in counts.items():
        by_state[state] += number
    shown = everything.filter(state=filters.state) if filters.state else everything
    page = _page(shown, count=by_state[filters.state] if filters.state else by_state.total(), page=filters.page)
    parties = _parties(about, filters, acting=acting)
    mode = _only_mode(about, counts, state=filters.state)
    return CaseList(
        listing=about,
        filters=filters,
        counters=tuple(Counter(key=key, state=one, count=by_state[key]) for key, one in about.states.items()),
        total=by_state.total(),
        choices=choice_filters(about, filters),
        organisations=tuple((pk, name) for pk, name, _ in parties),
        provinces=_provinces(parties, acting=acting),
        page=page,
        rows=tuple(row_of(case, about=about, acting=acting, at=at) for case in page.object_list),
        bulk=bulk_actions(about, mode=mode, state=filters.state) if mode else (),
        bulk_mode=mode.key if mode else "",
        bulk_later=mode is None and any(bulk_actions(about, mode=one, state=filters.state) for one in about.modes),
    )


def narrowed(about: Listing, filters: Filters, *, by_state: bool = True) -> QuerySet[Case]:
    """Return the cases that the filters leave, sorted."""
    cases = about.cases
    if by_state and filters.state:
        cases = cases.filter(state=filters.state)
    if filters.search:
        cases = cases.filter(found(filters.search))
    if filters.parent:
        cases = cases.filter(parent__number=filters.parent)
    if filters.organisation is not None:
        cases = cases.filter(Exists(_party().filter(organisation_id=filters.organisation)))
    if filters.province:
        cases = cases.filter(owner__province=filters.province)
    cases = _by_time(cases, filters)
    cases = _by_progress(cases, about, filters)
    for name, value in filters.further.items():
        cases = cases.filter(further_filters()[name].leaves(value))
    offered = {one.field for one in choice_filters(about, filters)}
    for name, key in filters.fields.items():
        if name in offered:
            cases = cases.filter(Exists(IndexedValue.objects.filter(case=OuterRef("pk"), field=name, text=key)))
    return _sorted(cases, filters.sort)


def _by_progress(cases: QuerySet[Case], about: Listing, filters: Filters) -> QuerySet[Case]:
    members = [pk for one in about.modes for pk in one.members]
    if filters.counted:
        cases = cases.filter(counted(about.kind, members))
    if filters.stage:
        cases = cases.filter(at_stage(filters.stage, kind=about.kind, versions=members))
    if filters.age is not None:
        cases = cases.filter(aged(filters.age[0], kind=about.kind, versions=members, at=filters.age[1]))
    return cases


def _by_time(cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.late is not None:
        cases = cases.filter(due_at__lte=filters.late)
    if filters.begun is not None:
        cases = cases.filter(begun_at__range=_year(filters.begun))
    if filters.since is not None:
        cases = cases.filter(state_since__range=_year(filters.since))
    return cases


def with_row_relations(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases with what one row of a list needs."""
    parties = Prefetch("parties", queryset=CaseParty.objects.select_related("organisation"))
    related = cases.select_related("version__programme", "owner", "leader", "parent__parent").defer("version__text")
    return related.prefetch_related(parties)


def row_of(case: Case, *, about: Listing, acting: Membership, at: dt.datetime) -> Row:
    """Return a case as a row: its values, its age, and what the viewer may do to it by role and state."""
    definition = programmes.definition(case.version_id)
    roles = roles_of(case=case, acting=acting)
    shape = definition.cases[case.kind]
    return Row(
        case=case,
        mode=about.mode_of(case),
        state=shape.states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        age=age_of(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        values=values_of(case, about=about, masked=not roles),
        next=next_step(case, possible_actions(case, roles=roles)),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
    )


def values_of(case: Case, *, about: Listing, masked: bool) -> tuple[Shown, ...]:
    """Return the values of a case for the list's columns, as its own version has them; empty where it has not."""
    definition, own = programmes.definition(case.version_id), columns_in(case.version_id, case.kind)
    return tuple(
        value_of(case, column=own[one.name], definition=definition, masked=masked)
        if one.name in own
        else Shown(key=one.name, label=one.label, type=one.shape.type)
        for one in about.columns
    )


def bulk_actions(about: Listing, *, mode: Mode, state: str) -> tuple[tuple[str, Action], ...]:
    """Return the actions that the viewer's role may perform on many cases of one state and mode at once."""
    actions, states = mode.definition.cases[about.kind].actions, mode.definition.cases[about.kind].states
    if state not in states:
        return ()
    possible = engine.possible(mode.definition, kind=about.kind, state=state, roles=about.roles)
    return tuple((key, actions[key]) for key in possible if actions[key].bulk)


def choice_filters(about: Listing, filters: Filters) -> tuple[ChoiceFilter, ...]:
    """Return the filters by choice that a kind of case offers: indexed fields of its form, choices of its item."""
    found: dict[str, ChoiceFilter] = {}
    for mode in about.modes:
        for name, one in _choices(mode.definition, kind=about.kind):
            options = labels_of(one, vocabularies=mode.definition.vocabularies)
            known = found[name].options if name in found else {}
            label = found[name].label if name in found else one.label
            chosen = filters.fields.get(name, "")
            found[name] = ChoiceFilter(field=name, label=label, options={**options, **known}, chosen=chosen)
    return tuple(found.values())


def _choices(definition: Definition, *, kind: str) -> Iterator[tuple[str, Column]]:
    form = definition.forms[definition.cases[kind].form]
    yield from ((one.key, one) for one in form.fields() if one.index and one.options)
    yield from ((f"item.{one.key}", one) for one in item_columns(definition, kind=kind) if one.options)


def _page(cases: QuerySet[Case], *, count: int, page: int) -> Page[Case]:
    """Return one page of a list whose length the counters know, so that counting needs no query of its own.

    The page is chosen by identifiers alone; only its own cases are read with everything that rows need.
    """
    pages = Paginator(cases, PAGE_SIZE)
    pages.count = count
    chosen = pages.get_page(page)
    at = chosen.start_index() - 1 if count else 0
    wanted = list(cases.values_list("pk", flat=True)[at : at + PAGE_SIZE])
    found = with_row_relations(Case.objects.filter(pk__in=wanted)).in_bulk()
    return Page([found[pk] for pk in wanted if pk in found], chosen.number, pages)


def _counts(cases: QuerySet[Case]) -> dict[tuple[str, int], int]:
    rows = cases.order_by().values_list("state", "version_id").annotate(number=Count("pk"))
    return {(str(state), int(version_id)): int(number) for state, version_id, number in rows}


def _only_mode(about: Listing, counts: Mapping[tuple[str, int], int], *, state: str) -> Mode | None:
    """Return the one mode that all cases of a state in the list began under; None where there are several."""
    if not about.mixed:
        return about.modes[0]
    versions = {version_id for key, version_id in counts if key == state}
    found = [one for one in about.modes if versions & set(one.members)]
    return found[0] if len(found) == 1 else None


def _party() -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(case=OuterRef("pk"))


def _year(year: int) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last moment of a year in the portal's zone."""
    first = dt.datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())
    return first, first.replace(year=year + 1) - dt.timedelta(microseconds=1)


def _operators(about: Listing) -> set[str]:
    return {one.definition.operator for one in about.modes}


def _parties(about: Listing, filters: Filters, *, acting: Membership) -> list[tuple[int, str, str]]:
    """Return the organisations to choose from, with their provinces.

    Who oversees whole provinces would get all organisations there are, at the cost of reading every case: they find one
    by the search, which knows the names of parties, and have the chosen one only.
    """
    if acting.organisation.kind in OVERSEERS:
        chosen = Organisation.objects.filter(pk=filters.organisation) if filters.organisation else None
        return [] if chosen is None else list(chosen.values_list("pk", "name", "province"))
    parties = CaseParty.objects.filter(case__in=about.cases.order_by().values("pk"))
    others = parties.exclude(party__in=_operators(about)).exclude(organisation_id=acting.organisation_id)
    found = Organisation.objects.filter(pk__in=others.values("organisation_id")).order_by("pinyin", "pk")
    return list(found.values_list("pk", "name", "province"))


def _provinces(parties: Iterable[tuple[int, str, str]], *, acting: Membership) -> tuple[str, ...]:
    """Return the provinces to choose from: those of the parties, for whoever oversees the nation all that have any."""
    if acting.organisation.kind in (Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY):
        every = Organisation.objects.exclude(province="").order_by("province").values_list("province", flat=True)
        return tuple(every.distinct())
    return tuple(sorted({province for _, _, province in parties if province}))


def _sorted(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    if sort == "due":
        return cases.order_by(F("due_at").asc(nulls_last=True), *SORTS["due"][1:])
    return cases.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT]))
