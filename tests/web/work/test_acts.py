"""Acting from a page: once, with every reason when refused, and nothing lost."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ronghe.portal.cases.models import Case, Event
from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"


def act(case, action):
    return reverse("case-act", args=[case.number, action])


def token(**more):
    return {"token": str(uuid.uuid4()), **more}


def test_an_allowed_act_is_performed_and_leads_back_to_the_case(browser, parties):
    case = make.application(parties, "at_university")

    answer = browser("office").post(act(case, "apply"), token())

    assert (answer.status_code, answer["Location"], make.again(case).state) == (
        303,
        reverse("case", args=[case.number]),
        "submitted",
    )


def test_after_an_act_that_hides_the_case_one_is_back_at_the_inbox(browser, parties):
    case = make.application(parties, "at_university")

    answer = browser("office").post(act(case, "send_back"), token(reasons="请补充预算。"))

    assert (answer.status_code, answer["Location"], make.again(case).state) == (303, reverse("work"), "draft")


def test_a_double_click_performs_once(browser, parties):
    case = make.application(parties, "submitted")
    client, sent = browser("enterprise"), token(**make.REVIEW)

    answers = [client.post(act(case, "review"), sent).status_code for _ in range(2)]

    assert (answers, Event.objects.filter(case=case, action="review").count()) == ([303, 303], 1)


def test_a_refusal_shows_every_rule_with_its_clause_and_keeps_what_was_filled_in(browser, parties):
    case = Case.objects.get(parent=make.application(parties, "approved"), kind="project")
    sent = {**make.AGREEMENT, "money": "10000.00", "ip_owner": "", "ip_terms": "", "sharing_terms": "双方共享。"}

    answer = browser("office").post(act(case, "agree"), token(signed_copy=make.upload(), **sent))
    page = answer.content.decode()

    shown = [one in page for one in ("JL-14-P/money", "JL-16/owner", "JL-16/terms", "二（四）", "双方共享。")]
    assert (answer.status_code, shown, make.again(case).kept) == (422, [True] * 5, {})


def test_a_file_of_a_refused_act_need_not_be_sent_again(browser, parties):
    case = Case.objects.get(parent=make.application(parties, "approved"), kind="project")
    client = browser("office")
    client.post(act(case, "agree"), token(signed_copy=make.upload("协议.pdf"), **{**make.AGREEMENT, "money": "1"}))
    digest = case.attachments.get().digest

    answer = client.post(act(case, "agree"), token(**make.AGREEMENT, **{"kept-signed_copy": digest}))

    assert (answer.status_code, make.again(case).kept["agreement"]["signed_copy"]["name"]) == (303, "协议.pdf")


@pytest.mark.parametrize("day", ["2024-10-24T23:59:00+08:00", "2024-11-02T00:00:00+08:00"])
def test_outside_the_window_the_refusal_names_it(browser, parties, clock, day):
    case = make.application(parties, "at_university")
    clock(dt.datetime.fromisoformat(day))

    answer = browser("office").post(act(case, "apply"), token())

    assert (answer.status_code, "window:application" in answer.content.decode(), make.again(case).state) == (
        422,
        True,
        "at_university",
    )


def test_an_incomplete_form_is_refused_with_the_way_to_it(browser, parties):
    parent = make.guide(parties)
    case = make.begun(parties, "application", "teacher", make.APPLY_AT, parent_id=parent.pk, item=0)

    answer = browser("teacher").post(act(case, "send"), token())
    page = answer.content.decode()

    assert (answer.status_code, "form:title" in page, reverse("case-check", args=[case.number]) in page) == (
        422,
        True,
        True,
    )


def test_a_post_without_a_token_is_none_of_our_pages(browser, parties):
    case = make.application(parties, "at_university")

    assert (browser("office").post(act(case, "apply")).status_code, make.again(case).state) == (404, "at_university")


def test_beginning_opens_a_draft_once_and_leads_to_its_form(browser, parties):
    parent = make.guide(parties)
    client, sent = browser("teacher"), token(parent=parent.number, item="0")
    address = reverse("case-begin", args=[PROGRAMME, "application"])

    answers = [client.post(address, sent) for _ in range(2)]
    case = Case.objects.get(kind="application")

    assert [(one.status_code, one["Location"]) for one in answers] == [
        (303, reverse("case-form", args=[case.number]))
    ] * 2


def test_beginning_under_a_guide_that_is_not_published_is_impossible(browser, parties):
    parent = make.guide(parties, "announced")
    address = reverse("case-begin", args=[PROGRAMME, "application"])

    assert browser("teacher").post(address, token(parent=parent.number, item="0")).status_code == 404


def test_a_refused_beginning_shows_the_rule(browser, parties):
    answer = browser("enterprise").post(reverse("case-begin", args=[PROGRAMME, "guide"]), token())

    assert (answer.status_code, "JL-01-Q" in answer.content.decode(), Case.objects.count()) == (422, True, 0)


def test_a_role_that_begins_nothing_of_a_kind_finds_no_such_page(browser):
    assert browser("office").get(reverse("case-begin", args=[PROGRAMME, "application"])).status_code == 404


def test_a_page_that_has_begun_a_case_cannot_make_another_act_look_done(browser, parties):
    """The token of a page stands for one act of one person: elsewhere it is a page of its own."""
    client, sent = browser("teacher"), token(parent=make.guide(parties).number, item="0")
    client.post(reverse("case-begin", args=[PROGRAMME, "application"]), sent)
    case = Case.objects.get(kind="application")

    client.post(act(case, "withdraw"), {"token": sent["token"]})

    assert make.again(case).state == "withdrawn"


def test_a_token_used_for_one_case_serves_another(browser, parties):
    guide = make.guide(parties)
    cases, sent = [make.application(parties, "at_university", guide) for _ in range(2)], token(reasons="请补充预算。")
    client = browser("office")

    answers = [client.post(act(case, "send_back"), sent) for case in cases]

    assert [one.status_code for one in answers] == [303, 303]
    assert [make.again(case).state for case in cases] == ["draft", "draft"]


def test_somebody_elses_token_opens_a_case_of_ones_own(browser, parties):
    address, sent = reverse("case-begin", args=[PROGRAMME, "application"]), token(parent=make.guide(parties).number)
    first = browser("teacher").post(address, {**sent, "item": "0"})
    other = Client()
    other.force_login(make.member(parties.teacher.organisation, "teacher").user, settings.AUTHENTICATION_BACKENDS[-1])

    second = other.post(address, {**sent, "item": "0"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] != second["Location"]
