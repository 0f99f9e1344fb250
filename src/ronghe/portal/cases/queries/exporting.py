"""A list as filtered, all pages of it, read piece by piece for a spreadsheet."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ronghe.portal.cases.access import roles_of
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.ageing import days_in_state, last_day
from ronghe.portal.cases.queries.listing import Listing, Mode, listing
from ronghe.portal.cases.queries.lists import Filters, narrowed, values_of, with_row_relations
from ronghe.portal.cases.queries.shown import Shown
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.structure import State, Text

CHUNK = 2000


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
    rows: Iterator[ExportedRow]


def exported(*, programme: str, kind: str, filters: Filters, acting: Membership, at: dt.datetime) -> ExportTable:
    """Return the filtered list for a spreadsheet: the same cases and columns as on the pages, and no others."""
    about = listing(programme=programme, kind=kind, acting=acting, version=filters.version)
    cases = with_row_relations(narrowed(about, filters)).iterator(chunk_size=CHUNK)
    return ExportTable(
        title=about.shape.title,
        heads=tuple(one.label for one in about.columns),
        mixed=about.mixed,
        rows=(_exported(case, about=about, acting=acting, at=at) for case in cases),
    )


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
