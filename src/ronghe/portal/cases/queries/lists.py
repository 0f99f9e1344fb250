"""The list of one kind of case: counters, filters, rows, in a constant number of queries at any length."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from ronghe.portal.cases.access import roles_of, visible_cases
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.models import Case, CaseParty, IndexedValue
from ronghe.portal.cases.queries.ageing import age_of, days_in_state, last_day
from ronghe.portal.cases.queries.columns import ListColumn, columns_of, item_columns, value_of
from ronghe.portal.cases.queries.next_step import NextStep, next_step, possible_actions
from ronghe.portal.cases.queries.shown import Shown, labels_of
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook import engine
from ronghe.rulebook.structure import Action, CaseKind, Column, Definition, State, Text

PAGE_SIZE = 50
CHUNK = 500
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
    """What somebody wants to see of a list. `fields` maps indexed fields to the chosen key."""

    state: str = ""
    search: str = ""
    parent: str = ""
    organisation: int | None = None
    province: str = ""
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
    state: State
    days: int
    age: str
    due_on: dt.date | None
    values: tuple[Shown, ...]
    next: NextStep
    edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRow:
    """A case as a row of a spreadsheet."""

    case: Case
    state: State
    days: int
    due_on: dt.date | None
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """A list as filtered, all pages of it, read piece by piece."""

    title: Text
    heads: tuple[Text, ...]
    rows: Iterator[ExportedRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list is about: the newest version of the programme, the kind, the cases that the viewer may see."""

    version: ProgrammeVersion
    definition: Definition
    kind: str
    shape: CaseKind
    roles: frozenset[str]
    cases: QuerySet[Case]
    columns: tuple[ListColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of a list, ready to be shown."""

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


def listing(*, programme: str, kind: str, acting: Membership) -> Listing:
    """Return what a list is about. Raises NoAccess where the membership has no part in the programme."""
    version = programmes.version_of(programme)
    definition = programmes.definition(version.pk) if version else None
    if version is None or definition is None or kind not in definition.cases:
        raise NoAccess
    roles = roles_of_organisation(definition=definition, organisation=acting.organisation, role=acting.role)
    if not roles:
        raise NoAccess
    return Listing(
        version=version,
        definition=definition,
        kind=kind,
        shape=definition.cases[kind],
        roles=roles,
        cases=visible_cases(acting).filter(version__programme_id=version.programme_id, kind=kind),
        columns=columns_of(definition, kind=kind),
    )


def case_list(*, programme: str, kind: str, filters: Filters, acting: Membership, at: dt.datetime) -> CaseList:
    """Return one page of the cases that a membership sees, filtered and sorted. Raises NoAccess as `listing` does."""
    about = listing(programme=programme, kind=kind, acting=acting)
    counts = _counts(narrowed(about, filters, by_state=False))
    total = counts.get(filters.state, 0) if filters.state else sum(counts.values())
    page = _page(narrowed(about, filters), count=total, page=filters.page)
    parties = _parties(about, own=acting.organisation_id)
    return CaseList(
        listing=about,
        filters=filters,
        counters=_counters(about.shape, counts),
        total=sum(counts.values()),
        choices=choice_filters(about, filters),
        organisations=tuple((pk, name) for pk, name, _ in parties),
        provinces=tuple(sorted({province for _, _, province in parties if province})),
        page=page,
        rows=tuple(row_of(case, about=about, acting=acting, at=at) for case in page.object_list),
        bulk=bulk_actions(about, state=filters.state),
    )


def exported(*, programme: str, kind: str, filters: Filters, acting: Membership, at: dt.datetime) -> ExportTable:
    """Return the filtered list for a spreadsheet: the same cases and columns as on the pages, and no others."""
    about = listing(programme=programme, kind=kind, acting=acting)
    cases = narrowed(about, filters).iterator(chunk_size=CHUNK)
    return ExportTable(
        title=about.shape.title,
        heads=tuple(one.label for one in about.columns),
        rows=(_exported(case, about=about, acting=acting, at=at) for case in cases),
    )


def narrowed(about: Listing, filters: Filters, *, by_state: bool = True) -> QuerySet[Case]:
    """Return the cases that the filters leave, sorted, with the relations that rows need."""
    cases = about.cases
    if by_state and filters.state:
        cases = cases.filter(state=filters.state)
    if filters.search:
        cases = cases.filter(_found(filters.search))
    if filters.parent:
        cases = cases.filter(parent__number=filters.parent)
    if filters.organisation is not None:
        cases = cases.filter(Exists(_party().filter(organisation_id=filters.organisation)))
    if filters.province:
        cases = cases.filter(Exists(_others(about).filter(organisation__province=filters.province)))
    offered = {one.field for one in choice_filters(about, filters)}
    for name, key in filters.fields.items():
        if name in offered:
            cases = cases.filter(Exists(IndexedValue.objects.filter(case=OuterRef("pk"), field=name, text=key)))
    return _sorted(with_row_relations(cases), filters.sort)


def with_row_relations(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases with what one row of a list needs."""
    parties = CaseParty.objects.select_related("organisation")
    return cases.select_related("owner", "leader", "parent__parent").prefetch_related(
        Prefetch("parties", queryset=parties)
    )


def row_of(case: Case, *, about: Listing, acting: Membership, at: dt.datetime) -> Row:
    """Return a case as a row: its values, its age, and what the viewer may do to it by role and state."""
    definition = programmes.definition(case.version_id)
    roles = roles_of(case=case, acting=acting)
    shape = definition.cases[case.kind]
    return Row(
        case=case,
        state=shape.states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        age=age_of(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        values=tuple(
            value_of(case, column=column, definition=definition, masked=not roles) for column in about.columns
        ),
        next=next_step(case, possible_actions(case, roles=roles)),
        edit=bool(roles & frozenset(shape.states[case.state].edit)),
    )


def _exported(case: Case, *, about: Listing, acting: Membership, at: dt.datetime) -> ExportedRow:
    definition = programmes.definition(case.version_id)
    masked = not roles_of(case=case, acting=acting)
    return ExportedRow(
        case=case,
        state=definition.cases[case.kind].states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        values=tuple(value_of(case, column=one, definition=definition, masked=masked) for one in about.columns),
    )


def bulk_actions(about: Listing, *, state: str) -> tuple[tuple[str, Action], ...]:
    """Return the actions that the viewer's role may perform on many cases of one state at once."""
    if not state:
        return ()
    possible = engine.possible(about.definition, kind=about.kind, state=state, roles=about.roles)
    actions = about.shape.actions
    return tuple((key, actions[key]) for key in possible if actions[key].bulk)


def choice_filters(about: Listing, filters: Filters) -> tuple[ChoiceFilter, ...]:
    """Return the filters by choice that a kind of case offers: indexed fields of its form, choices of its item."""
    form = about.definition.forms[about.shape.form]
    indexed: list[tuple[str, Column]] = [(one.key, one) for one in form.fields() if one.index and one.options]
    indexed += [(f"item.{one.key}", one) for one in item_columns(about.definition, kind=about.kind) if one.options]
    return tuple(
        ChoiceFilter(
            field=name,
            label=one.label,
            options=labels_of(one, vocabularies=about.definition.vocabularies),
            chosen=filters.fields.get(name, ""),
        )
        for name, one in indexed
    )


def _page(cases: QuerySet[Case], *, count: int, page: int) -> Page[Case]:
    """Return one page of a list whose length the counters know, so that counting needs no query of its own."""
    pages = Paginator(cases, PAGE_SIZE)
    pages.count = count
    return pages.get_page(page)


def _counts(cases: QuerySet[Case]) -> dict[str, int]:
    rows = cases.order_by().values_list("state").annotate(number=Count("pk"))
    return {str(state): int(number) for state, number in rows}


def _counters(shape: CaseKind, counts: Mapping[str, int]) -> tuple[Counter, ...]:
    return tuple(Counter(key=key, state=state, count=counts.get(key, 0)) for key, state in shape.states.items())


def _found(search: str) -> Q:
    words = search.strip()
    named = Q(Exists(_party().filter(organisation__name__icontains=words)))
    return Q(title__icontains=words) | Q(number__icontains=words) | named


def _party() -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(case=OuterRef("pk"))


def _others(about: Listing) -> QuerySet[CaseParty]:
    """Return a case's parties but the operator, who is a party to every case and would say nothing in a filter."""
    return _party().exclude(party=about.definition.operator)


def _parties(about: Listing, *, own: int) -> list[tuple[int, str, str]]:
    parties = CaseParty.objects.filter(case__in=about.cases.order_by().values("pk"))
    ids = parties.exclude(party=about.definition.operator).exclude(organisation_id=own).values("organisation_id")
    found = Organisation.objects.filter(pk__in=ids).order_by("pinyin", "pk")
    return list(found.values_list("pk", "name", "province"))


def _sorted(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    if sort == "due":
        return cases.order_by(F("due_at").asc(nulls_last=True), *SORTS["due"][1:])
    return cases.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT]))
