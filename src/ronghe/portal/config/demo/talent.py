"""What the demo shows of supply and demand: resources, terms, units with dates, a published standard; all invented."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations.models import Membership, Offering
from ronghe.portal.talent.commands import matching, resources, standards, terms
from ronghe.portal.talent.commands.resources import Offered
from ronghe.portal.talent.models import Assessment, Resource, Round, Standard, Term, Unit
from ronghe.portal.talent.opened import state
from ronghe.portal.talent.products import data_of
from ronghe.portal.talent.queries.matching import majors_in
from ronghe.portal.talent.rows import digest

_TEXTS = Path(__file__).with_name("talent.yaml")
_DAY = dt.timedelta(days=1)
MOST_UNITS = 3


def settle(now: dt.datetime) -> None:
    """Store what is not there yet and can be; standards and assessments wait for a built state."""
    people = {
        one.user.username: one
        for one in Membership.objects.filter(
            user__is_demo=True, user__username__startswith="demo-m", status=Membership.Status.ACTIVE
        ).select_related("user", "organisation")
    }
    if not {"demo-ministry", "demo-ministry-expert", "demo-moe-enterprise", "demo-moe-university"} <= set(people):
        return
    texts = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    with transaction.atomic():
        if not Resource.objects.exists():
            for at, one in enumerate(texts["resources"]):
                _offer(one, people=people, at=now - (60 - 7 * at) * _DAY)
        if not Term.objects.exists():
            terms.load(content=texts["terms"].encode(), source="示例新词.csv", at=now - 3 * _DAY)
        if not Unit.objects.exists():
            _plan(people, now=now)
        if state() is not None:
            _publish(texts["standards"], people=people, now=now)
            _assess(people, now=now)


def _offer(one: dict[str, Any], *, people: dict[str, Membership], at: dt.datetime) -> None:
    """Store a resource and bring it into the state that it shall be in."""
    by, office = people[one["by"]], people["demo-ministry"]
    given: dict[str, Any] = {name: tuple(one.get(name, ())) for name in ("majors", "occupations", "skills")}
    given |= {name: one.get(name, "") for name in ("form", "title", "summary", "licence", "terms", "address")}
    found = resources.save(resource=None, acting=by, offered=Offered(**given), revision=0, at=at)
    if isinstance(found, Refused):
        raise ValueError(f"{one['title']}: {found.problems}")
    if one["state"] != "draft":
        resources.submit(resource_id=found.pk, acting=by, at=at + _DAY)
    if one["state"] == "published":
        resources.publish(resource_id=found.pk, acting=office, at=at + 3 * _DAY, revision=found.revision + 1)
    if one["state"] == "returned":
        resources.send_back(resource_id=found.pk, acting=office, reason=one["reason"], at=at + 3 * _DAY)


def _plan(people: dict[str, Membership], *, now: dt.datetime) -> None:
    """Take majors of the demo's university in, and plan dates of which the first has passed and the second is open."""
    office, school = people["demo-ministry"], people["demo-moe-university"].organisation
    offerings = list(Offering.objects.filter(majors_in(school), until_year=None).order_by("major__code")[:MOST_UNITS])
    since = (now - 300 * _DAY).date()
    for one in offerings:
        matching.take_in(offering_id=one.pk, acting=office, since=since, at=now - 300 * _DAY)
    if offerings and not Round.objects.exists():
        matching.plan(acting=office, first=(now - 150 * _DAY).date(), months=6, count=3, window=45, at=now - 290 * _DAY)


def _publish(occupations: list[str], *, people: dict[str, Membership], now: dt.datetime) -> None:
    """Draft standards and publish all but the last."""
    if Standard.objects.exists():
        return
    expert, office = people["demo-ministry-expert"], people["demo-ministry"]
    drafted = [standards.draft(occupation=one, acting=expert, at=now - 9 * _DAY) for one in occupations]
    for one in [one for one in drafted if isinstance(one, Standard)][:-1]:
        standards.submit(standard_id=one.pk, acting=expert, at=now - 5 * _DAY)
        standards.review(
            standard_id=one.pk, acting=office, act="publish", reason="", revision=one.revision + 1, at=now - 2 * _DAY
        )


def _assess(people: dict[str, Membership], *, now: dt.datetime) -> None:
    """Let all units but the last take part in the first date."""
    first = Round.objects.order_by("due_on").first()
    if first is None or Assessment.objects.exists():
        return
    units = Unit.objects.select_related("offering__organisation__parent", "offering__major").order_by("pk")
    at = now - dt.timedelta(days=(now.date() - first.due_on).days + 4)
    for unit in list(units)[:-1]:
        matching.take_part(
            unit_id=unit.pk,
            round_id=first.pk,
            acting=people["demo-moe-university"],
            confirmed=True,
            seen=digest(data_of(unit.offering.organisation, unit.offering.major.code)),
            at=at,
            day=at.date(),
        )
