"""What the demo shows of supply and demand: stored once, and only what can be."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from ronghe.portal.config.demo import talent
from ronghe.portal.organisations.models import Major, Offering
from ronghe.portal.talent.models import Resource, Round, Standard, Term, Unit
from tests.portal.factories import member, organisation, person

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


def test_without_its_people_nothing_is_stored() -> None:
    talent.settle(NOW)

    assert (Resource.objects.count(), Term.objects.count()) == (0, 0)


def test_it_is_stored_once_and_standards_wait_for_data(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    settings.INSIGHT = tmp_path
    ministry, university = organisation("ministry"), organisation("university")
    for name, where, role in (
        ("demo-ministry", ministry, "officer"),
        ("demo-ministry-expert", ministry, "expert"),
        ("demo-moe-enterprise", organisation("enterprise"), "officer"),
        ("demo-moe-university", university, "project_office"),
    ):
        member(where, role, person(username=name, is_demo=True))
    major = Major.objects.create(
        catalogue="undergraduate", edition="2025", code="080901", name="示例", class_code="0809", discipline_code="08"
    )
    Offering.objects.create(organisation=university, major=major, since_year=2000)

    talent.settle(NOW)
    talent.settle(NOW)

    assert Counter(Resource.objects.values_list("state", flat=True)) == {
        "published": 5,
        "submitted": 1,
        "returned": 1,
        "draft": 1,
    }
    assert (Term.objects.count(), Unit.objects.count(), Round.objects.count(), Standard.objects.count()) == (
        10,
        1,
        3,
        0,
    )
