"""Results: cases in public states that are the end of their way. Of persons only a leader, and only where a public
notice of the programme lists the leader."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from ronghe.portal.cases.models import Case, CaseParty, QuotaPlace
from ronghe.portal.cases.public_queries.offering import PAGE_SIZE, found_by, offering_of
from ronghe.portal.cases.queries.columns import ListColumn, columns_of, value_of
from ronghe.portal.cases.queries.shown import Shown
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import Definition, State, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilters:
    """What somebody looks for among the results; `outcome` is `<kind>.<state>`."""

    search: str = ""
    programme: str = ""
    outcome: str = ""
    province: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A public final state of a kind of case, with how many cases are in it."""

    key: str
    kind: Text
    state: State
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A public result as a row."""

    case: Case
    kind: Text
    state: State
    values: tuple[Shown, ...]
    places: tuple[Text, ...]


def places_taken(version_id: int) -> dict[str, int]:
    """Return how many places are taken of the quotas that count over the whole programme."""
    rows = QuotaPlace.objects.filter(quota__base_id=version_id, quota__scope="").values_list("quota__name")
    return {str(name): int(count) for name, count in rows.annotate(count=Count("pk"))}


def outcomes(filters: ResultFilters) -> tuple[Outcome, ...]:
    """Return the public final states with the number of cases in each, for the chosen programme and search."""
    rows = _results(filters).order_by().values_list("version_id", "kind", "state").annotate(count=Count("pk"))
    found: dict[str, Outcome] = {}
    for version_id, kind, state, count in rows:
        shape = programmes.definition(version_id).cases[kind]
        key = f"{kind}.{state}"
        before = found[key].count if key in found else 0
        found[key] = Outcome(key=key, kind=shape.title, state=shape.states[state], count=before + count)
    return tuple(found[key] for key in sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCount:
    """How many public results of a version, a kind and a state a province has."""

    version_id: int
    kind: str
    state: str
    province: str
    number: int


def result_counts() -> list[ResultCount]:
    """Return the numbers of all public results, in one statement."""
    rows = _results(ResultFilters()).order_by().values_list("version_id", "kind", "state", "owner__province")
    return [
        ResultCount(version_id=version, kind=kind, state=state, province=province, number=number)
        for version, kind, state, province, number in rows.annotate(number=Count("pk"))
    ]


def results(filters: ResultFilters) -> tuple[Page[Case], tuple[Result, ...]]:
    """Return one page of the results that the filters leave, newest first."""
    kind, _, state = filters.outcome.partition(".")
    cases = _results(filters)
    if filters.outcome:
        cases = cases.filter(kind=kind, state=state)
    parties = CaseParty.objects.select_related("organisation")
    places = QuotaPlace.objects.select_related("quota").filter(quota__scope="")
    cases = cases.select_related("owner", "leader", "parent__parent").prefetch_related(
        Prefetch("parties", queryset=parties), Prefetch("places", queryset=places)
    )
    page = Paginator(cases.order_by("-state_since", "-pk"), PAGE_SIZE).get_page(filters.page)
    return page, tuple(_result(case) for case in page.object_list)


def _results(filters: ResultFilters) -> QuerySet[Case]:
    found = Q(pk__in=[])
    for version in programmes.every_version(filters.programme):
        offering = offering_of(version.pk)
        for key, shape in programmes.definition(version.pk).cases.items():
            states = [name for name, state in shape.states.items() if state.public and state.final]
            if states and not (offering and key == offering.kind):
                found |= Q(version_id=version.pk, kind=key, state__in=states)
    cases = Case.objects.filter(found)
    if len(filters.search) >= 2:
        cases = cases.filter(found_by(filters.search))
    if filters.province:
        cases = cases.filter(owner__province=filters.province)
    return cases


def _result(case: Case) -> Result:
    definition = programmes.definition(case.version_id)
    shape = definition.cases[case.kind]
    return Result(
        case=case,
        kind=shape.title,
        state=shape.states[case.state],
        values=tuple(
            value_of(case, column=column, definition=definition)
            for column in columns_of(definition, kind=case.kind)
            if not _is_hidden(column, definition)
        ),
        places=tuple(definition.quotas[one.quota.name].title for one in case.places.all()),
    )


def _is_hidden(column: ListColumn, definition: Definition) -> bool:
    """Return whether a column is personal and no public notice of the programme lists it."""
    return column.personal and not any(column.name in notice.lists for notice in definition.notices.values())
