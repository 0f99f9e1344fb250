"""Objections are settled by whoever issued the notice or runs the programme, with a reason, and seen by nobody else."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ronghe.portal.cases.models import Message
from ronghe.portal.notices.commands import lodge_objection
from ronghe.portal.notices.models import Entry, Objection
from tests.portal import factories as make


@pytest.fixture
def objection(parties):
    """Return an objection, with evidence, to a shortlisted application; the enterprise issued the notice."""
    case = make.application(parties, "shortlisted")
    return lodge_objection(
        entry_id=Entry.objects.get(case=case).pk,
        name="示例·戊",
        organisation_name="",
        contact="000",
        grounds="成员未参加。",
        evidence=make.upload("证据.pdf"),
        at=make.REVIEW_AT,
    )


def pages(objection):
    return [reverse(name, args=[objection.reference]) for name in ("objection", "objection-evidence")]


@pytest.mark.parametrize(("who", "status"), [("enterprise", 200), ("officer", 200), ("office", 404), ("teacher", 404)])
def test_only_issuer_and_operator_see_an_objection_and_its_evidence(browser, objection, who, status):
    assert {browser(who).get(one).status_code for one in pages(objection)} == {status}


def test_another_enterprise_finds_nothing(parties, clock, objection):
    client = Client()
    stranger = make.member(make.organisation("enterprise"), "officer")
    client.force_login(stranger.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    listed = client.get(reverse("objections")).content.decode()

    assert ({client.get(one).status_code for one in pages(objection)}, objection.reference in listed) == ({404}, False)


def test_settling_needs_a_result_and_a_reason(browser, objection):
    answer = browser("enterprise").post(pages(objection)[0], {"result": "upheld", "reason": " "})
    objection.refresh_from_db()

    assert (answer.status_code, objection.result) == (422, Objection.Result.OPEN)


def test_a_settled_objection_carries_result_reason_and_person_and_stays_so(browser, objection, parties):
    client = browser("enterprise")
    first = client.post(pages(objection)[0], {"result": "upheld", "reason": "经查属实。"})
    client.post(pages(objection)[0], {"result": "dismissed", "reason": "改主意。"})
    objection.refresh_from_db()

    assert (first.status_code, objection.result, objection.reason, objection.settled_by) == (
        303,
        Objection.Result.UPHELD,
        "经查属实。",
        parties.enterprise.user,
    )


def test_an_open_objection_is_in_the_inbox_and_bars_going_on(browser, objection):
    client = browser("enterprise")
    inbox = client.get(reverse("work")).content.decode()
    case = client.get(reverse("case", args=[objection.entry.case.number])).content.decode()

    assert (objection.reference in inbox, "公示期间的异议尚未办结" in case) == (True, True)


def test_a_message_is_marked_as_read_by_its_readers_only(browser, parties):
    make.application(parties, "approved")
    message = Message.objects.get(user=parties.teacher.user)
    address = reverse("message-read", args=[message.pk])

    browser("enterprise").post(address)
    untouched = Message.objects.get(pk=message.pk).read_at
    answer = browser("teacher").post(address)

    assert (untouched, answer.status_code, Message.objects.get(pk=message.pk).read_at) == (None, 303, make.APPLY_AT)


def test_whoever_is_second_reads_that_the_result_stands(browser, objection):
    browser("enterprise").post(pages(objection)[0], {"result": "dismissed", "reason": "经查不实。"})
    second = browser("officer")

    answer = second.post(pages(objection)[0], {"result": "upheld", "reason": "经查属实。"})

    assert answer["Location"] == pages(objection)[0]
    assert "此前已处理为“异议不属实”" in second.get(answer["Location"]).content.decode()
