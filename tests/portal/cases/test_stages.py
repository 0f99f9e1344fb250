"""Stages that a university adds: to everybody else a case in one stands in the state around it."""

import pytest

from ronghe.portal.cases import commands
from ronghe.portal.cases.commands.situation import situation
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.offer import offer
from ronghe.portal.programmes.commands import publish_overlay
from ronghe.portal.programmes.models import Programme
from ronghe.rulebook.problems import DefinitionError
from tests.portal import factories as make
from tests.portal.agreements.moe import AT, Moe

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("MOE-12")]

PROGRAMME = "moe-collaborative-projects"
TEXT = """
schema: rulebook/1
key: with-stages
version: "2026.1"
title: {zh: 附加环节, en: Stages}
follows: {programme: moe-collaborative-projects, version: "2024.1"}
party: university
source: example-university
stages:
  application:
    states:
      looked_at: {label: {zh: 校内查看, en: Looked at}, within: selected}
    actions:
      look: {label: {zh: 查看, en: Look}, by: &office [university.project_office], source: [selected],
             target: looked_at, cites: 第九条}
      done: {label: {zh: 看毕, en: Done}, by: *office, source: [looked_at], target: selected, cites: 第九条}
"""


def publish(moe: Moe, text: str = TEXT, acting: object = None) -> None:
    publish_overlay(programme=PROGRAMME, text=text, acting=acting or moe.office, at=AT, offer=offer())


def looked_at(moe: Moe, guide: Case) -> Case:
    """Return a selected application that its university looks at."""
    publish(moe)
    project = moe.project(guide)
    assert project.parent is not None
    return moe.do(project.parent, "look", "office")


def test_a_case_in_a_stage_keeps_its_place_in_what_others_count() -> None:
    moe = Moe()
    guide = moe.guide()
    case = looked_at(moe, guide)
    moe.teacher = make.member(make.organisation("university"), "teacher")
    other = moe.begin("application", "teacher", parent_id=guide.pk, item=0)

    known = situation(case=other, actor=moe.actor("teacher")).known(names=frozenset({"item.selected"}), at=AT)

    assert (case.state, other.version_id, known) == ("looked_at", guide.version_id, {"item.selected": 1})


def test_a_revoked_guide_stops_an_application_in_a_stage_as_any_other() -> None:
    moe = Moe()
    guide = moe.guide()
    case = looked_at(moe, guide)

    moe.do(guide, "revoke", "officer", reasons="指南内容不实。")

    assert make.again(case).state == "held"


def test_what_only_the_university_does_waits_until_the_stage_is_left() -> None:
    moe = Moe()
    case = looked_at(moe, moe.guide())

    refused = commands.perform(case_id=case.pk, action="look", actor=moe.actor("office"), at=AT, asked={})
    back = moe.do(case, "done", "office")

    assert ([each.rule for each in refused.findings], back.state) == (["state:looked_at"], "selected")


def test_one_name_of_a_stage_lies_within_one_state_for_all_who_add() -> None:
    moe = Moe()
    publish(moe)
    other = make.member(make.organisation("university"), "project_office")
    text = TEXT.replace("key: with-stages", "key: others").replace("within: selected", "within: submitted")
    text = text.replace("[selected]", "[submitted]").replace("target: selected", "target: submitted")

    with pytest.raises(DefinitionError) as refused:
        publish(moe, text, acting=other)
    publish(moe, text.replace("looked_at", "weighed"), acting=other)

    assert [one.path for one in refused.value.problems] == ["stages.application.states.looked_at"]
    assert Programme.objects.get(key=PROGRAMME).stages == {
        "application": {"selected": ["looked_at"], "submitted": ["weighed"]}
    }
