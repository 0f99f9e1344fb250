"""What pages know about the demo: whom one can try, and how far its nation has been loaded."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from ronghe.portal.organisations.models import Membership, Organisation

LOCK = 20_200_126  # the database's own lock that whoever loads the nation holds
OFFERED = "demo-"  # how the names of those begin who are offered for trying; the others only fill the country
_PART = re.compile(r"nation, part (\d+) of (\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How many parts of the nation are there, of how many, and whether somebody is at it."""

    done: int
    whole: int
    running: bool


def part_source(number: int, *, whole: int) -> str:
    """Return where the enterprises of a part of the nation come from, as they say themselves; parts count from 0."""
    return f"invented for the demo's nation, part {number + 1} of {whole}"


def loading() -> Loading | None:
    """Return how far the nation has been loaded, or None where it is whole or was never begun."""
    newest = (
        Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE, is_fictitious=True)
        .order_by("-pk")
        .values_list("source", flat=True)
        .first()
    )
    found = _PART.search(newest or "")
    done, whole = (int(found[1]), int(found[2])) if found else (0, 0)
    if found and done >= whole:
        return None
    running = _is_running()
    return Loading(done=done, whole=whole, running=running) if found or running else None


def members() -> QuerySet[Membership]:
    """Return the roles of those who are offered, by kind of organisation and role, with people and organisations."""
    return (
        Membership.objects.filter(
            user__is_demo=True,
            user__is_active=True,
            user__username__startswith=OFFERED,
            status=Membership.Status.ACTIVE,
        )
        .select_related("user", "organisation")
        .order_by("organisation__kind", "role", "user_id", "pk")
    )


def _is_running() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_locks where locktype = 'advisory' and objid = %s and granted and database ="
            " (select oid from pg_database where datname = current_database()))",
            [LOCK],
        )
        return bool(cursor.fetchone()[0])
