"""Units are assessed at regular dates, and majors are adjusted with the evidence (TAL-11, TAL-14)."""

import datetime as dt
import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Major, Membership, Offering
from ronghe.portal.talent.models import Assessment, ExitGround, MajorDecision, Round, Unit
from tests.portal.factories import member, organisation
from tests.web.talent.conftest import MAJOR, OCCUPATION

pytestmark = pytest.mark.django_db
As = Callable[[Membership], Client]
Today = Callable[[dt.date], None]
OPEN, LATE = dt.date(2026, 5, 20), dt.date(2026, 6, 15)


@pytest.fixture
def centre() -> Membership:
    return member(organisation("agency"), "officer")


def _planned(client: Client, school: Membership) -> Unit:
    """Take the school's major in and plan two dates, the first on 2026-06-01, half a year apart."""
    offering = Offering.objects.get(organisation=school.organisation)
    client.post(reverse("talent-units"), {"offering": offering.pk, "since": "2026-01-01"})
    client.post(reverse("talent-plan"), {"first": "2026-06-01", "months": "6", "count": "2", "window": "30"})
    return Unit.objects.get()


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


@pytest.mark.requirement("TAL-14")
def test_a_unit_confirms_its_data_and_is_assessed_once_with_history(
    built: Path, as_member: As, school: Membership, centre: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    unit = _planned(as_member(centre), school)
    first = Round.objects.order_by("due_on")[0]
    client, path = as_member(school), reverse("talent-taking-part", args=[unit.pk, first.pk])
    seen = _seen(client.get(path).content.decode())
    bare = client.post(path, {"seen": seen})
    stale = client.post(path, {"confirmed": "1", "seen": "sha256:0"})
    client.post(path, {"confirmed": "1", "seen": seen})
    client.post(path, {"confirmed": "1", "seen": seen})
    done = Assessment.objects.get()
    page = as_member(centre).get(reverse("talent-unit", args=[unit.pk])).content.decode()

    assert [one.due_on.isoformat() for one in Round.objects.order_by("due_on")] == ["2026-06-01", "2026-12-01"]
    assert (bare.status_code, stale.status_code, done.by_id) == (422, 422, school.user_id)
    assert (done.result["data"]["plan"]["courses"], len(done.result["scores"])) == (2, 5)
    # Too little of the weight is known in this small store, so the page withholds the whole and says why.
    assert (done.value, "数据不足，不给出匹配度" in page, "能力匹配" in page) == (None, True, True)


@pytest.mark.requirement("TAL-14")
def test_a_date_let_pass_is_overdue_to_both_and_can_be_noted_as_a_ground_to_exit(
    built: Path, as_member: As, school: Membership, centre: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    running = as_member(centre)
    unit = _planned(running, school)
    first = Round.objects.order_by("due_on")[0]
    path = reverse("talent-unit", args=[unit.pk])
    early = running.post(path, {"round": first.pk, "reason": "未参加"})
    china_today(LATE)
    running = as_member(centre)  # the earlier log-in has ended
    pages = [as_member(one).get(reverse("talent-matching")).content.decode() for one in (school, centre)]
    bare = running.post(path, {"round": first.pk, "reason": ""})
    forbidden = as_member(school).post(path, {"round": first.pk, "reason": "x"})
    running.post(path, {"round": first.pk, "reason": "两次催办未参加"})

    assert (early.status_code, bare.status_code, forbidden.status_code) == (422, 422, 404)
    assert ["rh-tag-bad" in one and "已逾期" in one for one in pages] == [True, True]
    assert [one.reason for one in ExitGround.objects.all()] == ["两次催办未参加"]


@pytest.mark.requirement("TAL-14")
def test_without_data_nobody_is_assessed_and_before_it_opens_neither(
    as_member: As, school: Membership, centre: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    unit = _planned(as_member(centre), school)
    first, second = Round.objects.order_by("due_on")
    answers = []
    for one in (first, second):
        path = reverse("talent-taking-part", args=[unit.pk, one.pk])
        seen = _seen(as_member(school).get(path).content.decode())
        answers.append(as_member(school).post(path, {"confirmed": "1", "seen": seen}).content.decode())

    assert ("还没有供需数据" in answers[0], "尚未开放" in answers[1], Assessment.objects.count()) == (True, True, 0)


def test_what_was_assessed_never_changes(
    built: Path, as_member: As, school: Membership, centre: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    unit = _planned(as_member(centre), school)
    path = reverse("talent-taking-part", args=[unit.pk, Round.objects.order_by("due_on")[0].pk])
    client = as_member(school)
    client.post(path, {"confirmed": "1", "seen": _seen(client.get(path).content.decode())})

    with pytest.raises(DatabaseError), transaction.atomic():
        Assessment.objects.update(value=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.update(since=dt.date(2027, 1, 1))


def test_a_plan_that_makes_no_sense_is_refused_with_all_reasons(as_member: As, centre: Membership) -> None:
    answer = as_member(centre).post(reverse("talent-plan"), {"first": "x", "months": "0", "count": "99", "window": ""})

    page = answer.content.decode()
    assert [f'id="id-{one}-problems"' in page for one in ("first", "months", "count", "window")] == [True] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_duties_needs_the_same_queries_at_any_length(
    as_member: As,
    school: Membership,
    centre: Membership,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        code = f"08090{number + 2}"
        major = Major.objects.create(
            catalogue="undergraduate", edition="2025", code=code, name=code, class_code="0809", discipline_code="08"
        )
        offering = Offering.objects.create(organisation=school.organisation, major=major, since_year=2000)
        as_member(centre).post(reverse("talent-units"), {"offering": offering.pk, "since": "2020-01-01"})
    as_member(centre).post(reverse("talent-plan"), {"first": "2026-06-01", "months": "6", "count": "2", "window": "30"})
    client = as_member(centre)
    client.get(reverse("talent-matching"))

    with django_assert_num_queries(8):
        page = client.get(reverse("talent-matching")).content.decode()

    assert page.count('class="rh-title"') == 2 * count


def test_others_see_neither_units_nor_majors(as_member: As, school: Membership, centre: Membership) -> None:
    unit = _planned(as_member(centre), school)
    client = as_member(member(organisation("university"), "project_office"))
    teacher = as_member(member(school.organisation, "teacher"))

    assert client.get(reverse("talent-unit", args=[unit.pk])).status_code == 404
    assert [client.get(reverse(one)).status_code for one in ("talent-units", "talent-plan")] == [404, 404]
    assert [teacher.get(reverse(one)).status_code for one in ("talent-majors", "talent-matching")] == [404, 404]


@pytest.mark.requirement("TAL-11")
def test_a_university_sees_advice_with_evidence_and_notes_its_own_decision(
    built: Path, as_member: As, school: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    client, path = as_member(school), reverse("talent-major", args=[MAJOR])
    listed = client.get(reverse("talent-majors")).content.decode()
    page = client.get(path).content.decode()
    seen = _seen(page)
    bare = client.post(path, {"seen": seen, "year": "1999"}).content.decode()
    stale = client.post(
        path, {"seen": "sha256:0", "year": "2027", "answer": "adopt", "step": "keep", "reason": "会议讨论"}
    )
    client.post(path, {"seen": seen, "year": "2027", "answer": "decline", "step": "reform", "reason": "会议讨论"})
    done = MajorDecision.objects.get()

    assert (MAJOR in listed, "88.9%" in page, stale.status_code) == (True, True, 422)
    assert [f'id="id-{one}-problems"' in bare for one in ("year", "answer", "step", "reason")] == [True] * 4
    assert (done.answer, done.step, done.evidence["major"], done.by_id) == ("decline", "reform", MAJOR, school.user_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        MajorDecision.objects.update(reason="x")


@pytest.mark.requirement("TAL-15")
def test_what_is_behind_advice_and_assessments_leads_to_the_ads_of_their_state(
    built: Path, as_member: As, school: Membership, centre: Membership, china_today: Today
) -> None:
    china_today(OPEN)
    unit = _planned(as_member(centre), school)
    client = as_member(school)
    path = reverse("talent-taking-part", args=[unit.pk, Round.objects.order_by("due_on")[0].pk])
    client.post(path, {"confirmed": "1", "seen": _seen(client.get(path).content.decode())})
    pages = [reverse("talent-major", args=[MAJOR]), reverse("talent-unit", args=[unit.pk])]
    found = [re.findall(r'href="(/observatory/why/[^"]*)"', client.get(one).content.decode()) for one in pages]
    state = Assessment.objects.get().snapshot

    assert all(f"snapshot={state}" in one for each in found for one in each)
    assert [bool(each) for each in found] == [True, True]
    ads = [client.get(html.unescape(one)).content.decode() for one in {*found[0], *found[1]} if OCCUPATION in one]
    assert ads
    assert all("<mark" in one for one in ads)


@pytest.mark.requirement("TAL-11")
def test_without_data_there_is_no_advice_and_the_page_says_so(as_member: As, school: Membership) -> None:
    page = as_member(school).get(reverse("talent-major", args=[MAJOR])).content.decode()

    assert "还没有供需数据" in page
