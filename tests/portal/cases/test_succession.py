"""A successor takes its place in every case; a leader who leaves is noticed by those in charge."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases import commands
from ronghe.portal.cases.commands import Merged
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, CaseParty, Event, Message, Quota, QuotaEntry, QuotaPlace
from ronghe.portal.cases.queries.left import leaders_left
from ronghe.portal.organisations import commands as organisations
from ronghe.portal.organisations.models import Membership, Organisation
from tests.portal import factories as make

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
AT = dt.datetime(2025, 3, 1, 10, tzinfo=make.ZONE)


def _merge(parties: make.Parties, into: Organisation, *, reason: str = "示例函〔2025〕3号") -> Merged | Refused:
    closing = parties.teacher.organisation_id
    return commands.merge(
        organisation_id=closing, into_id=into.pk, acting=parties.officer, reason=reason, at=AT, day=AT.date()
    )


def _as(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


@pytest.mark.requirement("MOE-13")
def test_the_successor_takes_over_every_case_and_the_record_says_so() -> None:
    parties, into = make.Parties(), make.organisation("university")
    project = make.project(parties, "running")
    before = dict(Event.objects.filter(case=project).values_list("sequence", "digest"))

    done = _merge(parties, into)

    assert isinstance(done, Merged)
    assert done.cases == 2  # the application and its project
    assert not CaseParty.objects.filter(organisation=parties.teacher.organisation).exists()
    assert set(Case.objects.filter(pk__in=[project.pk, project.parent_id]).values_list("owner_id", flat=True)) == {
        into.pk
    }
    last = Event.objects.filter(case=project).latest("sequence")
    assert (last.action, last.source, last.target) == ("succeed", "running", "running")
    assert (
        dict(Event.objects.filter(case=project, sequence__lte=len(before)).values_list("sequence", "digest")) == before
    )
    assert broken_cases()[1] == []
    assert Message.objects.filter(case=project, organisation=into, zh__contains="已并入").count() == 1


def test_the_project_goes_on_at_the_successor_with_the_same_people() -> None:
    parties, into = make.Parties(), make.organisation("university")
    project = make.project(parties, "running")
    _merge(parties, into)
    office = Membership.objects.get(user=parties.office.user, organisation=into)
    parties.office = office

    files = make.attached(project, parties.actor("office"))
    case = make.must(
        project, "record_delivery", parties.actor("office"), make.FINISH_AT,
        kind="money", amount="30000.00", received_on="2025-03-01", evidence=files,
    )  # fmt: skip

    assert case.owner_id == into.pk
    page = _as(office).get(reverse("case", args=[project.number])).content.decode()
    assert "单位合并，由新单位承接" in page
    assert "示例函〔2025〕3号" in page


def test_places_held_within_the_bounds_of_the_old_organisation_are_held_within_the_new_ones() -> None:
    parties, into = make.Parties(), make.organisation("university")
    project = make.project(parties, "running")
    bounds = {"programme": parties.version.programme, "base": parties.version, "name": "of_a_university"}
    old = Quota.objects.create(**bounds, scope=f"o{parties.teacher.organisation_id}/y2025")
    QuotaPlace.objects.create(quota=old, case=project, taken_at=AT)

    _merge(parties, into)

    place = QuotaPlace.objects.get(case=project, quota__name="of_a_university")
    assert place.quota.scope == f"o{into.pk}/y2025"
    entries = QuotaEntry.objects.filter(case=project, quota__name="of_a_university").order_by("pk")
    assert list(entries.values_list("change", "balance")) == [(-1, 0), (1, 1)]


def test_without_a_reason_nothing_happens() -> None:
    parties, into = make.Parties(), make.organisation("university")
    make.project(parties, "running")

    assert isinstance(_merge(parties, into, reason=" "), Refused)
    assert not Event.objects.filter(action="succeed").exists()
    assert Membership.objects.filter(organisation=parties.teacher.organisation, status="active").count() == 2


def test_the_case_page_says_what_the_university_was_called_when_the_case_began() -> None:
    parties = make.Parties()
    application = make.application(parties, "submitted")
    old = parties.teacher.organisation.name
    organisations.rename_organisation(
        organisation_id=parties.teacher.organisation_id,
        acting=parties.officer,
        name="示例更名大学",
        reason="示例函〔2025〕4号",
        day=AT.date(),
    )

    page = _as(parties.office).get(reverse("case", args=[application.number])).content.decode()

    assert f"立案时名称：{old}" in page
    assert "示例更名大学" in page


@pytest.mark.requirement("MOE-13")
def test_a_leader_who_leaves_is_noticed_until_the_case_ends() -> None:
    parties = make.Parties()
    project = make.project(parties, "running")
    assert leaders_left(parties.office, AT) == []

    organisations.end_membership(membership_id=parties.teacher.pk, acting=parties.office, reason="调离", day=AT.date())

    assert [one.url_args for one in leaders_left(parties.office, AT)] == [(project.number,)]
    assert leaders_left(parties.enterprise, AT) == []
    assert "负责人已离开本单位" in _as(parties.office).get(reverse("work")).content.decode()
    Case.objects.filter(pk=project.pk).update(state="closed")
    assert leaders_left(parties.office, AT) == []


@pytest.mark.parametrize("count", [1, 3])
def test_finding_those_without_a_leader_takes_one_query_at_any_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parties = make.Parties()
    project = make.project(parties, "running")
    for number in range(1, count):
        parties_of = list(project.parties.all())
        copy = Case.objects.get(pk=project.pk)
        copy.pk, copy.number = None, f"COPY-{number}"
        copy.save(force_insert=True)
        for one in parties_of:
            CaseParty.objects.create(case=copy, party=one.party, organisation_id=one.organisation_id, admitted=True)
    Membership.objects.filter(pk=parties.teacher.pk).update(status="ended", until=AT.date())
    leaders_left(parties.office, AT)

    with django_assert_num_queries(3):
        assert len(leaders_left(parties.office, timezone.now())) == count


def test_a_department_renames_and_merges_on_its_pages_after_a_recap() -> None:
    parties, into = make.Parties(), make.organisation("university", name="示例承接大学")
    make.project(parties, "running")
    closing, client = parties.teacher.organisation, _as(parties.officer)
    listed = client.get(reverse("register-succession"), {"q": closing.name}).content.decode()
    assert reverse("organisation-merge", args=[closing.pk]) in listed

    page = reverse("organisation-merge", args=[closing.pk])
    empty = client.post(page, {"into": into.pk, "reason": "", "step": "recap"})
    recap = client.post(page, {"into": into.pk, "reason": "示例函", "step": "recap"}).content.decode()
    assert (empty.status_code, "此操作不能撤销" in recap) == (422, True)
    assert Organisation.objects.get(pk=closing.pk).merged_into is None
    client.post(page, {"into": into.pk, "reason": "示例函", "step": "confirm"})
    assert Organisation.objects.get(pk=closing.pk).merged_into == into

    page = reverse("organisation-rename", args=[into.pk])
    client.post(page, {"name": "示例承接新大学", "name_en": "", "reason": "示例函", "step": "recap"})
    assert Organisation.objects.get(pk=into.pk).name == "示例承接大学"
    client.post(page, {"name": "示例承接新大学", "name_en": "", "reason": "示例函", "step": "confirm"})
    assert Organisation.objects.get(pk=into.pk).name == "示例承接新大学"
    assert _as(parties.office).get(page).status_code in (302, 404)
