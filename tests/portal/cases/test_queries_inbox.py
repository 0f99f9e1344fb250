"""The inbox: what waits for whom, what is pressing, what is offered next and to begin."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ronghe.portal.cases import queries
from tests.portal import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make.Parties()


def offers(inbox):
    """Return what is offered first, by the state of the case."""
    return {
        (group.state_key, tuple(key for key, _ in one.next.actions)) for group in inbox.groups for one in group.cases
    }


def count_queries(read):
    with CaptureQueriesContext(connection) as context:
        read()
    return len(context)


def test_the_inbox_groups_what_waits_by_kind_and_state_with_the_next_step(parties):
    guide = make.guide(parties)
    for _ in range(2):
        make.application(parties, "submitted", guide)
    make.application(parties, "shortlisted", guide)

    found = queries.inbox(acting=parties.enterprise, at=make.REVIEW_AT)

    assert {(one.kind, one.state_key, one.count, one.late) for one in found.groups} == {
        ("application", "submitted", 2, 0),
        ("application", "shortlisted", 1, 0),
    }
    assert offers(found) == {("submitted", ("review",)), ("shortlisted", ())}
    assert [one.next.barred.zh for group in found.groups for one in group.cases if one.next.barred] == [
        "评审结果公示期未满，不能提交省教育厅。"
    ]


def test_an_inbox_offers_the_main_act_that_the_rules_allow_and_leaves_a_choice_of_several_to_the_person(parties):
    guide = make.guide(parties)
    reviewed = make.application(parties, "submitted", guide)
    make.must(reviewed, "review", parties.actor("enterprise"), make.REVIEW_AT, **make.REVIEW)
    make.application(parties, "recommended", guide)
    make.application(parties, "shortlisted", guide)

    found = [
        offers(queries.inbox(acting=acting, at=make.RECOMMEND_AT)) for acting in (parties.enterprise, parties.officer)
    ]

    assert found == [
        {("submitted", ("shortlist",)), ("shortlisted", ("recommend",))},
        {("recommended", ("approve_key", "approve"))},
    ]


def test_an_inbox_shows_the_most_pressing_of_each_kind_and_state(parties):
    guide = make.guide(parties)
    for number in range(8):
        make.application(parties, "submitted", guide, title=f"课程{number}")
    make.application(parties, "shortlisted", guide)

    found = queries.inbox(acting=parties.enterprise, at=make.REVIEW_AT)

    assert {(one.state_key, one.count, len(one.cases), one.more) for one in found.groups} == {
        ("submitted", 8, 6, 2),
        ("shortlisted", 1, 1, 0),
    }


def test_what_is_due_within_three_days_is_counted_apart_from_what_is_late(parties):
    make.guide(parties, "in_review")
    due = make.again(make.guide(parties, "in_review")).due_at

    found = [
        (inbox.late, inbox.soon)
        for before in (dt.timedelta(days=4), dt.timedelta(days=2), dt.timedelta(0))
        for inbox in [queries.inbox(acting=parties.officer, at=due - before)]
    ]

    assert found == [(0, 0), (0, 2), (2, 0)]


def test_nothing_is_offered_to_begin_that_could_no_longer_be_handed_in(parties):
    found = {
        at: ([one.kind for one in inbox.beginnings], [(one.kind, one.closed.closes) for one in inbox.over])
        for at in (make.APPLY_AT, make.APPROVE_AT)
        for inbox in [queries.inbox(acting=parties.teacher, at=at)]
    }

    assert found == {
        make.APPLY_AT: (["application"], []),
        make.APPROVE_AT: ([], [("application", dt.date(2024, 11, 1))]),
    }


def test_the_most_pressing_group_comes_first_and_late_cases_are_counted(parties):
    make.application(parties, "recommended")
    make.guide(parties, "in_review")
    late = make.RECOMMEND_AT + dt.timedelta(days=30)

    found = queries.inbox(acting=parties.officer, at=late)

    assert [(one.kind, one.late) for one in found.groups] == [("guide", 1), ("application", 1)]
    assert [one.cases[0].age for one in found.groups] == ["late", "late"]


def test_the_last_day_in_time_is_the_tenth_working_day(parties):
    make.guide(parties, "in_review")

    group = queries.inbox(acting=parties.officer, at=make.GUIDE_AT).groups[0]

    assert group.cases[0].due_on == dt.date(2024, 10, 10)


def test_drafts_wait_for_nobody_and_are_shown_to_their_author_only(parties):
    make.application(parties, "draft")

    seen = {
        who: (len(found.drafts), found.count)
        for who in ("officer", "enterprise", "office", "teacher")
        for found in [queries.inbox(acting=getattr(parties, who), at=make.APPLY_AT)]
    }

    assert seen == {"officer": (0, 0), "enterprise": (0, 0), "office": (0, 0), "teacher": (1, 0)}


def test_everybody_sees_what_they_may_begin_and_the_window_that_concerns_them(parties):
    found = {
        who: (
            [one.kind for one in inbox.beginnings],
            [(one.window.closes, one.state) for one in inbox.windows],
        )
        for who in ("officer", "enterprise", "office", "teacher")
        for inbox in [queries.inbox(acting=getattr(parties, who), at=make.APPLY_AT)]
    }

    assert found == {
        "officer": ([], []),
        "enterprise": (["qualification", "guide"], []),
        "office": ([], [(dt.date(2024, 11, 1), "open")]),
        "teacher": (["application"], []),
    }


def test_messages_to_a_role_are_in_its_inbox_until_they_are_read(parties):
    make.application(parties, "approved")
    inbox = queries.inbox(acting=parties.teacher, at=make.APPROVE_AT)

    assert [one.zh for one in inbox.messages] == ["贵校的申报已立项为一般项目。"]


@pytest.mark.parametrize("who", ["officer", "enterprise", "office", "teacher"])
def test_an_inbox_needs_the_same_queries_for_one_case_and_for_three(parties, who):
    guide, acting = make.guide(parties), getattr(parties, who)
    states = ["draft", "at_university", "submitted", "recommended"]
    for state in states:
        make.application(parties, state, guide)
    one = count_queries(lambda: queries.inbox(acting=acting, at=make.APPROVE_AT))
    for state in states * 2:
        make.application(parties, state, guide)

    assert count_queries(lambda: queries.inbox(acting=acting, at=make.APPROVE_AT)) == one
