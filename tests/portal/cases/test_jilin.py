"""The Jilin programme on the platform: each duty of JL-01 to JL-16 by its behaviour and its refusal."""

import datetime as dt
from decimal import Decimal

import pytest

from ronghe.portal.agreements.models import Commitment, Delivery
from ronghe.portal.cases import commands
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.models import Case, Event, Message
from ronghe.portal.notices.commands import ObjectionRefused, lodge_objection, settle_objection
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook.decisions import Allowed, Decision, Refused
from tests.portal import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make.Parties()


def broken(decision: Decision) -> set[str]:
    """Return the rules that a refusal names as barring."""
    assert isinstance(decision, Refused)
    return {one.rule for one in decision.findings if one.severity == "block"}


def warned(decision: Decision) -> set[str]:
    """Return the rules that an allowed act was warned by."""
    assert isinstance(decision, Allowed), decision
    return {one.rule for one in decision.findings if one.severity == "warn"}


def draft_qualification(parties, **values):
    case = make.begun(parties, "qualification", "enterprise", make.QUALIFY_AT)
    files = {key: make.attached(case, parties.actor("enterprise")) for key in ("technology_evidence", "credit_report")}
    return make.fill(case, {**make.QUALIFICATION, **files, **values})


def object_to(case, *, result=None, acting=None, at=make.GUIDE_AT):
    objection = lodge_objection(
        entry_id=Entry.objects.get(case=case, notice__ends_on__isnull=False).pk,
        name="示例·戊",
        organisation_name="",
        contact="000",
        grounds="所列金额不实。",
        evidence=None,
        at=at,
    )
    if result:
        settle_objection(reference=objection.reference, acting=acting, result=result, reason="已查证。", at=at)
    return objection


@pytest.mark.requirement("JL-01")
@pytest.mark.parametrize(
    ("founded_on", "allowed"),
    [(dt.date(2022, 9, 10), True), (dt.date(2022, 9, 11), False), (None, False)],
    ids=["two years on the day", "one day short", "not known"],
)
def test_an_enterprise_must_be_two_years_old_on_the_day_of_submission(parties, founded_on, allowed):
    enterprise = parties.enterprise.organisation
    enterprise.founded_on = founded_on
    enterprise.save()
    case = draft_qualification(parties)
    decision = make.do(case, "submit", parties.actor("enterprise"), make.QUALIFY_AT)
    assert isinstance(decision, Allowed) if allowed else broken(decision) == {"JL-01"}


@pytest.mark.requirement("JL-01")
def test_the_refusal_shows_the_founding_day_found_and_the_clause(parties):
    enterprise = parties.enterprise.organisation
    enterprise.founded_on = dt.date(2023, 5, 1)
    enterprise.save()
    decision = make.do(draft_qualification(parties), "submit", parties.actor("enterprise"), make.QUALIFY_AT)
    (finding,) = decision.findings
    assert {one.name: one.value for one in finding.values} == {
        "enterprise.founded_on": dt.date(2023, 5, 1),
        "act.day": dt.date(2024, 9, 10),
    }
    assert (finding.cites.source, finding.cites.clause) == ("jl-2024", "三（一）")


@pytest.mark.requirement("JL-01")
def test_leading_technology_is_ruled_by_a_person_before_the_enterprise_is_qualified(parties):
    case = make.qualification(parties, "in_review")
    officer = parties.actor("officer")
    assert broken(make.do(case, "qualify", officer, make.QUALIFY_AT)) == {"JL-01-T"}
    make.must(case, "rule_technology", officer, make.QUALIFY_AT, answer=False, reason="材料不足。")
    assert broken(make.do(case, "qualify", officer, make.QUALIFY_AT)) == {"JL-01-T"}
    make.must(case, "rule_technology", officer, make.QUALIFY_AT, answer=True, reason="补充材料属实。")
    assert make.must(case, "qualify", officer, make.QUALIFY_AT).state == "qualified"


@pytest.mark.requirement("JL-02")
def test_without_a_credit_report_the_qualification_is_refused(parties):
    case = draft_qualification(parties, credit_report=None)
    decision = make.do(case, "submit", parties.actor("enterprise"), make.QUALIFY_AT)
    assert broken(decision) == {"JL-02", "form:credit_report"}


@pytest.mark.requirement("JL-02")
def test_a_record_of_fraud_bars(parties):
    Mark.objects.create(
        organisation=parties.enterprise.organisation,
        kind=Mark.Kind.BAD_RECORD,
        reason="示例记录",
        since=dt.date(2024, 1, 1),
        recorded_by=parties.officer.user,
    )
    decision = make.do(draft_qualification(parties), "submit", parties.actor("enterprise"), make.QUALIFY_AT)
    assert broken(decision) == {"JL-02-R"}


