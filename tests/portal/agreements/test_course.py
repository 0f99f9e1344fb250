"""A filed project: what comes, what is late, what is changed, what was promised and what came of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ronghe.portal.agreements import queries
from ronghe.portal.agreements.models import Agreement, Commitment, Delivery
from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.inbox import further_items
from ronghe.portal.cases.models import Case, QuotaPlace
from ronghe.portal.programmes.commands import set_setting
from ronghe.rulebook.decisions import Refused
from tests.portal.agreements.moe import AT, LATER, Moe
from tests.portal.factories import ZONE, again, do, member, person

LATE = dt.datetime(2025, 7, 1, 9, tzinfo=ZONE)


@pytest.fixture
def moe(db: None) -> Moe:
    return Moe()


@pytest.mark.requirement("MOE-13")
def test_money_and_goods_are_counted_apart_and_in_parts(moe: Moe) -> None:
    case = moe.running()
    moe.deliver(case, "100000")
    moe.deliver(case, "10000", kind="goods")
    found = queries.agreed(again(case), at=LATE)
    assert found is not None
    assert [(one.kind, one.received, one.missing, one.overdue) for one in found.accounts] == [
        ("money", Decimal(100000), Decimal(150000), True),
        ("goods", Decimal(10000), Decimal(0), False),
    ]


@pytest.mark.requirement("MOE-13")
def test_an_entry_is_taken_back_by_a_counter_entry_once(moe: Moe) -> None:
    case = moe.running()
    moe.deliver(case, "250000")
    moe.do(case, "correct_delivery", "office", entry=1, reason="登记了两次。")
    assert list(Delivery.objects.order_by("pk").values_list("amount", "reason")) == [
        (Decimal(250000), ""),
        (Decimal(-250000), "登记了两次。"),
    ]
    for entry in (1, 2, 3):
        again_taken = do(case, "correct_delivery", moe.actor("office"), AT, entry=entry, reason="再冲一次。")
        assert isinstance(again_taken, Refused)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(amount=Decimal(1))


@pytest.mark.requirement("MOE-13")
def test_what_is_overdue_waits_with_the_enterprise_and_the_university(moe: Moe) -> None:
    case = moe.running()
    moe.deliver(case, "250000")
    wanted = [f"软硬件逾期未交付：{case.title}"]
    for who in (moe.enterprise, moe.office, moe.teacher):
        late = [one.title for one in further_items(acting=who, at=LATE) if one.kind == "promise"]
        assert late == wanted
    on_the_day = dt.datetime(2025, 6, 30, 23, tzinfo=ZONE)
    assert [one for one in further_items(acting=moe.office, at=on_the_day) if one.kind == "promise"] == []


@pytest.mark.requirement("MOE-13")
def test_amended_amounts_count_and_the_signed_text_stays(moe: Moe) -> None:
    case = moe.running()
    text = Agreement.objects.get().text
    amounts = {
        "money": "300000.00",
        "money_due_on": "2025-09-30",
        "goods_value": "10000.00",
        "goods_due_on": "2025-06-30",
    }
    moe.do(moe.changing(case, "amounts", **amounts), "approve_amounts", "enterprise", opinion="同意。")
    assert Commitment.objects.get(kind="money").amount == Decimal(300000)
    assert Agreement.objects.get().text == text
    found = queries.agreed(again(case), at=AT)
    assert found is not None
    (amended,) = found.amendments
    assert [one.label.zh if one.label else None for one in amended.changes] == ["支持资金", "资金到账期限", None]
    assert found.counts is not None
    assert found.counts.intact


@pytest.mark.requirement("MOE-13")
def test_a_term_that_ends_on_29_february_is_extended_by_a_year_at_most(moe: Moe) -> None:
    case = moe.running(moe.confirmed(moe.signed(moe.proposed(ends_on="2028-02-29"))))
    moe.changing(case, "term", new_ends_on="2029-03-01")
    too_long = do(case, "approve_extension", moe.actor("enterprise"), AT, ends_on="2029-03-01", opinion="同意。")
    assert isinstance(too_long, Refused)
    moe.do(case, "refuse_change", "enterprise", reasons="超过一年。")
    moe.changing(case, "term", new_ends_on="2029-02-28")
    moe.do(case, "approve_extension", "enterprise", ends_on="2029-02-28", opinion="同意。")
    found = queries.agreed(again(case), at=AT)
    assert found is not None
    assert found.ends_on == dt.date(2029, 2, 28)


@pytest.mark.requirement("MOE-13")
def test_another_teacher_of_the_university_takes_over_project_and_application(moe: Moe) -> None:
    case = moe.running()
    successor = member(moe.university, "teacher", user=person(name="示例·继任"))
    moe.do(moe.changing(case, "leader", new_leader="示例·继任"), "approve_leader", "enterprise", opinion="同意。")
    moved = Case.objects.select_related("parent").get(pk=case.pk)
    assert moved.parent is not None
    assert (moved.leader_id, moved.parent.leader_id) == (successor.user_id, successor.user_id)
    assert (moved.data["leader"], moved.parent.data["leader"]) == ("示例·继任", "示例教师")
    assert moved in visible_cases(successor)
    assert moved not in visible_cases(moe.teacher)


@pytest.mark.requirement("MOE-13")
def test_the_place_of_a_running_project_goes_with_its_leader_and_within_the_limit(moe: Moe) -> None:
    guide = moe.guide()
    first, second = (moe.confirmed(moe.signed(moe.proposed(moe.project(guide)))) for _ in range(2))
    successor = member(moe.university, "teacher", user=person(name="示例·继任"))
    for case, number in ((first, "一"), (second, "二")):
        moe.running(case, number=number)
    one_each = {"key": "leader_projects", "value": "1", "reason": "示例"}
    set_setting(programme="moe-collaborative-projects", acting=moe.officer, at=AT, **one_each)
    moe.do(moe.changing(first, "leader", new_leader="示例·继任"), "approve_leader", "enterprise", opinion="同意。")
    held = QuotaPlace.objects.filter(quota__name="running_projects").values_list("case_id", "quota__scope")
    assert dict(held) == {first.pk: f"p{successor.user_id}", second.pk: f"p{moe.teacher.user_id}"}
    moe.changing(second, "leader", new_leader="示例·继任")
    full = do(second, "approve_leader", moe.actor("enterprise"), AT, opinion="同意。")
    assert isinstance(full, Refused)
    assert [one.rule for one in full.findings] == ["effect:change_leader"]
    assert again(second).leader_id == moe.teacher.user_id


@pytest.mark.requirement("MOE-13")
def test_a_leader_is_a_teacher_of_the_same_university_and_one_of_them(moe: Moe) -> None:
    case = moe.changing(moe.running(), "leader", new_leader="示例·继任")
    agree = (case, "approve_leader", moe.actor("enterprise"), AT)
    assert isinstance(do(*agree, opinion="同意。"), Refused)
    for _ in range(2):
        member(moe.university, "teacher", user=person(name="示例·继任"))
    namesakes = do(*agree, opinion="同意。")
    assert isinstance(namesakes, Refused)
    assert "工号" in namesakes.findings[0].message.zh
    assert again(case).state == "changing_enterprise"


@pytest.mark.requirement("MOE-13")
def test_nothing_more_is_expected_of_a_terminated_project(moe: Moe) -> None:
    case = moe.changing(moe.running(), "termination")
    moe.do(case, "approve_termination", "enterprise", opinion="企业停业。", settlement="资金退回。")
    late = [one for one in further_items(acting=moe.office, at=LATE) if one.kind == "promise"]
    assert (again(case).state, late) == ("terminated", [])


@pytest.mark.requirement("MOE-14")
def test_each_promised_result_is_matched_with_its_evidence_or_a_reason(moe: Moe) -> None:
    case = moe.running()
    report = moe.asked(case, "teacher", "report")
    report["results"] = [
        {"promise": "A1", "name": "课程", "count": 1, "evidence": "附件一"},
        {"promise": "A2", "name": "案例", "count": 1, "evidence": "附件二"},
        {"promise": "B1", "name": "学生", "count": 72, "evidence": "附件三"},
    ]
    report["exceptions"] = [{"promise": "A2", "reason": "两个案例待企业脱密。"}]
    case = moe.do(case, "finish", "teacher", LATER, **report)
    found = queries.agreed(case, at=LATER)
    assert found is not None
    assert [
        (one.promise.code if one.promise else "", one.count, one.open, one.exception.reason if one.exception else "")
        for one in found.results
    ] == [("A1", 1, 0, ""), ("A2", 1, 2, "两个案例待企业脱密。"), ("B1", 72, 0, "")]
    assert [each.file is not None for one in found.results for each in one.achieved] == [True] * 3
    assert {one.due_on for one in found.results} == {dt.date(2026, 2, 28)}


@pytest.mark.requirement("MOE-14")
def test_only_the_newest_report_counts(moe: Moe) -> None:
    case = moe.running()
    report = moe.asked(case, "teacher", "report")
    partial = {**report, "results": report["results"][:1]}  # type: ignore[index]  # a list of rows
    partial["exceptions"] = [{"promise": one, "reason": "未完成。"} for one in ("A2", "B1")]
    moe.do(case, "finish", "teacher", LATER, **partial)
    moe.do(case, "defer", "enterprise", LATER, reasons="请补齐成果。", until="2026-06-30")
    case = moe.do(case, "finish", "teacher", LATER, **report)
    found = queries.agreed(case, at=LATER)
    assert found is not None
    assert [(one.open, one.exception) for one in found.results] == [(0, None)] * 3


@pytest.mark.requirement("MOE-15")
def test_the_closing_is_concluded_reviewed_and_published_in_this_order(moe: Moe) -> None:
    case = moe.running()
    moe.deliver(case, "250000")
    moe.deliver(case, "10000", kind="goods")
    case = moe.do(case, "finish", "teacher", LATER, **moe.asked(case, "teacher", "report"))
    for early, who in (("agree_conclusion", "office"), ("publish_closing", "office")):
        assert isinstance(do(case, early, moe.actor(who), LATER), Refused)
    assert again(case).state == "closing_enterprise"


def test_a_case_page_needs_the_same_queries_for_one_delivery_and_for_three(moe: Moe) -> None:
    case = moe.running()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            moe.deliver(case, "1000")
        fresh = Case.objects.select_related("version").get(pk=case.pk)
        with CaptureQueriesContext(connection) as seen:
            queries.agreed(fresh, at=AT)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 13
