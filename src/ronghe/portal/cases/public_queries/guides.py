"""Published guides: search, places left, what a guide's form makes public."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_

from django.core.paginator import Page, Paginator
from django.db.models import Count, DecimalField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ronghe.portal.cases.access import with_relations
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.cases.public_queries.offering import PAGE_SIZE, Offering, found_by, offering_of
from ronghe.portal.cases.queries.shown import Shown, labels_of, shown
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import forms
from ronghe.rulebook.calendar import WindowState, window_state
from ronghe.rulebook.structure import Column, Definition, FactType, State, Text, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFilters:
    """What somebody looks for. `choices` maps a field of the form, or `item.<column>`, to the chosen key."""

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
    may_apply: bool

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


def guides(filters: GuideFilters) -> tuple[Page[Case], tuple[Guide, ...]]:
    """Return one page of the published guides that the filters leave."""
    cases = Case.objects.filter(_offered(programme=filters.programme)).select_related("owner", "version__programme")
    if len(filters.search) >= 2:
        cases = cases.filter(found_by(filters.search))
    if filters.province:
        cases = cases.filter(owner__province=filters.province)
    cases = _narrowed(cases, filters)
    page = Paginator(cases.order_by(*SORTS.get(filters.sort, SORTS[""])), PAGE_SIZE).get_page(filters.page)
    return page, _guides(list(page.object_list))


def newest_guides(*, versions: Iterable[int], count: int) -> tuple[int, tuple[Guide, ...]]:
    """Return how many guides of some versions can be applied to, and those of them that were published last."""
    offerings = [(pk, one) for pk in versions if (one := offering_of(pk))]
    offered = reduce(or_, (Q(version_id=pk, kind=one.kind, state__in=one.open) for pk, one in offerings), Q(pk__in=[]))
    cases = Case.objects.filter(offered)
    newest = cases.select_related("owner").order_by("-state_since", "-pk")[:count]
    return cases.count(), _guides(list(newest))


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
    return GuidePage(guide=_guides([case])[0], sections=_public_sections(definition, case, offering), windows=windows)


def _offered(*, programme: str) -> Q:
    found = Q(pk__in=[])
    for version in programmes.versions():
        offering = offering_of(version.pk)
        if offering and (not programme or version.programme.key == programme):
            found |= Q(version_id=version.pk, kind=offering.kind, state__in=offering.listed)
    return found


def _choices(definition: Definition, offering: Offering) -> list[tuple[str, Column]]:
    form = definition.forms[definition.cases[offering.kind].form]
    fields: list[tuple[str, Column]] = [(one.key, one) for one in form.fields() if one.index and one.options]
    return fields + [(f"item.{one.key}", one) for one in offering.table.columns if one.options]


def _narrowed(cases: QuerySet[Case], filters: GuideFilters) -> QuerySet[Case]:
    offerings = [one for version in programmes.versions() if (one := offering_of(version.pk))]
    if not offerings:
        return cases
    offering = offerings[0]
    for name, key in filters.choices.items():
        cases = cases.filter(_chosen(name, key, offering))
    cases = cases.annotate(
        best_money=_Items(F("data"), table=offering.table.key, column=offering.money or "money", over="MAX"),
        all_places=_Items(F("data"), table=offering.table.key, column=offering.places or "places", over="SUM"),
    )
    if filters.money:
        cases = cases.filter(best_money__gte=Decimal(filters.money))
    if filters.open:
        taken = QuotaPlace.objects.filter(case__parent=OuterRef("pk"), quota__name=offering.quota).order_by()
        counted = taken.values("case__parent").annotate(count=Count("pk")).values("count")
        cases = cases.annotate(taken=Coalesce(Subquery(counted), Value(0)))
        cases = cases.filter(all_places__gt=F("taken"), state__in=offering.open)
    return cases


def _chosen(name: str, key: str, offering: Offering) -> Q:
    namespace, _, column = name.partition(".")
    if namespace == "item":
        return Q(data__contains={offering.table.key: [{column: key}]})
    return Q(data__contains={name: key}) | Q(data__contains={name: [key]})


class _Items(Func):
    """A measure over the rows of a table in a case's form. Keys come from definitions, which allow [a-z0-9_] only."""

    template = (
        "(SELECT COALESCE(%(over)s((one ->> '%(column)s')::numeric), 0)"
        " FROM jsonb_path_query(%(expressions)s, '$.%(table)s[*]') AS one)"
    )
    output_field = DecimalField(max_digits=20, decimal_places=2)


def _guides(cases: list[Case]) -> tuple[Guide, ...]:
    taken = _taken(cases)
    return tuple(_guide(case, taken) for case in cases)


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


def _guide(case: Case, taken: Mapping[tuple[int, int], int]) -> Guide:
    definition, offering = programmes.definition(case.version_id), offering_of(case.version_id)
    assert offering is not None  # noqa: S101 -- only cases of kinds that offer something come here
    form = definition.forms[definition.cases[case.kind].form]
    return Guide(
        case=case,
        definition=definition,
        state=definition.cases[case.kind].states[case.state],
        offering=offering,
        items=tuple(
            _item(row, number, definition, offering, taken.get((case.pk, number), 0))
            for number, row in enumerate(_rows(case, offering))
        ),
        values=tuple(
            shown(one, case.data.get(one.key), vocabularies=definition.vocabularies)
            for one in form.fields()
            if one.index and one.public and one.key != definition.cases[case.kind].title_from
        ),
        may_apply=case.state in offering.open,
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
