"""Acting on many at once: nothing before the recap is confirmed, each result with its reasons, a double click once."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from ronghe.portal.cases.models import Case, Event
from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"
BULK = reverse("case-bulk", args=[PROGRAMME, "application"])


@pytest.fixture
def three(parties):
    """Return three submitted applications, the first two reviewed, to an item with one place."""
    guide = make.guide(parties, items=[{**make.ITEM, "places": 1, "money": "300000.00"}])
    cases = [make.application(parties, "submitted", guide) for _ in range(3)]
    for case in cases[:2]:
        make.must(case, "review", parties.actor("enterprise"), make.REVIEW_AT, **make.REVIEW)
    return cases


def recap(client, cases, action="shortlist"):
    return client.post(BULK, {"case": [one.number for one in cases], "action": action})


def batch_in(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_the_recap_changes_nothing_and_says_who_would_be_refused_and_why(browser, three):
    events = Event.objects.count()
    page = recap(browser("enterprise"), three).content.decode()

    kept = re.findall(r'name="case" value="([^"]+)"', page)
    assert (kept, "JL-12-R/experts" in page, "quota:item_places" in page) == ([three[0].number], True, True)
    assert Event.objects.count() == events


def test_confirming_performs_and_shows_each_result(browser, three, parties):
    client = browser("enterprise")
    batch = batch_in(recap(client, three).content.decode())
    sent = {"case": [one.number for one in three], "action": "shortlist", "token": batch, "confirm": "1"}

    answer = client.post(BULK, sent)
    page = client.get(answer["Location"]).content.decode()

    assert [make.again(one).state for one in three] == ["shortlisted", "submitted", "submitted"]
    assert (answer.status_code, page.count("未办理"), "quota:item_places" in page) == (303, 3, True)


def test_a_double_click_performs_once_and_keeps_the_reasons(browser, three):
    client = browser("enterprise")
    sent = {
        "case": [one.number for one in three],
        "action": "shortlist",
        "token": batch_in(recap(client, three).content.decode()),
        "confirm": "1",
    }
    answers = [client.post(BULK, sent) for _ in range(2)]

    assert len({one["Location"] for one in answers}) == 1
    assert Event.objects.filter(action="shortlist").count() == 1


def test_all_cases_of_a_batch_are_listed_in_one_notice(browser, parties):
    guides = [make.guide(parties, "in_review", title=f"指南{n}") for n in range(2)]
    client = browser("officer")
    address = reverse("case-bulk", args=[PROGRAMME, "guide"])
    numbers = [one.number for one in guides]
    batch = batch_in(client.post(address, {"case": numbers, "action": "announce"}).content.decode())

    client.post(address, {"case": numbers, "action": "announce", "token": batch, "confirm": "1"})

    assert {one.entries.get().notice_id for one in guides} == {guides[0].entries.get().notice_id}


def test_a_batch_repeated_on_a_later_day_adds_nothing_to_a_period_that_has_begun(browser, parties, clock):
    guides = [make.guide(parties, "in_review", title=f"指南{n}") for n in range(2)]
    client, address = browser("officer"), reverse("case-bulk", args=[PROGRAMME, "guide"])
    sent = {"case": [guides[0].number], "action": "announce", "confirm": "1"}
    sent["token"] = batch_in(client.post(address, {**sent, "confirm": []}).content.decode())
    client.post(address, sent)

    clock(make.APPLY_AT + dt.timedelta(days=1))
    browser("officer").post(address, {**sent, "case": [guides[1].number]})

    first, second = (one.entries.get().notice for one in guides)
    assert (first.opens_on, second.opens_on) == (dt.date(2024, 10, 28), dt.date(2024, 10, 29))


@pytest.mark.parametrize("action", ["review", "recommend_all", "approve"])
def test_what_is_no_bulk_action_of_the_role_is_not_there(browser, three, action):
    assert recap(browser("enterprise"), three, action).status_code == 404


def test_nothing_marked_leads_back_to_the_list(browser):
    answer = browser("enterprise").post(BULK, {"action": "shortlist"})

    assert (answer.status_code, answer["Location"]) == (303, reverse("case-list", args=[PROGRAMME, "application"]))


def test_cases_of_others_are_left_out_and_counted(browser, parties, three):
    strangers = make.Parties.__new__(make.Parties)
    strangers.__dict__ = {**parties.__dict__, "enterprise": make.member(make.organisation("enterprise"), "officer")}
    foreign = make.application(strangers, "submitted", make.guide(strangers))

    page = recap(browser("enterprise"), [foreign]).content.decode()

    assert (foreign.title in page.split("<form")[0], "有 1 件已不在您可办理的范围内" in page) == (False, True)


def test_results_of_another_session_are_not_there(browser, parties, three):
    client = browser("enterprise")
    batch = batch_in(recap(client, three).content.decode())
    sent = {"case": [three[0].number], "action": "shortlist", "token": batch, "confirm": "1"}
    address = client.post(BULK, sent)["Location"]

    assert browser("enterprise").get(address).status_code == 404
    assert Case.objects.filter(state="shortlisted").count() == 1
