"""The Jilin programme on the platform: projects and who sees what, each duty by its behaviour and its refusal."""

import datetime as dt
from decimal import Decimal

import pytest

from ronghe.portal.agreements.models import Commitment, Delivery
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.models import Case
from ronghe.portal.notices.commands import ObjectionRefused, lodge_objection
from ronghe.portal.notices.models import Entry
from tests.portal import factories as make
from tests.portal.cases.duties import broken, warned

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make.Parties()


@pytest.mark.requirement("JL-13")
def test_an_approval_is_published_and_opens_the_project(parties):
    case = make.application(parties, "recommended")
    make.must(case, "approve", parties.actor("officer"), make.APPROVE_AT)
    project = Case.objects.get(parent=case, kind="project")
    assert (project.state, project.title, project.leader_id) == ("preparing", case.title, parties.teacher.user_id)
    entry = Entry.objects.get(case=case, notice__kind="approval")
    assert (entry.notice.ends_on, entry.listed["form.title"]) == (None, case.title)
    with pytest.raises(ObjectionRefused):
        lodge_objection(
            entry_id=entry.pk, name="示例", organisation_name="", contact="0", grounds="无", evidence=None,
            at=make.APPROVE_AT,
        )  # fmt: skip


@pytest.mark.requirement("JL-13")
def test_nobody_but_the_province_approves(parties):
    case = make.application(parties, "recommended")
    assert broken(make.do(case, "approve", parties.actor("enterprise"), make.APPROVE_AT)) >= {"role:approve"}


@pytest.mark.requirement("JL-14")
def test_deliveries_are_recorded_against_the_agreement_and_overdue_ones_warn(parties):
    case = make.project(parties)
    assert Commitment.objects.values_list("kind", "amount", "due_on").get() == (
        "money", Decimal("30000.00"), dt.date(2025, 2, 28),
    )  # fmt: skip
    office = parties.actor("office")
    evidence = make.attached(case, office)
    make.must(
        case, "record_delivery", office, make.AGREE_AT,
        kind="money", amount="10000", received_on="2024-12-05", evidence=evidence,
    )  # fmt: skip
    assert Delivery.objects.get().amount == Decimal("10000.00")
    teacher = parties.actor("teacher")
    decision = make.do(case, "finish", teacher, make.FINISH_AT, **make.REPORT, files=make.attached(case, teacher))
    assert warned(decision) == {"JL-14"}
    values = {one.name: one.value for finding in decision.findings for one in finding.values}
    assert (values["money.overdue"], values["money.received"]) == (Decimal("20000.00"), Decimal("10000.00"))


@pytest.mark.requirement("JL-15")
def test_no_step_of_the_closing_can_be_skipped(parties):
    case = make.project(parties, "running")
    steps = [
        ("finish", "teacher"), ("agree_closing", "office"), ("accept", "enterprise"), ("publish_closing", "officer"),
    ]  # fmt: skip
    asked = {"finish": {**make.REPORT, "files": make.attached(case, parties.actor("teacher"))},
             "accept": make.ACCEPTANCE}  # fmt: skip
    for done in range(len(steps)):
        for action, who in steps[done + 1 :]:
            decision = make.do(case, action, parties.actor(who), make.FINISH_AT, **asked.get(action, {}))
            assert broken(decision) >= {f"state:{case.state}"}
        action, who = steps[done]
        case = make.must(case, action, parties.actor(who), make.FINISH_AT, **asked.get(action, {}))
    assert case.state == "closed"
    assert Entry.objects.filter(case=case, notice__kind="closing").count() == 1


@pytest.mark.requirement("JL-16")
@pytest.mark.parametrize("missing", ["ip_owner", "ip_terms", "sharing_terms"])
def test_an_agreement_must_settle_ownership_and_sharing(parties, missing):
    case = make.project(parties, "preparing")
    office = parties.actor("office")
    asked = {**make.AGREEMENT, "signed_copy": make.attached(case, office), missing: ""}
    assert broken(make.do(case, "agree", office, make.AGREE_AT, **asked)) == {"JL-16"}


@pytest.mark.requirement("JL-16")
def test_an_agreement_cannot_start_a_project_before_it_was_proposed(parties):
    case = make.project(parties, "preparing")
    assert broken(make.do(case, "confirm_agreement", parties.actor("enterprise"), make.AGREE_AT)) == {"JL-16-C"}


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize(
    ("state", "seers"),
    [
        ("draft", ["teacher"]),
        ("at_university", ["teacher", "office"]),
        ("submitted", ["teacher", "office", "enterprise", "officer"]),
    ],
)
def test_each_party_sees_what_has_reached_it(parties, state, seers):
    make.application(parties, state)
    found = [
        who
        for who in ("teacher", "office", "enterprise", "officer")
        if visible_cases(getattr(parties, who)).filter(kind="application").exists()
    ]
    assert found == seers


@pytest.mark.requirement("CM-02")
def test_another_enterprise_another_teacher_and_another_university_see_nothing(parties):
    make.application(parties, "approved")
    strangers = [
        make.member(make.organisation("enterprise"), "officer"),
        make.member(parties.teacher.organisation, "teacher"),
        make.member(make.organisation("university"), "project_office"),
    ]
    assert [visible_cases(one).count() for one in strangers] == [0, 0, 0]


@pytest.mark.requirement("CM-02")
def test_a_draft_that_was_withdrawn_stays_unseen_by_the_others(parties):
    guide = make.guide(parties)
    unseen, seen = make.application(parties, "draft", guide), make.application(parties, "submitted", guide)
    for case in (unseen, seen):
        make.must(case, "withdraw", parties.actor("teacher"), make.APPLY_AT)
    assert [one.pk for one in visible_cases(parties.enterprise).filter(state="withdrawn")] == [seen.pk]
