"""Search: by two characters and more, by number, sound and other words of one meaning; only what may be seen."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ronghe.portal.base.search import asked
from ronghe.portal.cases import queries
from ronghe.portal.cases.commands import merge, save_draft
from ronghe.portal.cases.models import CaseSearch
from ronghe.portal.cases.public_queries import public_cases
from tests.portal import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-21")]


@pytest.fixture
def parties():
    return make.Parties()


def found(text, acting):
    return queries.found_cases(asked(text), acting=acting, at=make.REVIEW_AT)


def titles(text, acting):
    return [one.case.title for one in found(text, acting).rows]


@pytest.fixture
def university(parties):
    name = "吉林示例大学"
    organisation = parties.office.organisation
    organisation.name = name
    organisation.save()
    return organisation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学习", ["机器学习课程改革"]),
        ("课程", ["机器学习课程改革"]),
        ("机器　改革", ["机器学习课程改革"]),
        ("学习机器人", []),
        ("材料 课程", []),
        ("教学内容", ["产学合作示范", "机器学习课程改革"]),
        ("jqxx", ["机器学习课程改革"]),
        ("jiqixuexi", ["机器学习课程改革"]),
        ("示例大学", ["产学合作示范", "机器学习课程改革"]),
        ("jlsldx", ["产学合作示范", "机器学习课程改革"]),
        ("jilinshili", ["产学合作示范", "机器学习课程改革"]),
        ("示例大学 课程", ["机器学习课程改革"]),
        ("产学研", ["产学合作示范"]),
        ("产学研合作", ["产学合作示范"]),
        ("产学", ["产学合作示范"]),
        ("王小五", ["机器学习课程改革"]),
        ("wxw", ["机器学习课程改革"]),
        ("'); --", []),
        ("' | '示例':*", ["产学合作示范", "机器学习课程改革"]),
    ],
)
def test_cases_are_found_by_title_sound_party_person_and_meaning(parties, university, text, expected):
    guide = make.guide(parties, items=[{**make.ITEM, "title": "教学内容"}])
    make.application(parties, "submitted", guide, title="机器学习课程改革", leader="王小五")
    make.application(parties, "submitted", guide, title="产学合作示范", leader="赵六")

    rows = [one.case for one in found(text, parties.office).rows if one.case.kind == "application"]

    assert sorted(one.title for one in rows) == sorted(expected)


def test_a_number_is_found_whole_by_its_beginning_and_by_its_digits(parties):
    case = make.application(parties)
    whole, beginning, digits = case.number, case.number[:-1], case.number.rpartition("-")[2]

    assert [titles(one, parties.office)[:1] for one in (whole, whole.lower(), beginning, digits)] == [[case.title]] * 4


def test_the_very_number_comes_first_then_names_then_titles(parties, university):
    guide = make.guide(parties)
    first = make.application(parties, "submitted", guide, title="第一项")
    make.application(parties, "submitted", guide, title=f"参照{first.number}的做法")
    named = make.application(parties, "submitted", guide, title="第三项", leader="王小五")
    titled = make.application(parties, "submitted", guide, title="王小五教学法研究", leader="赵六")

    numbers = [one.case.pk for one in found(first.number, parties.office).rows]
    names = [one.case.pk for one in found("王小五", parties.office).rows]

    assert (numbers[0], names) == (first.pk, [named.pk, titled.pk])


@pytest.mark.parametrize(
    ("text", "too_short"), [("学", True), (" j ", True), ("", False), ("——", True), ("学习", False)]
)
def test_less_than_two_characters_are_said_to_be_too_short_and_find_nothing(parties, text, too_short):
    make.application(parties)

    assert (asked(text).too_short, found(text, parties.office).count > 0) == (too_short, text == "学习")


def test_words_of_the_same_meaning_find_each_other(parties):
    guide = make.guide(parties)
    make.application(parties, "submitted", guide, title="双创教育改革")
    make.application(parties, "submitted", guide, title="创新创业实践基地")

    assert sorted(titles("创新创业", parties.office)) == sorted(titles("双创", parties.office)) == [
        "创新创业实践基地", "双创教育改革",
    ]  # fmt: skip


def test_nothing_is_found_or_counted_that_may_not_be_seen(parties):
    guide = make.guide(parties)
    make.application(parties, "draft", guide, title="秘密课题")
    make.application(parties, "at_university", guide, title="秘密课题")
    other = make.member(make.organisation("university"), "project_office")
    colleague = make.member(parties.office.organisation, "teacher")

    seen = {
        who: (len(result.rows), result.count, [one.count for one in result.kinds])
        for who, acting in [("teacher", parties.teacher), ("office", parties.office), ("officer", parties.officer),
                            ("enterprise", parties.enterprise), ("other", other), ("colleague", colleague)]
        for result in [found("秘密", acting)]
    }  # fmt: skip

    assert seen == {"teacher": (2, 2, [2]), "office": (1, 1, [1])} | dict.fromkeys(
        ("officer", "enterprise", "other", "colleague"), (0, 0, [])
    )


def test_the_public_finds_offered_guides_and_results_but_no_applications_and_nobody_by_name(parties):
    guide = make.guide(parties, title="公开的示例指南")
    make.guide(parties, "draft", title="未公开的示例指南")
    make.application(parties, "submitted", guide, title="示例申报")
    make.project(parties, "closed")

    def public(text):
        result = public_cases(asked(text))
        return [one.case.title for one in result.rows], result.count

    name = make.again(make.Case.objects.get(kind="project", state="closed")).leader.name

    assert public("示例指南") == (["公开的示例指南"], 1)
    assert public("示例申报") == ([], 0)
    assert public("示例·丁") == ([], 0)
    assert [one for one in public_cases(asked(name)).rows if one.case.kind == "project"] == []
    assert {(one.case.kind, one.case.state) for one in public_cases(asked("机器学习")).rows} == {
        ("application", "approved"), ("project", "closed"),
    }  # fmt: skip


def test_what_is_saved_is_found_at_once_and_by_its_old_name_no_more(parties):
    guide = make.guide(parties)
    case = make.application(parties, "draft", guide, title="旧名称课题")
    save_draft(
        case_id=case.pk, actor=parties.actor("teacher"), section=_section_of(case, "title"), at=make.APPLY_AT,
        posted={"title": "新名称课题"}, revision=make.again(case).revision,
    )  # fmt: skip

    assert (titles("新名称", parties.teacher), titles("旧名称", parties.teacher)) == (["新名称课题"], [])


def _section_of(case, key):
    definition = make.definition(case.version_id)
    form = definition.forms[definition.cases[case.kind].form]
    return next(one.key for one in form.sections if key in {field.key for field in one.fields})


def test_a_case_is_found_under_the_successor_of_a_party(parties):
    case = make.application(parties)
    keeper = make.member(make.organisation("ministry"), "officer")
    successor = make.organisation("university", name="后继示例大学")
    merge(
        organisation_id=parties.office.organisation_id, into_id=successor.pk, acting=keeper,
        reason="合并办学。", at=make.REVIEW_AT, day=make.REVIEW_AT.date(),
    )  # fmt: skip

    assert case.pk in [one.case.pk for one in found("后继示例", parties.enterprise).rows]


def test_search_can_be_built_anew(parties):
    case = make.application(parties, title="机器学习课程改革")
    before = dict(CaseSearch.objects.values_list("case_id", "vector"))
    CaseSearch.objects.all().delete()
    nothing = titles("机器学习", parties.office)
    call_command("rebuild_search", missing=True)

    assert (nothing, dict(CaseSearch.objects.values_list("case_id", "vector")), case.pk in before) == ([], before, True)


def test_search_needs_the_same_queries_for_one_case_and_for_three(parties):
    def count():
        with CaptureQueriesContext(connection) as context:
            found("课程", parties.office)
        return len(context)

    guide = make.guide(parties)
    make.application(parties, "submitted", guide)
    one = count()
    for _ in range(2):
        make.application(parties, "submitted", guide)

    assert (count(), one <= 8) == (one, True)


def test_lists_are_filtered_by_the_same_search(parties, university):
    guide = make.guide(parties)
    make.application(parties, "submitted", guide, title="机器学习课程改革")
    make.application(parties, "submitted", guide, title="材料科学")

    def listed(text):
        filters = queries.Filters(search=text, sort="title")
        found = queries.case_list(
            programme="jl-collaborative-projects", kind="application", filters=filters, acting=parties.office,
            at=make.REVIEW_AT,
        )  # fmt: skip
        return [row.case.title for row in found.rows]

    assert [listed(one) for one in ("学习", "jlsldx", "cailiao", "没有的")] == [
        ["机器学习课程改革"], ["机器学习课程改革", "材料科学"], ["材料科学"], [],
    ]  # fmt: skip
