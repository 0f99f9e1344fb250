"""Acts under stress: many at once, twice, and with the process killed in the middle."""

import os
import signal
import threading
import uuid
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from ronghe.portal.cases import commands
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, Event, IndexedValue, QuotaPlace
from ronghe.portal.notices.models import Entry
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook.decisions import Allowed
from tests.portal import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parties():
    return make.Parties()


def at_once(count, act):
    """Run `act(number)` in threads that start together, each with its own connection; return the results."""
    results: list[object] = [None] * count
    start = threading.Barrier(count)

    def run(number):
        try:
            start.wait()
            results[number] = act(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_24_threads_on_a_quota_of_20_give_exactly_20(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 24}])
    cases = [make.application(parties, "recommended", guide) for _ in range(24)]
    officer = parties.actor("officer")
    decisions = at_once(24, lambda number: make.do(cases[number], "approve_key", officer, make.APPROVE_AT))
    states = Counter(Case.objects.filter(kind="application").values_list("state", flat=True))
    assert Counter(type(one).__name__ for one in decisions) == {"Allowed": 20, "Refused": 4}
    assert states == {"approved_key": 20, "recommended": 4}
    assert QuotaPlace.objects.filter(quota__name="key_projects").count() == 20
    assert Entry.objects.filter(notice__kind="approval").count() == 20
    assert broken_cases()[1] == []


def test_the_same_act_from_twelve_threads_happens_once(parties):
    case = make.application(parties, "recommended")
    token = uuid.uuid4()
    decisions = at_once(
        12,
        lambda _: commands.perform(
            case_id=case.pk, action="approve", actor=parties.actor("officer"), at=make.APPROVE_AT, token=token
        ),
    )
    assert [type(one) for one in decisions] == [Allowed] * 12
    assert Event.objects.filter(case=case, action="approve").count() == 1
    assert Case.objects.filter(kind="project").count() == 1


def test_revoking_a_guide_while_its_applications_move_neither_hangs_nor_loses_any(parties):
    guide = make.guide(parties)
    cases = [make.application(parties, "at_university", guide) for _ in range(6)]

    def act(number):
        if number == 0:
            return make.do(guide, "revoke", parties.actor("officer"), make.APPLY_AT, reasons="异议属实。")
        return make.do(cases[number - 1], "apply", parties.actor("office"), make.APPLY_AT)

    decisions = at_once(7, act)
    assert isinstance(decisions[0], Allowed)
    assert set(Case.objects.filter(kind="application").values_list("state", flat=True)) == {"held"}
    assert broken_cases()[1] == []


def test_two_people_saving_the_same_draft_the_second_is_told_and_nothing_is_lost(parties):
    case = make.begun(parties, "guide", "enterprise", make.GUIDE_AT) if make.qualification(parties) else None
    actor = parties.actor("enterprise")
    saved = [
        commands.save_draft(
            case_id=case.pk, actor=actor, section="overview", posted={"title": title}, revision=0, at=make.GUIDE_AT
        )
        for title in ("甲写的", "乙写的")
    ]
    assert saved == [
        commands.Saved(revision=1, problems=()),
        commands.Conflict(revision=1, saved_at=make.GUIDE_AT, saved_by=parties.enterprise.user),
    ]
    assert make.again(case).data["title"] == "甲写的"


def test_what_does_not_fit_is_kept_as_typed_and_named(parties):
    make.qualification(parties)
    case = make.begun(parties, "guide", "enterprise", make.GUIDE_AT)
    saved = commands.save_draft(
        case_id=case.pk,
        actor=parties.actor("enterprise"),
        section="requirements",
        posted={"months": "十二", "goals": "目标", "title": "别的部分"},
        revision=0,
        at=make.GUIDE_AT,
    )
    assert [one.field for one in saved.problems] == ["months"]
    assert make.again(case).data == {"months": "十二", "goals": "目标"}


