"""Storing a world: every row at once, each table by one COPY, in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import FileField, JSONField, Model

from ronghe.portal.agreements.models import (
    AchievedResult,
    Agreement,
    Amendment,
    Commitment,
    Delivery,
    Filing,
    FilingSeries,
    PromisedResult,
    ResultException,
    Signature,
)
from ronghe.portal.cases.commands import index, search
from ronghe.portal.cases.models import (
    Attachment,
    Case,
    CaseParty,
    CaseSearch,
    Deadline,
    Event,
    IndexedValue,
    Message,
    Quota,
    QuotaEntry,
    QuotaPlace,
)
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook.structure import Definition

# Whoever is pointed at comes first.
_ORDER: tuple[type[Model], ...] = (
    Mark, Case, CaseParty, Event, Quota, QuotaEntry, Message, Attachment, Notice, Entry, Objection, Commitment,
    Delivery, Agreement, Signature, Amendment, Filing, PromisedResult, AchievedResult, ResultException,
)  # fmt: skip
_BLOCK = 500


class Identifiers:
    """Hands out identifiers that the database has set aside: rows can name each other before they are stored."""

    def __init__(self) -> None:
        self._reserved: dict[type[Model], Iterator[int]] = {}

    def __call__(self, model: type[Model]) -> int:
        """Return the next identifier of a table."""
        found = next(self._reserved.get(model, iter(())), None)
        if found is None:
            self._reserved[model] = self._reserve(model)
            found = next(self._reserved[model])
        return found

    def _reserve(self, model: type[Model]) -> Iterator[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
                [model._meta.db_table, _BLOCK],
            )
            return iter([row[0] for row in cursor.fetchall()])


@transaction.atomic
def store(world: World) -> int:
    """Store everything that a world holds, make it forget it, and return the number of cases stored."""
    cases = [one for one in world.rows[Case] if isinstance(one, Case)]
    found_by = list(_found_by(cases, world=world))
    for model in _ORDER:
        copy(model, world.rows.pop(model, ()))
    if world.rows:
        raise TypeError(f"no place in the order of storing for {', '.join(one.__name__ for one in world.rows)}")
    copy(Deadline, [one for some in world.deadlines.values() for one in some])
    copy(QuotaPlace, [one for held in world.places.values() for one in held.values()])
    copy(IndexedValue, _indexed(cases, definition=world.definition))
    copy(CaseSearch, found_by)
    _note_series(world)
    world.forget()
    return len(cases)


def _note_series(world: World) -> None:
    """Let the portal go on numbering where the histories ended."""
    for series, last in world.series.items():
        FilingSeries.objects.update_or_create(
            programme_id=world.version.programme_id, series=series, defaults={"last": last}
        )


def _indexed(cases: Iterable[Case], *, definition: Definition) -> Iterator[Model]:
    for case in cases:
        yield from index.values_of(case=case, definition=definition)


def _found_by(cases: Iterable[Case], *, world: World) -> Iterator[Model]:
    for case in cases:
        leader = world.people.get(case.leader_id or 0)
        yield search.row_of(
            case,
            definition=world.definition,
            parties=[one.organisation_id for one in world.parties[case.pk]],
            leader=leader.name if leader else "",
        )


def copy(model: type[Model], rows: Iterable[Model]) -> None:
    """Write rows into their table with COPY; rows without an identifier get one from the database."""
    kept = list(rows)
    if not kept:
        return
    fields = [one for one in model._meta.concrete_fields if not one.primary_key or kept[0].pk is not None]
    columns = ", ".join(connection.ops.quote_name(one.attname) for one in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    readers = [_reader(one) for one in fields]
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as target:
        for row in kept:
            target.write_row([read(row) for read in readers])


def _reader(field: Any) -> Callable[[Model], object]:
    """Return what reads a column from a row: as it is where the driver writes it so, else as Django prepares it."""
    read: Callable[[Model], object] = attrgetter(field.attname)
    if isinstance(field, JSONField | FileField):
        return lambda row: field.get_db_prep_save(read(row), connection)
    return read
