"""Published guides: search, places left, what a guide's form makes public."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.public_queries.offering import PAGE_SIZE, Offering, found_by, offering_of
from ronghe.portal.cases.public_queries.standing import Standing, applicable, applicable_first, measured, standing
from ronghe.portal.cases.queries.shown import Shown, labels_of, shown
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import forms
from ronghe.rulebook.calendar import WindowState, window_state
from ronghe.rulebook.structure import Column, Definition, FactType, State, Text, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFilters:
    """What somebody looks for. `choices` maps a field of the form, or `item.<column>`, to the chosen key.

    `open` asks for guides that can be applied to now.
    """

    search: str = ""
    programme: str = ""
    province: str = ""
    money: int = 0
    open: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A choice by which guides can be narrowed down."""

    name: str
    label: Text
    options: Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of a guide's items with the places that are left; None where the programme does not count them."""

    number: int
    title: str
    values: tuple[Shown, ...]
    places: int | None
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A published guide."""

    case: Case
    definition: Definition
    state: State
    offering: Offering
    items: tuple[Item, ...]
    values: tuple[Shown, ...]
    standing: Standing

    @property
    def places(self) -> int:
        """Return all places of the guide."""
        return sum(one.places or 0 for one in self.items)

    @property
    def left(self) -> int:
        """Return the places that nobody has taken yet."""
        return sum(one.left or 0 for one in self.items)

    @property
    def types(self) -> tuple[Text | str, ...]:
        """Return the labels of the types of its items, each once."""
        chosen = (value.chosen for item in self.items for value in item.values if value.type is FactType.CHOICE)
        return tuple(dict.fromkeys(label for labels in chosen for label in labels))

    @property
    def labels(self) -> tuple[Text | str, ...]:
        """Return the labels of what it is about, each once."""
        found = {one.zh if isinstance(one, Text) else one: one for value in self.values for one in value.chosen}
        return tuple(found.values())

    @property
    def money(self) -> str:
        """Return the most money that one of its items gives, as stored."""
        given = [str(row.get(self.offering.money) or "0") for row in _rows(self.case, self.offering)]
        return max(given, key=float, default="0")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """A guide with everything that its form makes public."""

    guide: Guide
    sections: tuple[tuple[Text, tuple[Shown, ...]], ...]
    windows: tuple[tuple[Window, WindowState], ...]


SORTS = {
    "": ("-state_since", "-pk"),
    "title": ("title", "pk"),
    "-money": ("-best_money", "pk"),
    "-places": ("-all_places", "pk"),
}


def facets() -> tuple[Facet, ...]:
    """Return the choices by which guides can be narrowed down, over all programmes, each once."""
    found: dict[str, Facet] = {}
    for version in programmes.versions():
        definition, offering = programmes.definition(version.pk), offering_of(version.pk)
        if offering is None:
            continue
        for name, column in _choices(definition, offering):
            labels = labels_of(column, vocabularies=definition.vocabularies)
            found.setdefault(name, Facet(name=name, label=column.label, options=labels))
    return tuple(found.values())


def guides(filters: GuideFilters, *, at: dt.datetime) -> tuple[Page[Case], tuple[Guide, ...]]:
    """Return one page of the listed guides that the filters leave, those that can be applied to at a moment first."""
    offerings = _offerings(programme=filters.programme)
    cases = Case.objects.filter(_listed(offerings)).select_related("owner")
    if len(filters.search) >= 2:
        cases = cases.filter(found_by(filters.search))
    if filters.province:
        cases = cases.filter(owner__province=filters.province)
    condition = applicable(offerings, at=at)
    cases = _narrowed(measured(cases, offerings), filters, offerings, condition)
    first = () if filters.sort else applicable_first(condition)
    ordered = cases.order_by(*first, *SORTS.get(filters.sort, SORTS[""]))
    page = Paginator(ordered, PAGE_SIZE).get_page(filters.page)
    return page, _guides(list(page.object_list), at)


def guide_counts() -> dict[int, int]:
    """Return how many guides of each version are listed."""
    cases = Case.objects.filter(_listed(_offerings(programme="")))
    return dict(cases.order_by().values_list("version_id").annotate(number=Count("pk")))


def newest_guides(*, versions: Iterable[int], count: int, at: dt.datetime) -> tuple[int, tuple[Guide, ...]]:
    """Return how many guides of some versions can be applied to, and those of them that were published last."""
    offerings = {pk: one for pk in versions if (one := offering_of(pk))}
    condition = applicable(offerings, at=at)
    if condition is None:
        return 0, ()
    cases = measured(Case.objects.filter(_listed(offerings)), offerings).filter(condition)
    newest = cases.select_related("owner").order_by("-state_since", "-pk")[:count]
    return cases.count(), _guides(list(newest), at)


def guide_page(*, number: str, at: dt.datetime) -> GuidePage | None:
    """Return a public guide with what its form makes public, or None where there is no such guide."""
    case = with_relations(Case.objects.filter(number=number)).first()
    offering = offering_of(case.version_id) if case else None
    if case is None or offering is None or case.kind != offering.kind:
        return None
    definition = programmes.definition(case.version_id)
    if not definition.cases[case.kind].states[case.state].public:
        return None
    windows = tuple(
        (window, window_state(window, at, zone=definition.timezone)) for window in definition.windows.values()
    )
    return GuidePage(
        guide=_guides([case], at)[0], sections=_public_sections(definition, case, offering), windows=windows
    )


def _offerings(*, programme: str) -> dict[int, Offering]:
    """Return what the versions of a programme, or of all, offer."""
    chosen = (one.pk for one in programmes.versions() if not programme or one.programme.key == programme)
    return {pk: one for pk in chosen if (one := offering_of(pk))}


def _listed(offerings: Mapping[int, Offering]) -> Q:
    found = Q(pk__in=[])
    for pk, one in offerings.items():
        found |= Q(version_id=pk, kind=one.kind, state__in=one.listed)
    return found


def _choices(definition: Definition, offering: Offering) -> list[tuple[str, Column]]:
    form = definition.forms[definition.cases[offering.kind].form]
    fields: list[tuple[str, Column]] = [(one.key, one) for one in form.fields() if one.index and one.options]
    return fields + [(f"item.{one.key}", one) for one in offering.table.columns if one.options]


def _narrowed(
    cases: QuerySet[Case], filters: GuideFilters, offerings: Mapping[int, Offering], condition: Q | None
) -> QuerySet[Case]:
    tables = sorted({one.table.key for one in offerings.values()})
    for name, key in filters.choices.items():
        cases = cases.filter(_chosen(name, key, tables))
    if filters.money:
        cases = cases.filter(Q(best_money__gte=Decimal(filters.money)))
    if filters.open:
        cases = cases.none() if condition is None else cases.filter(condition)
    return cases


def _chosen(name: str, key: str, tables: Iterable[str]) -> Q:
    namespace, _, column = name.partition(".")
    if namespace != "item":
        return Q(data__contains={name: key}) | Q(data__contains={name: [key]})
    found = Q(pk__in=[])
    for table in tables:
        found |= Q(data__contains={table: [{column: key}]})
    return found


def _guides(cases: list[Case], at: dt.datetime) -> tuple[Guide, ...]:
    taken = _taken(cases)
    return tuple(_guide(case, taken, at) for case in cases)


def _taken(cases: Iterable[Case]) -> dict[tuple[int, int], int]:
    """Return how many places of each item are taken, by guide and row, in one query."""
    names = {offering.quota for case in cases if (offering := offering_of(case.version_id)) and offering.quota}
    rows = (
        QuotaPlace.objects.filter(case__parent__in=[case.pk for case in cases], quota__name__in=names)
        .order_by()
        .values_list("case__parent", "case__item")
        .annotate(count=Count("pk"))
    )
    return {(int(parent), int(item)): int(count) for parent, item, count in rows if item is not None}


def _guide(case: Case, taken: Mapping[tuple[int, int], int], at: dt.datetime) -> Guide:
    definition, offering = programmes.definition(case.version_id), offering_of(case.version_id)
    assert offering is not None  # noqa: S101 -- only cases of kinds that offer something come here
    form = definition.forms[definition.cases[case.kind].form]
    items = tuple(
        _item(row, number, definition, offering, taken.get((case.pk, number), 0))
        for number, row in enumerate(_rows(case, offering))
    )
    left = sum(one.left or 0 for one in items) if offering.places else None
    return Guide(
        case=case,
        definition=definition,
        state=definition.cases[case.kind].states[case.state],
        offering=offering,
        items=items,
        values=tuple(
            shown(one, case.data.get(one.key), vocabularies=definition.vocabularies)
            for one in form.fields()
            if one.index and one.public and one.key != definition.cases[case.kind].title_from
        ),
        standing=standing(definition=definition, offering=offering, state=case.state, left=left, at=at),
    )


def _rows(case: Case, offering: Offering) -> list[Mapping[str, object]]:
    rows = case.data.get(offering.table.key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _item(row: Mapping[str, object], number: int, definition: Definition, offering: Offering, taken: int) -> Item:
    title, *others = offering.table.columns
    places = int(str(row.get(offering.places) or 0)) if offering.places else None
    return Item(
        number=number,
        title=str(row.get(title.key, "")),
        values=tuple(
            shown(one, row.get(one.key), vocabularies=definition.vocabularies)
            for one in others
            if one.key != offering.places
        ),
        places=places,
        left=None if places is None else max(0, places - taken),
    )


def _public_sections(
    definition: Definition, case: Case, offering: Offering
) -> tuple[tuple[Text, tuple[Shown, ...]], ...]:
    form = definition.forms[definition.cases[case.kind].form]
    asked = {one.key for one in forms.visible(form, case.data)}
    sections = []
    for section in form.sections:
        values = tuple(
            shown(one, case.data.get(one.key), vocabularies=definition.vocabularies, masked=one.personal)
            for one in section.fields
            if one.public and one.key in asked and one.key != offering.table.key
        )
        if values:
            sections.append((section.title, values))
    return tuple(sections)
