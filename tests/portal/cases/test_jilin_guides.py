"""The Jilin programme on the platform: qualifications and guides, each duty by its behaviour and its refusal."""

import datetime as dt

import pytest

from ronghe.portal.cases import commands
from ronghe.portal.cases.models import Event, Message
from ronghe.portal.notices.models import Entry, Notice, Objection
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook.decisions import Allowed
from tests.portal import factories as make
from tests.portal.cases.duties import broken, draft_qualification, object_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make.Parties()


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
