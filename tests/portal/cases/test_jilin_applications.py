"""The Jilin programme on the platform: applications, each duty by its behaviour and its refusal."""

import datetime as dt

import pytest

from ronghe.portal.notices.commands import settle_objection
from ronghe.portal.notices.models import Objection
from ronghe.rulebook.decisions import Allowed
from tests.portal import factories as make
from tests.portal.cases.duties import broken, object_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return make.Parties()


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
