"""Whatever waits for a decision on organisations or people is in the inbox of whoever decides, and of nobody else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.cases.inbox import InboxItem
from ronghe.portal.organisations.models import Membership
from ronghe.portal.web.accounts.decisions import decisions_waiting
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
AT = dt.datetime(2024, 9, 2, 10, tzinfo=dt.UTC)


@pytest.mark.requirement("CM-03")
def test_the_province_finds_organisations_and_people_in_one_list() -> None:
    department = member(province(), "officer")
    enterprise = organisation("enterprise", status="pending", name="示例智造", code="91220100MA00000152", created_at=AT)
    office = Membership.objects.create(
        user=person(name="示例·乙"), organisation=organisation("university", name="示例大学"), role="project_office",
        created_at=AT,
    )  # fmt: skip

    assert decisions_waiting(department, timezone.now()) == [
        InboxItem(
            title="单位待核实：示例智造",
            detail="91220100MA00000152",
            url_name="organisation-examine",
            url_args=(str(enterprise.pk),),
            since=AT,
            due_at=None,
            kind="organisation",
        ),
        InboxItem(
            title=f"人员待确认：{office.user.name}",
            detail="项目管理部门 · 示例大学",
            url_name="organisation",
            url_args=(),
            since=AT,
            due_at=None,
            kind="membership",
        ),
    ]


@pytest.mark.requirement("CM-02", "CM-03")
@pytest.mark.parametrize("who", ["teacher", "other university", "enterprise"])
def test_nobody_else_is_told_who_waits(who: str) -> None:
    university = organisation("university")
    Membership.objects.create(user=person(), organisation=university, role="teacher")
    organisation("enterprise", status="pending")
    acting = {
        "teacher": lambda: member(university, "teacher"),
        "other university": lambda: member(organisation("university"), "project_office"),
        "enterprise": lambda: member(organisation("enterprise"), "officer"),
    }[who]()

    assert decisions_waiting(acting, timezone.now()) == []


def test_what_waits_is_on_the_page_of_the_project_office_until_it_is_decided(client: Client) -> None:
    office = member(organisation("university"), "project_office")
    asked = Membership.objects.create(user=person(name="示例·丁"), organisation=office.organisation, role="teacher")
    client.force_login(office.user, backend=BACKEND)

    before = client.get(reverse("work")).content.decode()
    client.post(reverse("member-decide", args=[asked.pk]), {"decision": "confirm"})
    after = client.get(reverse("work")).content.decode()

    assert ("人员待确认：示例·丁" in before, "人员待确认" in after) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_find_everything(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    department = member(province(), "officer")
    for _ in range(count):
        organisation("enterprise", status="pending")
        Membership.objects.create(user=person(), organisation=organisation("enterprise"), role="officer")

    with django_assert_num_queries(2):
        assert len(decisions_waiting(department, timezone.now())) == 2 * count