@pytest.mark.requirement("JL-03")
@pytest.mark.parametrize(
    ("places", "goods", "allowed"),
    [(7, "0.00", True), (6, "0.00", False), (6, "1000000.00", False)],
    ids=["210,000 of money", "180,000 of money", "goods do not count"],
)
def test_a_batch_needs_two_hundred_thousand_of_money(parties, places, goods, allowed):
    make.qualification(parties)
    item = {**make.ITEM, "places": places, "goods": goods}
    case = make.fill(make.begun(parties, "guide", "enterprise", make.GUIDE_AT), {**make.GUIDE, "items": [item]})
    decision = make.do(case, "submit", parties.actor("enterprise"), make.GUIDE_AT)
    assert isinstance(decision, Allowed) if allowed else "JL-03" in broken(decision)


@pytest.mark.requirement("JL-03")
def test_the_other_guides_of_the_batch_count_towards_the_money(parties):
    make.guide(parties, "in_review")
    item = {**make.ITEM, "places": 1}
    case = make.fill(make.begun(parties, "guide", "enterprise", make.GUIDE_AT), {**make.GUIDE, "items": [item]})
    assert make.must(case, "submit", parties.actor("enterprise"), make.GUIDE_AT).state == "in_review"


@pytest.mark.requirement("JL-04")
def test_a_proven_violation_excludes_the_enterprise_until_it_is_readmitted(parties):
    qualification = make.qualification(parties)
    guide = make.guide(parties, "in_review")
    officer = parties.actor("officer")
    evidence = make.attached(qualification, officer)
    make.must(qualification, "exclude", officer, make.GUIDE_AT, kind="breach", facts="查实违约。", evidence=evidence)
    barred = broken(make.do(guide, "announce", officer, make.GUIDE_AT))
    assert "JL-04" in barred
    begun = commands.begin(
        version_id=parties.version.pk, kind="guide", actor=parties.actor("enterprise"), at=make.GUIDE_AT
    )
    assert begun.case is None
    make.must(qualification, "readmit", officer, make.GUIDE_AT, reasons="整改完成。")
    assert make.must(guide, "announce", officer, make.GUIDE_AT).state == "announced"


@pytest.mark.requirement("JL-05")
def test_a_named_contact_is_required(parties):
    case = draft_qualification(parties, contact_name=None)
    decision = make.do(case, "submit", parties.actor("enterprise"), make.QUALIFY_AT)
    assert broken(decision) == {"JL-05", "form:contact_name"}


FLOORS = {
    "JL-06-1": ("four_new", "money", "19999.99", "20000.00"),
    "JL-06-2": ("teaching_content", "money", "19999.99", "20000.00"),
    "JL-06-3": ("teacher_training", "money", "9999.99", "10000.00"),
    "JL-06-4": ("practice_bases", "goods", "49999.99", "50000.00"),
    "JL-06-5": ("innovation_reform", "money", "19999.99", "20000.00"),
    "JL-06-6": ("joint_fund", "money", "19999.99", "20000.00"),
}


@pytest.mark.requirement("JL-06")
@pytest.mark.parametrize(("rule", "floor"), FLOORS.items(), ids=FLOORS)
def test_each_type_has_its_floor(parties, rule, floor):
    kind, column, below, at_floor = floor
    make.qualification(parties)
    enough = {**make.ITEM, "places": 100}
    case = make.begun(parties, "guide", "enterprise", make.GUIDE_AT)
    for amount, barred in ((below, {rule}), (at_floor, set())):
        item = {**make.ITEM, "type": kind, column: amount}
        make.fill(case, {**make.GUIDE, "items": [enough, item]})
        decision = make.do(case, "submit", parties.actor("enterprise"), make.GUIDE_AT)
        assert (broken(decision) if barred else set()) == barred
    assert isinstance(decision, Allowed)


@pytest.mark.requirement("JL-07")
@pytest.mark.parametrize("directions", [["artificial_intelligence"], []])
def test_a_priority_direction_is_preferred_and_bars_nothing(parties, directions):
    guide = make.guide(parties, directions=directions)
    case = make.application(parties, "submitted", guide)
    make.must(case, "review", parties.actor("enterprise"), make.REVIEW_AT, **make.REVIEW)
    decision = make.do(case, "shortlist", parties.actor("enterprise"), make.REVIEW_AT)
    preferred = {one.rule for one in decision.findings if one.severity == "prefer"}
    assert (type(decision), preferred) == (Allowed, {"JL-07"} if directions else set())


@pytest.mark.requirement("JL-08")
def test_the_twenty_first_key_project_is_refused_and_general_ones_are_not(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 30}])
    officer = parties.actor("officer")
    cases = [make.application(parties, "recommended", guide) for _ in range(21)]
    for case in cases[:20]:
        make.must(case, "approve_key", officer, make.APPROVE_AT)
    decision = make.do(cases[20], "approve_key", officer, make.APPROVE_AT)
    assert broken(decision) == {"quota:key_projects"}
    assert make.must(cases[20], "approve", officer, make.APPROVE_AT).state == "approved"


