"""A list as filtered, all pages of it, read piece by piece for a spreadsheet."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from ronghe.portal.cases.access import roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.ageing import days_in_state, last_day
from ronghe.portal.cases.queries.listing import Listing, Mode, listing
from ronghe.portal.cases.queries.lists import Filters, narrowed, values_of
from ronghe.portal.cases.queries.shown import Shown
from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import State, Text

CHUNK = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRow:
    """A case as a row of a spreadsheet."""

    case: Case
    mode: Mode
    state: State
    days: int
    due_on: dt.date | None
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """A list as filtered; `mixed` says that its rows need to name their mode."""

    title: Text
    heads: tuple[Text, ...]
    mixed: bool
    total: int
    rows: Iterator[ExportedRow]


def exported(*, programme: str, kind: str, filters: Filters, acting: Membership, at: dt.datetime) -> ExportTable:
    """Return the filtered list for a spreadsheet: the same cases and columns as on the pages, and no others."""
    about = listing(programme=programme, kind=kind, acting=acting, version=filters.version)
    keys = list(narrowed(about, filters).values_list("pk", flat=True))
    return ExportTable(
        title=about.shape.title,
        heads=tuple(one.label for one in about.columns),
        mixed=about.mixed,
        total=len(keys),
        rows=(_exported(case, about=about, acting=acting, at=at) for case in _read(keys, about=about)),
    )


def _read(keys: list[int], *, about: Listing) -> Iterator[Case]:
    """Yield the cases in the order of their keys, chunk by chunk.

    Organisations are shared by the cases that have them; ancestors live as long as their chunk, and kept forms are left
    out where no column shows them: memory must not grow with the list.
    """
    organisations = Organisation.objects.in_bulk()
    above, read = _kinds_above(about), _kinds_read(about)
    cases = Case.objects.all() if _shows_kept(about) else Case.objects.defer("kept")
    for at in range(0, len(keys), CHUNK):
        chunk = keys[at : at + CHUNK]
        found = cases.filter(pk__in=chunk).in_bulk()
        prefetch_related_objects(list(found.values()), "parties")
        parents = _above(found.values(), whole=above[0] in read)
        grandparents = _above(parents.values(), whole=above[1] in read)
        for one in parents.values():
            one.parent = grandparents[one.parent_id] if one.parent_id else None
        for key in chunk:
            if (case := found.pop(key, None)) is not None:
                yield _related(case, organisations=organisations, parents=parents)


def _above(cases: Iterable[Case], *, whole: bool) -> dict[int, Case]:
    """Return the parents of some cases, each once, by identifier; their forms only where columns read them."""
    wanted = {one.parent_id for one in cases if one.parent_id}
    rows = Case.objects.defer("kept") if whole else Case.objects.defer("kept", "data")
    return rows.filter(pk__in=wanted).in_bulk() if wanted else {}


def _kinds_above(about: Listing) -> tuple[str, str]:
    """Return the kinds of the parents and of their parents; empty where there are none."""
    kinds = about.definition.cases
    parent = kinds[about.kind].parent or ""
    return parent, (kinds[parent].parent or "") if parent else ""


def _kinds_read(about: Listing) -> set[str]:
    """Return the kinds above whose forms the columns read: named by them, or holding the items."""
    kinds = about.definition.cases
    holders = {shape.parent for shape in kinds.values() if shape.item and shape.parent}
    return holders | {one.name.partition(".")[0] for one in about.columns}


def _related(case: Case, *, organisations: Mapping[int, Organisation], parents: Mapping[int, Case]) -> Case:
    case.parent = parents[case.parent_id] if case.parent_id else None
    for one in case.parties.all():
        one.organisation = organisations[one.organisation_id]
    return case


def _shows_kept(about: Listing) -> bool:
    known = {"form", "item"}
    for mode in about.modes:
        known.update(mode.definition.cases, mode.definition.parties)
    return any(one.name.partition(".")[0] not in known for one in about.columns)


def _exported(case: Case, *, about: Listing, acting: Membership, at: dt.datetime) -> ExportedRow:
    definition = programmes.definition(case.version_id)
    return ExportedRow(
        case=case,
        mode=about.mode_of(case),
        state=definition.cases[case.kind].states[case.state],
        days=days_in_state(case, definition=definition, at=at),
        due_on=last_day(case, definition=definition),
        values=values_of(case, about=about, masked=not roles_of(case=case, acting=acting)),
    )
