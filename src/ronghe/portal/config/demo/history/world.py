"""What has happened so far in one version of a programme, in memory."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import TypeVar

from django.db.models import Model

from ronghe.portal.accounts.models import User
from ronghe.portal.agreements.models import (
    AchievedResult,
    Agreement,
    Amendment,
    Commitment,
    Delivery,
    Filing,
    PromisedResult,
    ResultException,
    Signature,
)
from ronghe.portal.cases.models import Attachment, Case, CaseParty, Deadline, Event, Quota, QuotaPlace
from ronghe.portal.cases.scopes import Bounds
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.models import Mark, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Definition

Ids = Callable[[type[Model]], int]
Row = TypeVar("Row", bound=Model)
QuotaKey = Bounds


LASTING = frozenset(
    {
        "version",
        "ids",
        "remembers",
        "definition",
        "organisations",
        "departments",
        "people",
        "marks",
        "quotas",
        "stored_places",
        "series",
    }
)


def _lists() -> defaultdict[int, list[Row]]:
    return defaultdict(list)


@dataclass(slots=True)
class World:
    """The rows of one version's cases that are not stored yet, each found the way in which acts look for it."""

    version: ProgrammeVersion
    ids: Ids
    remembers: frozenset[str] = frozenset()  # kinds of cases that are still known after they were stored
    definition: Definition = field(init=False)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    departments: dict[tuple[str, str], Organisation] = field(default_factory=dict)  # by kind and province
    people: dict[int, User] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    quotas: dict[QuotaKey, Quota] = field(default_factory=dict)
    stored_places: dict[QuotaKey, int] = field(default_factory=dict)
    rows: defaultdict[type[Model], list[Model]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[int, Case] = field(default_factory=dict)
    children: defaultdict[int, list[Case]] = field(default_factory=_lists)
    involving: defaultdict[int, list[Case]] = field(default_factory=_lists)
    parties: defaultdict[int, list[CaseParty]] = field(default_factory=_lists)
    last_events: dict[int, Event] = field(default_factory=dict)
    form_digests: dict[int, tuple[int, str]] = field(default_factory=dict)
    totals: dict[tuple[int, str], tuple[int, object]] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    listed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    entries: defaultdict[int, list[Entry]] = field(default_factory=_lists)
    objections: defaultdict[int, list[Objection]] = field(default_factory=_lists)
    places: defaultdict[QuotaKey, dict[int, QuotaPlace]] = field(default_factory=lambda: defaultdict(dict))
    holds: defaultdict[int, set[QuotaKey]] = field(default_factory=lambda: defaultdict(set))  # by case
    deadlines: dict[int, list[Deadline]] = field(default_factory=dict)
    commitments: defaultdict[int, list[Commitment]] = field(default_factory=_lists)
    deliveries: defaultdict[int, list[Delivery]] = field(default_factory=_lists)
    attachments: defaultdict[int, list[Attachment]] = field(default_factory=_lists)
    agreements: defaultdict[int, list[Agreement]] = field(default_factory=_lists)
    signatures: defaultdict[int, list[Signature]] = field(default_factory=_lists)  # by agreement
    amendments: defaultdict[int, list[Amendment]] = field(default_factory=_lists)
    filings: dict[int, Filing] = field(default_factory=dict)
    series: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))  # last numbers given
    promised_results: defaultdict[int, list[PromisedResult]] = field(default_factory=_lists)
    achieved_results: defaultdict[int, list[AchievedResult]] = field(default_factory=_lists)
    result_exceptions: defaultdict[int, list[ResultException]] = field(default_factory=_lists)

    def __post_init__(self) -> None:
        """Take the definition as acts will read it."""
        self.definition = programmes.definition(self.version.pk)

    def admit(self, *, organisations: Iterable[Organisation], people: Iterable[User]) -> None:
        """Let organisations and people take part; they are stored already."""
        for one in organisations:
            self.organisations[one.pk] = one
            self.departments.setdefault((one.kind, one.province), one)
        self.people.update({one.pk: one for one in people})

    def keep(self, row: Row) -> Row:
        """Give a new row its identifier and keep it; it may still change until everything is stored."""
        if row.pk is None:
            row.pk = self.ids(type(row))
        self.rows[type(row)].append(row)
        return row

    def involve(self, case: Case, parties: Iterable[CaseParty]) -> None:
        """Let a case be found by the organisations that take part in it."""
        for organisation_id in {one.organisation_id for one in parties}:
            self.involving[organisation_id].append(case)

    def of_province(self, kind: str, province: str) -> Organisation | None:
        """Return the organisation of a kind in a province."""
        return self.departments.get((kind, province)) if province else None

    def next_due(self) -> dt.datetime | None:
        """Return when the system has to act next, or None."""
        return min((one.at for some in self.deadlines.values() for one in some), default=None)

    def others_holding(self, key: QuotaKey, *, case: Case) -> int:
        """Return how many other cases hold a place of a quota."""
        return self.held(key) - (key in self.holds[case.pk])

    def held(self, key: QuotaKey) -> int:
        """Return how many cases hold a place of a quota."""
        return self.stored_places.get(key, 0) + len(self.places[key])

    def forget(self) -> None:
        """Drop the rows of cases that have been stored; their places keep counting, marks and quotas stay known."""
        for key, held in self.places.items():
            self.stored_places[key] = self.stored_places.get(key, 0) + len(held)
        known = {key: case for key, case in self.cases.items() if case.kind in self.remembers}
        parties = {key: self.parties[key] for key in known}
        for one in fields(self):
            if one.name not in LASTING:
                getattr(self, one.name).clear()
        self.cases.update(known)
        self.parties.update(parties)
        for case in known.values():
            self.involve(case, parties[case.pk])
