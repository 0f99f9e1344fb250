"""Values that the definition leaves to the office: set with a reason, kept, in force for the next act."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.cases import queries
from ronghe.portal.cases.queries.limits import limits
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.programmes.commands import set_setting
from ronghe.portal.programmes.models import ProgrammeSetting
from ronghe.portal.programmes.settings import history_of, programme_lines
from tests.portal import factories as make
from tests.portal.agreements.moe import AT, PRACTICE, Moe, plain

pytestmark = pytest.mark.django_db

PROGRAMME = "moe-collaborative-projects"


@pytest.fixture
def moe():
    return Moe()


def set_(moe, key, value, *, reason="部长办公会议定。", who="officer", at=AT):
    return set_setting(programme=PROGRAMME, key=key, value=value, reason=reason, acting=getattr(moe, who), at=at)


def line(key):
    return next(one for one in programme_lines(PROGRAMME) if one.key == key)


def sent(moe, guide):
    """Return an application that its teacher has sent to the university."""
    case = moe.begin("application", "teacher", parent_id=guide.pk, item=0)
    make.fill(case, {**plain(PRACTICE["application"]), "ends_on": "2026-02-28"})
    return moe.do(case, "send", "teacher")


def test_a_value_counts_until_the_office_sets_another_and_every_change_stays_on_record(moe):
    defaults = line("leader_applications").value
    set_(moe, "leader_applications", "2")
    set_(moe, "leader_applications", "5", reason="试点扩大。")

    assert (defaults, line("leader_applications").value, line("leader_applications").by_office) == (3, 5, True)
    assert [(one.value, one.reason) for one in history_of(programme=PROGRAMME, key="leader_applications")] == [
        (5, "试点扩大。"), (2, "部长办公会议定。"),
    ]  # fmt: skip


def test_an_empty_value_goes_back_to_what_the_definition_says(moe):
    set_(moe, "capital_floor", "1000000")
    set_(moe, "capital_floor", "")

    assert (line("capital_floor").value, line("capital_floor").by_office) == (Decimal(5000000), False)


@pytest.mark.parametrize(
    ("key", "value", "reason", "fields"),
    [
        ("leader_applications", "many", "", ["value", "reason"]),
        ("leader_applications", "-1", "x", ["value"]),
        ("cut_over", "2024-02-31", "x", ["value"]),
        ("capital_floor", "5 million", "x", ["value"]),
    ],
)
def test_what_does_not_fit_is_refused_with_every_reason(moe, key, value, reason, fields):
    refused = set_(moe, key, value, reason=reason)

    assert isinstance(refused, Refused)
    assert [one.field for one in refused.problems] == fields
    assert not ProgrammeSetting.objects.exists()


@pytest.mark.parametrize("who", ["expert", "enterprise", "office", "teacher"])
def test_only_whoever_runs_the_programme_sets_its_values(moe, who):
    with pytest.raises(NoAccess):
        set_(moe, "leader_applications", "1", who=who)


def test_a_value_nobody_left_to_the_office_cannot_be_set(moe):
    with pytest.raises(NoAccess):
        set_(moe, "anything", "1")


def test_what_was_set_cannot_be_changed_afterwards(moe):
    set_(moe, "leader_applications", "2")

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ProgrammeSetting.objects.update(value=9)


@pytest.mark.requirement("MOE-08")
def test_the_limit_that_the_office_sets_bars_the_next_application_of_a_leader(moe):
    guide = moe.guide()
    sent(moe, guide)
    set_(moe, "leader_applications", "1")
    second = moe.begin("application", "teacher", parent_id=guide.pk, item=0)
    make.fill(second, {**plain(PRACTICE["application"]), "ends_on": "2026-02-28"})

    refused = make.do(second, "send", moe.actor("teacher"), AT)

    assert [one.rule for one in refused.findings if one.severity.value == "block"] == ["quota:yearly_applications"]


@pytest.mark.requirement("MOE-08")
def test_before_anything_is_handed_in_people_see_how_many_are_left(moe):
    guide = moe.guide()
    moe.do(sent(moe, guide), "agree", "office")

    page = queries.begin_page(
        programme=PROGRAMME, kind="application", acting=moe.teacher, at=AT, parent=guide.number, item=0
    )

    seen = {one.title.zh: (one.limit, one.left) for one in page.limits}
    assert [seen[name] for name in seen if "每年申报数" in name] == [(3, 2)]
    assert [seen[name] for name in seen if "拟设立数" in name] == [(2, 2)]


@pytest.mark.requirement("MOE-20")
def test_the_office_moves_the_cut_over_and_a_guide_cannot_pass_in_the_new_mode_before_it(moe):
    set_(moe, "cut_over", "2025-04-01", reason="通知发布之日起。")
    case = make.fill(moe.begin("guide", "enterprise"), plain(PRACTICE["guide"]))
    moe.do(case, "submit", "enterprise")
    moe.do(case, "forward", "officer")
    answers = {"experts": 3, "opinion": "符合要求。", "fits": True}

    early = make.do(case, "pass", moe.actor("expert"), AT, **answers)
    later = moe.do(case, "pass", "expert", dt.datetime(2025, 4, 1, 10, tzinfo=make.ZONE), **answers)

    assert [one.rule for one in early.findings if one.severity.value == "block"] == ["MOE-20"]
    assert later.state == "published"


def test_the_limits_of_a_case_need_the_same_few_queries_however_many_there_are(moe, django_assert_max_num_queries):
    case = sent(moe, moe.guide())
    found = queries.case_page(number=case.number, acting=moe.teacher, at=AT).case

    with django_assert_max_num_queries(4):
        lines = limits(case=found, at=AT)

    assert len(lines) >= 3
