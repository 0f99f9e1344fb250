"""What must always hold of organisations, memberships and marks is held by the database."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from ronghe.portal.organisations.models import Mark, Membership, Organisation
from tests.portal.factories import member, organisation, person

pytestmark = pytest.mark.django_db
CODE = "91000000MA0000007C"


@pytest.mark.parametrize(
    ("constraint", "kind", "values"),
    [
        ("organisations_code_is_normalised", "enterprise", {"code": "91000000ma0000003y"}),
        ("organisations_code_is_normalised", "enterprise", {"code": "91000000"}),
        ("organisations_school_code_of_a_university", "enterprise", {"school_code": "4122010183"}),
        ("organisations_province", "enterprise", {"province": "99"}),
        ("organisations_department_has_province", "provincial_department", {"province": ""}),
        ("organisations_college_has_parent", "college", {}),
        ("organisations_refusal_has_reason", "enterprise", {"status": "refused"}),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(constraint: str, kind: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        organisation(kind, **values)


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("organisations_name_once", {"name": "示例一"}),
        ("organisations_code_once", {"name": "示例二", "code": CODE}),
    ],
)
def test_name_and_code_belong_to_one_organisation(constraint: str, values: dict[str, Any]) -> None:
    organisation("enterprise", name="示例一", code=CODE)

    with pytest.raises(IntegrityError, match=constraint):
        organisation("enterprise", **values)


def test_what_was_refused_can_be_registered_again() -> None:
    organisation("enterprise", name="示例一", code=CODE, status="refused", status_reason="执照不符")

    assert organisation("enterprise", name="示例一", code=CODE).status == "confirmed"


def test_a_province_has_one_department_in_charge() -> None:
    organisation("provincial_department", province="22")

    with pytest.raises(IntegrityError, match="organisations_one_department_in_charge"):
        organisation("provincial_department", province="22")


def test_colleges_of_two_universities_may_have_the_same_name() -> None:
    colleges = [organisation("college", name="软件学院", parent=organisation("university")) for _ in range(2)]

    assert len({one.pk for one in colleges}) == 2


def test_a_role_is_held_once_but_may_be_held_again_after_it_ended() -> None:
    held = member(organisation("university"), "teacher")
    again = {"user": held.user, "organisation": held.organisation, "role": "teacher"}

    with pytest.raises(IntegrityError, match="organisations_role_held_once"), transaction.atomic():
        Membership.objects.create(**again)
    held.status, held.until = Membership.Status.ENDED, held.since
    held.save()

    assert Membership.objects.create(**again).status == "pending"


@pytest.mark.parametrize(
    "values",
    [
        {"status": "active"},
        {"status": "pending", "since": dt.date(2024, 1, 1)},
        {"status": "ended", "since": dt.date(2024, 1, 2), "until": dt.date(2024, 1, 1)},
    ],
)
def test_status_and_days_of_a_membership_belong_together(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="organisations_membership_period"):
        Membership.objects.create(user=person(), organisation=organisation("university"), role="teacher", **values)


def test_an_organisation_with_people_cannot_be_deleted() -> None:
    held = member(organisation("university"), "teacher")

    with pytest.raises(ProtectedError):
        held.organisation.delete()


@pytest.mark.parametrize(
    ("values", "programme", "day", "counts"),
    [
        ({}, "jl", dt.date(2024, 5, 1), True),
        ({}, "jl", dt.date(2024, 4, 30), False),
        ({"until": dt.date(2024, 6, 1)}, "jl", dt.date(2024, 6, 1), True),
        ({"until": dt.date(2024, 6, 1)}, "jl", dt.date(2024, 6, 2), False),
        ({"programme": "jl"}, "jl", dt.date(2024, 5, 1), True),
        ({"programme": "other"}, "jl", dt.date(2024, 5, 1), False),
        ({"lifted_on": dt.date(2024, 7, 1)}, "jl", dt.date(2024, 6, 30), True),
        ({"lifted_on": dt.date(2024, 7, 1)}, "jl", dt.date(2024, 7, 1), False),
    ],
)
def test_a_mark_counts_on_its_days_and_in_its_programme(
    values: dict[str, Any], programme: str, day: dt.date, counts: bool
) -> None:
    office, marked = person(), organisation("enterprise")
    if "lifted_on" in values:
        values = {**values, "lifted_by": office, "lifted_reason": "已改正"}
    Mark.objects.create(
        organisation=marked,
        **{"kind": "exclusion", "reason": "虚假申报", "since": dt.date(2024, 5, 1), "recorded_by": office, **values},
    )

    found = Mark.objects.in_force(organisations=[marked, organisation("enterprise")], programme=programme, day=day)

    assert found.exists() is counts


def test_names_are_sorted_as_they_are_spoken() -> None:
    for name in ("重庆大学", "吉林大学", "北华大学", "长春大学"):
        organisation("university", name=name)

    assert [one.name for one in Organisation.objects.filter(kind="university")] == [
        "北华大学",
        "长春大学",
        "重庆大学",
        "吉林大学",
    ]
