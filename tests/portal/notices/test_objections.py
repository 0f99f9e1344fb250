"""Objections: who may lodge and settle them, when, and what follows."""

import datetime as dt

import pytest

from ronghe.portal.cases import commands
from ronghe.portal.notices.commands import ObjectionRefused, lodge_objection, settle_objection
from ronghe.portal.notices.models import Entry, Objection
from ronghe.portal.organisations.access import NoAccess
from tests.portal import factories as make

pytestmark = pytest.mark.django_db

END = dt.datetime(2024, 9, 28, tzinfo=make.ZONE)


@pytest.fixture
def parties():
    return make.Parties()


def lodge(case, at):
    return lodge_objection(
        entry_id=Entry.objects.get(case=case).pk,
        name="示例·戊",
        organisation_name="",
        contact="000",
        grounds="所列金额不实。",
        evidence=None,
        at=at,
    )


def settle(objection, acting, at, result=Objection.Result.DISMISSED, reason="查无实据。"):
    return settle_objection(reference=objection.reference, acting=acting, result=result, reason=reason, at=at)


@pytest.mark.requirement("JL-09", "JL-10")
def test_an_open_objection_keeps_a_guide_from_being_published_by_itself_until_it_is_settled(parties):
    guide = make.guide(parties, "announced")
    objection = lodge(guide, make.GUIDE_AT)
    assert commands.run_due_deadlines(at=END) == 0
    assert [one["rule"] for one in guide.deadlines.get().refusal] == ["JL-09"]
    settle(objection, parties.officer, END + dt.timedelta(hours=2))
    assert commands.run_due_deadlines(at=END + dt.timedelta(hours=2)) == 1
    assert make.again(guide).state == "published"


@pytest.mark.requirement("JL-10")
def test_an_upheld_objection_keeps_a_guide_from_being_published(parties):
    guide = make.guide(parties, "announced")
    settle(lodge(guide, make.GUIDE_AT), parties.officer, END, result=Objection.Result.UPHELD)
    assert commands.run_due_deadlines(at=END) == 0
    assert make.again(guide).state == "announced"


@pytest.mark.requirement("JL-10")
def test_a_published_guide_still_takes_objections(parties):
    assert lodge(make.guide(parties), make.APPLY_AT).result == Objection.Result.OPEN


@pytest.mark.requirement("JL-12")
def test_a_selection_takes_no_objections_after_its_last_day(parties):
    case = make.application(parties, "shortlisted")
    last = Entry.objects.get(case=case).notice.ends_at
    lodge(case, last - dt.timedelta(seconds=1))
    with pytest.raises(ObjectionRefused):
        lodge(case, last)


def test_only_the_issuer_and_the_operator_settle(parties):
    case = make.application(parties, "shortlisted")
    objection = lodge(case, make.REVIEW_AT)
    for stranger in (parties.teacher, parties.office, make.member(make.organisation("enterprise"), "officer")):
        with pytest.raises(NoAccess):
            settle(objection, stranger, make.REVIEW_AT)
    assert settle(objection, parties.enterprise, make.REVIEW_AT).result == Objection.Result.DISMISSED


def test_a_result_needs_a_reason_and_stands_once_it_is_given(parties):
    objection = lodge(make.guide(parties, "announced"), make.GUIDE_AT)
    with pytest.raises(ValueError, match="reason"):
        settle(objection, parties.officer, make.GUIDE_AT, reason=" ")
    settle(objection, parties.officer, make.GUIDE_AT)
    settle(objection, parties.officer, make.GUIDE_AT, result=Objection.Result.UPHELD, reason="改主意了。")
    objection.refresh_from_db()
    assert (objection.result, objection.reason) == (Objection.Result.DISMISSED, "查无实据。")