@pytest.mark.requirement("JL-09")
def test_a_guide_is_examined_announced_and_only_then_published(parties):
    guide = make.guide(parties, "in_review")
    officer = parties.actor("officer")
    assert broken(make.do(guide, "publish", officer, make.GUIDE_AT)) >= {"state:in_review"}
    guide = make.must(guide, "announce", officer, make.GUIDE_AT)
    notice = Notice.objects.get()
    assert (notice.kind, notice.opens_on, notice.ends_on) == (
        "guide_list", dt.date(2024, 9, 20), dt.date(2024, 9, 27),
    )  # fmt: skip
    assert broken(make.do(guide, "publish", officer, make.GUIDE_AT)) == {"JL-09"}
    assert make.must(guide, "publish", officer, make.PUBLISH_AT).state == "published"


@pytest.mark.requirement("JL-09")
def test_a_guide_is_published_by_itself_when_its_notice_has_ended(parties):
    guide = make.guide(parties, "announced")
    end = dt.datetime(2024, 9, 28, tzinfo=make.ZONE)
    assert commands.run_due_deadlines(at=end - dt.timedelta(seconds=1)) == 0
    assert commands.run_due_deadlines(at=end) == 1
    assert make.again(guide).state == "published"
    last = Event.objects.filter(case=guide).latest("sequence")
    assert (last.action, last.role, last.actor_id) == ("publish", "system", None)


@pytest.mark.requirement("JL-10")
def test_a_proven_objection_revokes_the_guide_and_its_applications_are_told(parties):
    guide = make.guide(parties)
    sent, submitted = make.application(parties, "at_university", guide), make.application(parties, "submitted", guide)
    object_to(guide, result=Objection.Result.UPHELD, acting=parties.officer, at=make.APPLY_AT)
    make.must(guide, "revoke", parties.actor("officer"), make.REVIEW_AT, reasons="异议属实。")
    assert [make.again(one).state for one in (guide, sent, submitted)] == ["revoked", "held", "held"]
    told = Message.objects.filter(case__in=[sent, submitted], user=parties.teacher.user)
    assert told.count() == 2
    assert Entry.objects.get(case=guide).withdrawn_at == make.REVIEW_AT


@pytest.mark.requirement("JL-11")
@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (dt.datetime(2024, 10, 24, 15, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2024, 10, 24, 16, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2024, 11, 1, 15, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2024, 11, 1, 16, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2024, 11, 1, 16, 1, tzinfo=dt.UTC), False),
    ],
)
def test_universities_apply_only_inside_the_window_of_china_time(parties, at, allowed):
    case = make.application(parties, "at_university")
    decision = make.do(case, "apply", parties.actor("office"), at)
    assert isinstance(decision, Allowed) if allowed else broken(decision) == {"window:application"}


@pytest.mark.requirement("JL-12")
def test_a_result_goes_to_the_province_only_after_its_notice_and_without_open_objections(parties):
    case = make.application(parties, "shortlisted")
    enterprise = parties.actor("enterprise")
    assert broken(make.do(case, "recommend", enterprise, make.REVIEW_AT)) == {"JL-12"}
    objection = object_to(case, at=make.REVIEW_AT)
    assert broken(make.do(case, "recommend", enterprise, make.RECOMMEND_AT)) == {"JL-12"}
    settle_objection(
        reference=objection.reference,
        acting=parties.enterprise,
        result=Objection.Result.DISMISSED,
        reason="查无实据。",
        at=make.RECOMMEND_AT,
    )
    assert make.must(case, "recommend", enterprise, make.RECOMMEND_AT).state == "recommended"


@pytest.mark.requirement("JL-12")
def test_without_an_expert_review_nothing_is_selected(parties):
    case = make.application(parties, "submitted")
    assert broken(make.do(case, "shortlist", parties.actor("enterprise"), make.REVIEW_AT)) == {"JL-12-R"}


@pytest.mark.requirement("JL-12")
def test_more_than_an_items_places_are_never_selected(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 1, "money": "200000.00"}])
    first, second = (make.application(parties, "submitted", guide) for _ in range(2))
    enterprise = parties.actor("enterprise")
    for case in (first, second):
        make.must(case, "review", enterprise, make.REVIEW_AT, **make.REVIEW)
    make.must(first, "shortlist", enterprise, make.REVIEW_AT)
    assert broken(make.do(second, "shortlist", enterprise, make.REVIEW_AT)) == {"quota:item_places"}
    make.must(first, "withdraw", parties.actor("office"), make.REVIEW_AT)
    assert make.must(second, "shortlist", enterprise, make.REVIEW_AT).state == "shortlisted"


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
