"""Limits that concern somebody: how many places are left, and the ledger behind them."""

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.access import parties_of, visible_cases
from ronghe.portal.cases.facts import FactContext, collect
from ronghe.portal.cases.models import Case, Quota, QuotaEntry
from ronghe.portal.cases.queries.lists import with_row_relations
from ronghe.portal.cases.scopes import Bounds, bounds_of, quotas_in
from ronghe.portal.cases.views_of_case import case_view
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.words import scope_words
from ronghe.rulebook import calendar as periods
from ronghe.rulebook import engine
from ronghe.rulebook.citations import cite
from ronghe.rulebook.decisions import Act, Citation
from ronghe.rulebook.structure import Definition, Text

PAGE_SIZE = 50
_OF_ONE = ("item", "parent")
_PERSON, _ORGANISATION, _CASE, _YEAR = "p", "o", "c", "y"
_PART = re.compile(r"([poc])([0-9]+)")
_ITEM = re.compile(r"([0-9]+):([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A quota as it stands for somebody: places held, how many there are, how many are left; None: not known or no bar.

    `quota_id` leads to its ledger; None while nobody ever held a place. `holds`: the case in question holds one.
    """

    title: Text
    words: tuple[Text, ...]
    used: int
    limit: int | None
    holds: bool
    unsourced: Text | None
    cites: Citation | None
    quota_id: int | None

    @property
    def left(self) -> int | None:
        """Return how many places are left."""
        return None if self.limit is None else max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """A quota with its ledger; `named` are the cases that the viewer may see, others are only counted."""

    definition: Definition
    line: LimitLine
    page: Page[QuotaEntry]
    named: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """A way in which a case, or one that will be opened under it, takes a place."""

    kind: str
    action: str
    quota: str


def limits(*, case: Case, at: dt.datetime, parties: Mapping[str, Organisation] | None = None) -> tuple[LimitLine, ...]:
    """Return the limits of which a case, stored or about to begin, holds a place or can still take one.

    So do those of a case that an act will open under it. Needs the case's parents and parties; `parties` for one that
    is not stored.
    """
    definition = programmes.definition(case.version_id)
    standing = parties_of(case) if parties is None else parties
    year = periods.day_of(at, zone=definition.timezone).year
    subjects: dict[Bounds, tuple[_Taking, Case]] = {}
    for one in _takings(case.version_id, case.kind, case.state):
        subject = case if one.kind == case.kind else _coming(case, kind=one.kind)
        if not _is_open(definition, one.quota, subject=subject, case=case):
            bounds = bounds_of(definition=definition, name=one.quota, case=subject, year=year, parties=standing)
            subjects[bounds] = (one, subject)
    if not subjects:
        return ()
    known = _standing_of(subjects, case=case)
    limit_of = _limits_of(subjects, definition=definition, parties=standing, at=at)
    return tuple(
        _line(definition, one.quota, held=known.get(bounds), limit=limit_of[bounds])
        for bounds, (one, _) in subjects.items()
    )


def limits_page(
    *, programme: str, acting: Membership, at: dt.datetime, number: int = 1
) -> tuple[Definition, Page[Any], tuple[LimitLine, ...]]:
    """Return one page of the limits that concern a membership and of which a place was ever taken, the fullest first.

    Raises NoAccess where the programme does not concern it.
    """
    version = programmes.version_of(programme)
    if version is None:
        raise NoAccess
    rows = _concerning(acting, programme=programme).annotate(held=Count("places")).order_by("name", "-held", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    return programmes.definition(version.pk), page, tuple(_lines_of(list(page.object_list), at=at))


def ledger_page(*, quota_id: int, programme: str, acting: Membership, at: dt.datetime, number: int = 1) -> LedgerPage:
    """Return a quota with one page of its ledger, newest first. Raises NoAccess where it is not for the viewer."""
    quota = _concerning(acting, programme=programme).annotate(held=Count("places")).filter(pk=quota_id).first()
    version = programmes.version_of(programme)
    if quota is None or version is None:
        raise NoAccess
    entries = QuotaEntry.objects.filter(quota=quota).select_related("case", "event").order_by("-pk")
    page = Paginator(entries, PAGE_SIZE).get_page(number)
    seen = visible_cases(acting).filter(pk__in=[one.case_id for one in page.object_list])
    (line,) = _lines_of([quota], at=at)
    return LedgerPage(
        definition=programmes.definition(version.pk),
        line=line,
        page=page,
        named=frozenset(seen.values_list("pk", flat=True)),
    )


@functools.lru_cache(maxsize=2000)
def _takings(version_id: int, kind: str, state: str) -> tuple[_Taking, ...]:
    """Return the ways in which places can still be taken, or were taken on the way here, the case's own first."""
    definition = programmes.definition(version_id)
    if definition.cases[kind].states[state].final:
        return ()
    return tuple(_ways(definition, kind))


def _ways(definition: Definition, kind: str) -> Iterator[_Taking]:
    for key, action in definition.cases[kind].actions.items():
        yield from (_Taking(kind=kind, action=key, quota=name) for name in action.takes)
    for child, shape in definition.cases.items():
        if shape.parent == kind and "system" in shape.begin.by:
            yield from _ways(definition, child)


def _coming(case: Case, *, kind: str) -> Case:
    return Case(version=case.version, kind=kind, parent=case, owner=case.owner, leader_id=case.leader_id)


def _is_open(definition: Definition, quota: str, *, subject: Case, case: Case) -> bool:
    """Return whether it is not known yet within which bounds a case will count."""
    scope = definition.quotas[quota].scope
    return any(one in scope for one in _OF_ONE) and (subject is not case or (subject.item is None and "item" in scope))


def _standing_of(wanted: Iterable[Bounds], *, case: Case) -> dict[Bounds, tuple[int, int, bool]]:
    """Return the quota, the places held and whether the case holds one, by bounds, in one query."""
    rows = Quota.objects.filter(quotas_in(wanted, programme_id=case.version.programme_id)).annotate(
        held=Count("places"), own=Count("places", filter=Q(places__case=case.pk))
    )
    return {(one.base_id, one.name, one.scope): (one.pk, one.held, bool(one.own)) for one in rows}


def _limits_of(
    subjects: Mapping[Bounds, tuple[_Taking, Case]],
    *,
    definition: Definition,
    parties: Mapping[str, Organisation],
    at: dt.datetime,
) -> dict[Bounds, int | None]:
    day = periods.day_of(at, zone=definition.timezone)
    found: dict[Bounds, int | None] = {}
    for kind in {one.kind for one, _ in subjects.values()}:
        mine = {bounds: pair for bounds, pair in subjects.items() if pair[0].kind == kind}
        names = frozenset[str]().union(
            *(engine.limit_names(definition, kind=kind, action=one.action, quota=one.quota) for one, _ in mine.values())
        )
        context = FactContext(
            case=next(subject for _, subject in mine.values()), definition=definition, parties=parties, at=at, day=day
        )
        facts = collect(context=context, names=names)
        for bounds, (one, subject) in mine.items():
            act = Act(action=one.action, roles=frozenset(), at=at)
            found[bounds] = engine.quota_limit(
                definition, quota=one.quota, case=case_view(subject), facts=facts, act=act
            )
    return found


def _line(
    definition: Definition,
    name: str,
    *,
    held: tuple[int, int, bool] | None,
    limit: int | None,
    words: tuple[Text, ...] | None = None,
) -> LimitLine:
    shape = definition.quotas[name]
    quota_id, used, holds = held or (None, 0, False)
    return LimitLine(
        title=shape.title,
        words=scope_words(definition, shape) if words is None else words,
        used=used,
        limit=limit,
        holds=holds,
        unsourced=shape.unsourced.reason if shape.unsourced else None,
        cites=cite(definition, shape.cites),
        quota_id=quota_id,
    )


def _concerning(acting: Membership, *, programme: str) -> QuerySet[Quota]:
    """Return the quotas that a membership may look into.

    The organisation that runs the programme sees all, others what counts for themselves and what their cases hold.
    """
    quotas = Quota.objects.filter(programme__key=programme)
    version = programmes.version_of(programme)
    if version is not None and version.operator_id == acting.organisation_id:
        return quotas
    own = [f"{_ORGANISATION}{acting.organisation_id}", f"{_PERSON}{acting.user_id}"]
    entries = QuotaEntry.objects.filter(quota=OuterRef("pk"), case__in=visible_cases(acting, programme=programme))
    return quotas.filter(Q(scope__regex=f"(^|/)({'|'.join(own)})(/|$)") | Exists(entries))


def _lines_of(quotas: list[Quota], *, at: dt.datetime) -> Iterator[LimitLine]:
    """Yield the limits of some quotas with `held` places, each as the case that moved a place of it last has it."""
    newest = QuotaEntry.objects.filter(quota__in=quotas).order_by("quota_id", "-pk").distinct("quota_id")
    last = dict(newest.values_list("quota_id", "case_id"))
    cases = {one.pk: one for one in with_row_relations(Case.objects.filter(pk__in=last.values()))}
    names = _Names(quotas)
    for quota in (one for one in quotas if one.pk in last):
        case = cases[last[quota.pk]]
        definition = programmes.definition(case.version_id)
        ways = (key for key, one in definition.cases[case.kind].actions.items() if quota.name in one.takes)
        taking = next((_Taking(kind=case.kind, action=key, quota=quota.name) for key in ways), None)
        bounds = (quota.base_id, quota.name, quota.scope)
        limit = (
            _limits_of({bounds: (taking, case)}, definition=definition, parties=parties_of(case), at=at)[bounds]
            if taking
            else None
        )
        held = (quota.pk, quota.held, False)  # type: ignore[attr-defined]  # annotated
        yield _line(definition, quota.name, held=held, limit=limit, words=names.of(quota))


class _Names:
    """How people call what the scopes of some quotas stand for, found in three queries."""

    def __init__(self, quotas: list[Quota]) -> None:
        parts = [part for quota in quotas for part in quota.scope.split("/")]
        found = [match.groups() for part in parts if (match := _PART.fullmatch(part))]
        items = [int(match[1]) for part in parts if (match := _ITEM.fullmatch(part))]
        ids = {kind: {int(pk) for one, pk in found if one == kind} for kind in (_PERSON, _ORGANISATION, _CASE)}
        self.people = dict(User.objects.filter(pk__in=ids[_PERSON]).values_list("pk", "name"))
        self.organisations = dict(Organisation.objects.filter(pk__in=ids[_ORGANISATION]).values_list("pk", "name"))
        self.cases = dict(Case.objects.filter(pk__in={*ids[_CASE], *items}).values_list("pk", "title"))

    def of(self, quota: Quota) -> tuple[Text, ...]:
        """Return what a quota's scope stands for, part by part."""
        words = tuple(self._word(part) for part in quota.scope.split("/") if part)
        return words or (Text(zh="整个项目计划", en="the whole programme"),)

    def _word(self, part: str) -> Text:
        if match := _ITEM.fullmatch(part):
            title, row = self.cases.get(int(match[1]), match[1]), int(match[2]) + 1
            return Text(zh=f"{title}，第 {row} 项", en=f"{title}, item {row}")
        if match := _PART.fullmatch(part):
            known = {_PERSON: self.people, _ORGANISATION: self.organisations, _CASE: self.cases}[match[1]]
            name = known.get(int(match[2]), match[2])
            return Text(zh=name, en=name)
        plain = part.removeprefix(_YEAR) if part.startswith(_YEAR) else part
        return Text(zh=f"{plain} 年" if plain != part else plain, en=plain)