@pytest.mark.parametrize("moment", ["before the event", "after the event", "before the end"])
def test_killing_the_process_in_the_middle_of_an_act_leaves_the_case_as_before(parties, moment):
    case = make.application(parties, "recommended")
    events = Event.objects.filter(case=case).count()
    connections.close_all()
    child = os.fork()
    if child == 0:  # the child dies by SIGKILL inside the transaction, as a killed server would
        _die_within(case, parties, moment)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert make.again(case).state == "recommended"
    assert Event.objects.filter(case=case).count() == events
    assert not Case.objects.filter(kind="project").exists()
    assert not Entry.objects.filter(notice__kind="approval").exists()
    assert make.must(case, "approve", parties.actor("officer"), make.APPROVE_AT).state == "approved"
    assert broken_cases()[1] == []


def _die_within(case, parties, moment):
    from ronghe.portal.cases.commands import acts, record

    def die(*_args, **_kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "before the event":
        record.write_event = die
    elif moment == "after the event":
        acts._follow = die
    with transaction.atomic():
        make.do(case, "approve", parties.actor("officer"), make.APPROVE_AT)
        die()


def test_form_data_cannot_shadow_a_fact_that_the_system_knows(parties):
    Mark.objects.create(
        organisation=parties.enterprise.organisation,
        kind=Mark.Kind.BAD_RECORD,
        reason="示例记录",
        since="2024-01-01",
        recorded_by=parties.officer.user,
    )
    case = make.begun(parties, "qualification", "enterprise", make.QUALIFY_AT)
    forged = {
        **make.QUALIFICATION,
        "enterprise.bad_record": False,
        "enterprise": {"bad_record": False},
        "facts": {"enterprise.bad_record": False},
    }
    make.fill(case, forged)
    decision = make.do(case, "submit", parties.actor("enterprise"), make.QUALIFY_AT, **{"enterprise.bad_record": False})
    assert "JL-02-R" in {one.rule for one in decision.findings}


def test_events_cannot_be_changed_or_removed(parties):
    case = make.qualification(parties)
    event = Event.objects.filter(case=case).first()
    for statement in ("UPDATE cases_event SET action = 'x' WHERE id = %s", "DELETE FROM cases_event WHERE id = %s"):
        with pytest.raises(Exception, match=r"Cannot (update|delete)"), connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])
    assert broken_cases()[1] == []


def test_a_record_changed_behind_the_databases_back_is_found(parties):
    case = make.qualification(parties)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_event SET at = at - interval '1 day' WHERE case_id = %s AND sequence = 2", [case.pk]
        )
        cursor.execute("ALTER TABLE cases_event ENABLE TRIGGER USER")
    assert [(one.number, one.reason) for one in broken_cases()[1]] == [(case.number, "event 2 was changed")]


def test_indexed_values_follow_the_draft(parties):
    guide = make.guide(parties, "draft")
    for title in ("甲", "乙"):
        commands.save_draft(
            case_id=guide.pk,
            actor=parties.actor("enterprise"),
            section="overview",
            posted={"title": title, "summary": "简介", "field": "automobiles", "directions": ["new_energy"]},
            revision=make.again(guide).revision,
            at=make.GUIDE_AT,
        )
    assert sorted(IndexedValue.objects.filter(case=guide).values_list("field", "text")) == [
        ("directions", "new_energy"),
        ("field", "automobiles"),
        ("title", "乙"),
    ]


def test_a_file_that_was_never_handed_in_does_not_count(parties):
    case = make.begun(parties, "qualification", "enterprise", make.QUALIFY_AT)
    forged = {"name": "信用报告.pdf", "digest": "sha256:" + "0" * 64, "size": 10}
    commands.save_draft(
        case_id=case.pk,
        actor=parties.actor("enterprise"),
        section="finance",
        posted={"credit_report": forged, "credit_report_issuer": "示例机构"},
        revision=0,
        at=make.QUALIFY_AT,
    )
    assert make.again(case).data == {"credit_report_issuer": "示例机构"}


def test_beginning_twice_from_the_same_page_opens_one_case(parties):
    token = uuid.uuid4()
    begun = at_once(
        8,
        lambda _: commands.begin(
            version_id=parties.version.pk,
            kind="qualification",
            actor=parties.actor("enterprise"),
            at=make.QUALIFY_AT,
            token=token,
        ),
    )
    assert {one.case.pk for one in begun} == {Case.objects.get().pk}
