"""Nobody reaches what is not theirs, whatever address they guess; nothing happens without a log-in or a token."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ronghe.portal.cases.models import Event
from tests.portal import factories as make

PROGRAMME = "jl-collaborative-projects"


def addresses(case):
    """Return every address of a case, with a file of it."""
    number = case.number
    return [
        reverse("case", args=[number]),
        reverse("case-form", args=[number]),
        reverse("case-section", args=[number, "basics"]),
        reverse("case-check", args=[number]),
        reverse("case-act", args=[number, "send"]),
        reverse("case-act", args=[number, "withdraw"]),
        reverse("attachment", args=[case.attachments.get().key]),
    ]


def posts(case):
    """Return every address of a case that takes a POST."""
    number = case.number
    return [
        reverse("case-section", args=[number, "basics"]),
        reverse("case-section-save", args=[number, "basics"]),
        reverse("case-act", args=[number, "send"]),
        reverse("case-act", args=[number, "withdraw"]),
    ]


@pytest.fixture
def draft(parties):
    """Return the teacher's draft with a file."""
    case = make.application(parties, "draft")
    make.attached(case, parties.actor("teacher"))
    return case


def logged_in(membership):
    client = Client()
    client.force_login(membership.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.mark.parametrize("who", ["officer", "enterprise", "office"])
def test_the_other_parties_find_nothing_of_a_draft(browser, draft, who):
    client = browser(who)

    assert {client.get(one).status_code for one in addresses(draft)} == {404}


@pytest.mark.parametrize("who", ["officer", "enterprise", "office"])
def test_the_other_parties_cannot_change_a_draft(browser, draft, who):
    client = browser(who)
    sent = {"token": str(uuid.uuid4()), "revision": "0", "title": "改"}
    before = (draft.data, draft.state, Event.objects.count())

    answers = {client.post(one, sent).status_code for one in posts(draft)}
    after = make.again(draft)

    assert (answers, after.data, after.state, Event.objects.count()) == ({404}, *before)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("university", "teacher"), ("university", "project_office"), ("enterprise", "officer"),
     ("provincial_department", "officer")],
)  # fmt: skip
def test_other_organisations_find_nothing_of_a_case_in_any_state(parties, clock, kind, role):
    case = make.application(parties, "submitted")
    make.attached(case, parties.actor("teacher"))
    stranger = make.member(make.organisation(kind, province="21"), role)
    client = logged_in(stranger)

    assert {client.get(one).status_code for one in addresses(case)} == {404}


def test_a_colleague_does_not_see_a_teachers_own_applications(parties, clock, draft):
    client = logged_in(make.member(parties.teacher.organisation, "teacher"))

    listed = client.get(reverse("case-list", args=[PROGRAMME, "application"])).content.decode()

    assert ({client.get(one).status_code for one in addresses(draft)}, draft.number in listed) == ({404}, False)


def test_lists_spreadsheets_and_searches_leave_out_what_is_hidden(browser, draft):
    client = browser("enterprise")
    found = client.get(reverse("case-list", args=[PROGRAMME, "application"]), {"q": draft.title}).content.decode()

    assert (draft.number in found, "没有" in found) == (False, True)


def test_who_has_not_logged_in_is_sent_to_log_in(db):
    answer = Client().get(reverse("work"))

    assert (answer.status_code, answer["Location"].endswith("?next=/work/")) == (302, True)


def test_who_has_no_role_is_told_what_to_do(db, clock):
    client = Client()
    client.force_login(make.person(), backend=settings.AUTHENTICATION_BACKENDS[-1])

    answer = client.get(reverse("work"))

    assert (answer.status_code, "您还没有在任何单位任职" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("name", ["case-list", "case-export", "case-begin"])
@pytest.mark.parametrize("place", [("unknown", "guide"), (PROGRAMME, "unknown")])
def test_unknown_programmes_and_kinds_are_not_there(browser, name, place):
    assert browser("officer").get(reverse(name, args=place)).status_code == 404


def test_every_post_needs_the_token_against_forgery(parties, clock, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(parties.teacher.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    bulk = reverse("case-bulk", args=[PROGRAMME, "application"])
    begin = reverse("case-begin", args=[PROGRAMME, "application"])
    read = reverse("message-read", args=[1])

    assert {client.post(one).status_code for one in [*posts(draft), bulk, begin, read]} == {403}
