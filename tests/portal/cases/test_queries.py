"""Reads of cases: what they find for whom, and that their number of queries does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ronghe.portal.cases import queries
from ronghe.portal.cases.access import access_case
from ronghe.portal.cases.queries import Filters
from ronghe.portal.cases.queries.shown import MASK, sections_of
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Organisation
from tests.portal import factories as make

pytestmark = pytest.mark.django_db

PROGRAMME = "jl-collaborative-projects"


@pytest.fixture
def parties():
    return make.Parties()


def listed(acting, at=make.REVIEW_AT, kind="application", **filters):
    return queries.case_list(programme=PROGRAMME, kind=kind, filters=Filters(**filters), acting=acting, at=at)


def titles(found):
    return [row.case.title for row in found.rows]


def count_queries(read):
    with CaptureQueriesContext(
        connection,
    ) as context:
        read()
    return len(context)


def test_counters_follow_the_filters_but_not_the_state(parties):
    guide = make.guide(parties)
    for state, title in [("submitted", "机器学习"), ("submitted", "材料科学"), ("shortlisted", "机器视觉")]:
        make.application(parties, state, guide, title=title)

    found = listed(parties.enterprise, search="机器", state="submitted")

    assert {one.key: one.count for one in found.counters if one.count} == {"submitted": 1, "shortlisted": 1}
    assert titles(found) == ["机器学习"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"fields": {"item.type": "teacher_training"}}, ["乙"]),
        ({"fields": {"item.type": "joint_fund"}}, []),
        ({"fields": {"leader": "示例·丁"}}, ["甲", "乙"]),
        ({"province": "22"}, ["甲", "乙"]),
        ({"province": "21"}, []),
        ({"search": "乙"}, ["甲", "乙"]),  # one character is too short to look for
        ({"sort": "-title"}, ["甲", "乙"]),
        ({"sort": "-number"}, ["乙", "甲"]),
    ],
)
def test_lists_filter_by_choices_province_and_words_and_sort(parties, filters, expected):
    items = [make.ITEM, {**make.ITEM, "type": "teacher_training"}]
    guide = make.guide(parties, items=items)
    make.application(parties, "submitted", guide, title="甲")
    second = make.begun(parties, "application", "teacher", make.APPLY_AT, parent_id=guide.pk, item=1)
    make.fill(second, {**make.APPLICATION, "title": "乙"})
    make.must(second, "send", parties.actor("teacher"), make.APPLY_AT)
    make.must(second, "apply", parties.actor("office"), make.APPLY_AT)

    assert titles(listed(parties.enterprise, **filters)) == expected


def test_lists_filter_by_parent_and_organisation(parties):
    first, second = make.guide(parties), make.guide(parties, title="另一指南")
    make.application(parties, "submitted", first, title="甲")
    make.application(parties, "submitted", second, title="乙")
    university = parties.office.organisation_id

    assert titles(listed(parties.enterprise, parent=second.number)) == ["乙"]
    assert titles(listed(parties.enterprise, organisation=university)) == ["甲", "乙"]
    assert titles(listed(parties.enterprise, organisation=Organisation.objects.latest("pk").pk + 1)) == []


def test_bulk_acts_are_offered_where_one_state_is_chosen_and_only_to_whose_they_are(parties):
    make.application(parties, "submitted")

    offered = {
        (who, state): [key for key, _ in listed(getattr(parties, who), state=state).bulk]
        for who, state in [("enterprise", ""), ("enterprise", "submitted"), ("officer", "submitted")]
    }

    assert offered == {("enterprise", ""): [], ("enterprise", "submitted"): ["shortlist"], ("officer", "submitted"): []}


def test_who_has_no_part_in_a_programme_finds_no_list(parties):
    stranger = make.member(make.organisation("expert_body"), "expert")

    with pytest.raises(NoAccess):
        listed(stranger)


@pytest.mark.parametrize("who", ["officer", "enterprise", "office", "teacher"])
def test_a_list_needs_the_same_queries_for_one_case_and_for_three(parties, who):
    guide, acting = make.guide(parties), getattr(parties, who)
    make.application(parties, "submitted", guide)
    one = count_queries(lambda: listed(acting, state="submitted"))
    for _ in range(2):
        make.application(parties, "submitted", guide)

    three = count_queries(lambda: listed(acting, state="submitted"))

    assert (three, three <= 12) == (one, True)


def test_a_case_page_needs_the_same_queries_with_one_child_and_three(parties):
    guide = make.guide(parties)

    def read():
        queries.case_page(number=guide.number, acting=parties.enterprise, at=make.REVIEW_AT)

    make.application(parties, "submitted", guide)
    one = count_queries(read)
    for _ in range(2):
        make.application(parties, "submitted", guide)

    assert count_queries(read) == one


def test_the_way_of_a_case_leaves_out_what_was_sent_back(parties):
    case = make.application(parties, "at_university")
    make.must(case, "send_back", parties.actor("office"), make.APPLY_AT, **make.REASONS)
    make.must(case, "send", parties.actor("teacher"), make.APPLY_AT)

    page = queries.case_page(number=case.number, acting=parties.office, at=make.APPLY_AT)

    assert [(one.label.en, one.state) for one in page.way] == [
        ("Draft", "done"),
        ("At the university", "current"),
        ("Submitted", "ahead"),
        ("Shortlisted", "ahead"),
        ("Recommended", "ahead"),
        ("Approved as a key project, or Approved as a general project", "ahead"),
    ]


def test_the_history_says_who_did_what_with_which_words_and_that_it_is_whole(parties):
    case = make.application(parties, "at_university")
    make.must(case, "send_back", parties.actor("office"), make.APPLY_AT, **make.REASONS)

    page = queries.case_page(number=case.number, acting=parties.teacher, at=make.APPLY_AT)
    last = page.history[0]

    assert [one.label.zh for one in page.history] == ["退回修改", "报送学校", "申报项目"]
    assert [value.value for section in last.asked for value in section.values] == ["材料不全，请补充。"]
    assert (last.event.actor, last.role.zh, page.chain_holds) == (parties.office.user, "高校项目管理部门", True)


def test_the_page_shows_which_acts_a_rule_bars_and_with_which_values(parties):
    case = make.application(parties, "submitted")

    page = queries.case_page(number=case.number, acting=parties.enterprise, at=make.REVIEW_AT)
    barred = {one.key: [f"{f.rule}/{f.condition}" for f in one.barred] for one in page.prospects}

    assert barred == {"review": [], "shortlist": ["JL-12-R/experts"], "reject": []}


def test_children_are_counted_by_state_as_far_as_the_viewer_sees_them(parties):
    guide = make.guide(parties)
    for state in ("draft", "submitted", "submitted", "shortlisted"):
        make.application(parties, state, guide)

    page = queries.case_page(number=guide.number, acting=parties.enterprise, at=make.REVIEW_AT)

    assert [(one.kind, [(key, number) for key, _, number in one.counts]) for one in page.children] == [
        ("application", [("submitted", 2), ("shortlisted", 1)])
    ]


def test_a_recap_counts_places_on_from_case_to_case(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 1, "money": "300000.00"}])
    cases = [make.application(parties, "submitted", guide) for _ in range(2)]
    for case in cases:
        make.must(case, "review", parties.actor("enterprise"), make.REVIEW_AT, **make.REVIEW)
    about = queries.listing(programme=PROGRAMME, kind="application", acting=parties.enterprise)

    found = queries.recap(
        about=about,
        numbers=[one.number for one in cases],
        action="shortlist",
        acting=parties.enterprise,
        at=make.REVIEW_AT,
    )

    assert [one.allowed for one in found.rehearsals] == [True, False]
    assert [one.rule for one in found.rehearsals[1].decision.findings if one.severity == "block"] == [
        "quota:item_places"
    ]
    assert [make.again(one).state for one in cases] == ["submitted", "submitted"]


def test_a_recap_needs_the_same_queries_for_one_case_and_for_three(parties):
    guide = make.guide(parties, items=[{**make.ITEM, "places": 9}])
    cases = [make.application(parties, "submitted", guide) for _ in range(3)]
    about = queries.listing(programme=PROGRAMME, kind="application", acting=parties.enterprise)

    def read(chosen):
        numbers = [one.number for one in chosen]
        return queries.recap(
            about=about, numbers=numbers, action="shortlist", acting=parties.enterprise, at=make.REVIEW_AT
        )

    read(cases)
    counts = [count_queries(lambda chosen=chosen: read(chosen)) for chosen in (cases[:1], cases)]

    assert (counts[0], counts[0] <= 10) == (counts[1], True)


def test_rules_that_hang_on_what_will_be_filled_in_bar_nothing_yet(parties):
    case = make.project(parties, "preparing")

    page = queries.act_page(number=case.number, action="agree", acting=parties.office, at=make.AGREE_AT)

    assert (page.prospect.barred, {one.rule for one in page.prospect.later}) == ((), {"JL-14-P", "JL-16"})


def test_an_act_of_another_role_has_no_page(parties):
    case = make.application(parties, "submitted")

    with pytest.raises(NoAccess):
        queries.act_page(number=case.number, action="shortlist", acting=parties.office, at=make.REVIEW_AT)


def test_a_form_tells_the_progress_of_each_section(parties):
    guide = make.guide(parties)
    case = make.begun(parties, "application", "teacher", make.APPLY_AT, parent_id=guide.pk, item=0)
    make.fill(case, {key: make.APPLICATION[key] for key in ("title", "department", "starts_on", "ends_on", "goals")})

    page = queries.form_page(number=case.number, acting=parties.teacher, at=make.APPLY_AT)

    assert {one.section.key: str(one.progress) for one in page.sections} == {
        "basics": "complete",
        "people": "not_started",
        "plan": "in_progress",
        "outcome": "not_started",
        "budget": "not_started",
        "attachments": "not_started",
    }


def test_beginning_offers_published_guides_and_says_what_the_rules_say(parties):
    published = make.guide(parties)
    make.guide(parties, "announced")

    page = queries.begin_page(programme=PROGRAMME, kind="application", acting=parties.teacher, at=make.APPLY_AT)
    chosen = queries.begin_page(
        programme=PROGRAMME,
        kind="application",
        acting=parties.teacher,
        at=make.APPLY_AT,
        parent=published.number,
        item=0,
    )

    assert ([one.pk for one in page.parents], page.decision) == ([published.pk], None)
    assert (chosen.items[0].values[0].value, chosen.decision.target) == ("人工智能课程改革", "draft")


def test_personal_answers_are_masked_for_who_has_no_role_in_the_case(parties):
    case = access_case(number=make.application(parties, "submitted").number, acting=parties.enterprise)
    form = queries.case_page(number=case.number, acting=parties.enterprise, at=make.REVIEW_AT).definition.forms[
        "application"
    ]
    shown = sections_of(
        form,
        case.data,
        definition=queries.listing(programme=PROGRAMME, kind="application", acting=parties.enterprise).definition,
        visible=[one.key for one in form.fields()],
        masked=True,
        files={},
    )

    masked = {one.key for section in shown for one in section.values if one.value == MASK}
    assert masked == {"leader_position", "leader_phone"}


def test_an_act_that_needs_a_complete_form_is_not_ready_before(parties):
    guide = make.guide(parties)
    case = make.begun(parties, "application", "teacher", make.APPLY_AT, parent_id=guide.pk, item=0)

    def unfinished():
        page = queries.case_page(number=case.number, acting=parties.teacher, at=make.APPLY_AT)
        return {one.key: (one.ready, one.unfinished) for one in page.prospects}

    before = unfinished()
    make.fill(case, make.APPLICATION)

    assert (before, unfinished()) == (
        {"send": (False, 13), "withdraw": (True, 0)},
        {"send": (True, 0), "withdraw": (True, 0)},
    )
