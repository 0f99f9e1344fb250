"""Reads of units, dates and assessments: what is due, what is overdue, how a unit went."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership, Offering, Organisation
from ronghe.portal.talent.access import runs, teaches
from ronghe.portal.talent.models import Assessment, ExitGround, Round, Unit

_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A unit and a date: `state` is `ahead`, `open`, `overdue`, `done` or `late` (done after the date)."""

    unit: Unit
    round: Round
    state: str
    assessment: Assessment | None
    exit_ground: ExitGround | None


def units(acting: Membership) -> QuerySet[Unit]:
    """Return the units that a membership sees: all for the office, its school's for a school; with their majors."""
    found = Unit.objects.select_related("offering__major", "offering__organisation__parent", "by")
    if runs(acting):
        return found.order_by("until", "offering__organisation__pinyin", "offering__major__code", "pk")
    if not teaches(acting):
        raise NoAccess
    return found.filter(_of(acting)).order_by("until", "offering__major__code", "pk")


def access_unit(*, unit_id: int, acting: Membership) -> Unit:
    """Return a unit that a membership sees. Raises NoAccess otherwise."""
    found = units(acting).filter(pk=unit_id).first()
    if found is None:
        raise NoAccess
    return found


def rounds() -> QuerySet[Round]:
    """Return all dates, the latest first."""
    return Round.objects.order_by("-due_on")


def duties(found: Sequence[Unit], *, day: dt.date) -> list[Duty]:
    """Return what units have to do, overdue first, then by date; in three queries."""
    dates = list(Round.objects.order_by("due_on")[:_SHOWN])
    done = {(one.unit_id, one.round_id): one for one in Assessment.objects.filter(unit__in=found).select_related("by")}
    noted = {(one.unit_id, one.round_id): one for one in ExitGround.objects.filter(unit__in=found)}
    listed = [
        Duty(
            unit=unit,
            round=date,
            state=_state(done.get((unit.pk, date.pk)), date, day=day),
            assessment=done.get((unit.pk, date.pk)),
            exit_ground=noted.get((unit.pk, date.pk)),
        )
        for unit in found
        for date in dates
        if _concerns(unit, date)
    ]
    rank = {"overdue": 0, "open": 1, "ahead": 2, "late": 3, "done": 3}
    return sorted(listed, key=lambda one: (rank[one.state], one.round.due_on, one.unit.pk))


def missed(unit: Unit, date: Round, *, day: dt.date) -> bool:
    """Return whether a unit had to be assessed by a date that has passed, and was not."""
    return _concerns(unit, date) and day > date.due_on and not unit.assessments.filter(round=date).exists()


def is_of(unit: Unit, acting: Membership) -> bool:
    """Return whether a unit belongs to the school of a membership: its own, or a college of its university."""
    organisation = unit.offering.organisation
    return acting.organisation_id in (organisation.pk, organisation.parent_id)


def offerings(text: str, *, limit: int = 30) -> QuerySet[Offering]:
    """Return majors in force, of universities or colleges, found by school or by name or code of the major."""
    found = Offering.objects.filter(until_year=None, organisation__status=Organisation.Status.CONFIRMED)
    for word in text.split()[:4]:
        found = found.filter(
            Q(organisation__name__icontains=word)
            | Q(organisation__parent__name__icontains=word)
            | Q(major__name__icontains=word)
            | Q(major__code__startswith=word[:6])
        )
    ordered = found.select_related("major", "organisation__parent")
    return ordered.order_by("organisation__pinyin", "major__code", "pk")[: limit if text.strip() else 0]


def majors_in(school: Organisation) -> Q:
    """Return the condition on offerings that they are of a school or of one of its colleges."""
    return Q(organisation=school) | Q(organisation__parent=school)


def _of(acting: Membership) -> Q:
    return Q(offering__organisation_id=acting.organisation_id) | Q(
        offering__organisation__parent_id=acting.organisation_id
    )


def _concerns(unit: Unit, date: Round) -> bool:
    return unit.since <= date.due_on and (unit.until is None or unit.until > date.due_on)


def _state(done: Assessment | None, date: Round, *, day: dt.date) -> str:
    from django.utils import timezone

    if done is not None:
        return "late" if timezone.localtime(done.at).date() > date.due_on else "done"
    if day > date.due_on:
        return "overdue"
    return "open" if day >= date.opens_on else "ahead"
