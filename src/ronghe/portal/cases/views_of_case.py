"""A stored case as the engine reads it."""

from collections.abc import Iterator, Mapping

from ronghe.portal.cases.models import Case
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.engine import Ancestor, CaseView
from ronghe.rulebook.structure import Definition


def case_view(case: Case) -> CaseView:
    """Return what the engine needs of a case: its form, its item, its ancestors' forms and what acts have kept.

    Reads `case.parent` and its parents: select them with the case.
    """
    definition = programmes.definition(case.version_id)
    return CaseView(
        kind=case.kind,
        state=case.state,
        form=case.data,
        item=item_of(definition=definition, case=case),
        ancestors={one.kind: Ancestor(state=one.state, form=one.data) for one in ancestors(case)},
        kept=case.kept,
    )


def ancestors(case: Case) -> Iterator[Case]:
    """Yield the parent, its parent and so on."""
    parent = case.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def item_of(*, definition: Definition, case: Case) -> Mapping[str, object] | None:
    """Return the row of its parent's items that a case, or the nearest ancestor that has one, was made to."""
    for one in (case, *ancestors(case)):
        table = definition.cases[one.kind].item
        if table is not None and one.parent is not None and one.item is not None:
            return item_row(parent=one.parent, table=table, item=one.item)
    return None


def item_row(*, parent: Case, table: str, item: int) -> Mapping[str, object] | None:
    """Return one row of a table field of a case, or None where there is no such row."""
    rows = parent.data.get(table)
    if not isinstance(rows, list) or not 0 <= item < len(rows):
        return None
    row = rows[item]
    return row if isinstance(row, Mapping) else None
