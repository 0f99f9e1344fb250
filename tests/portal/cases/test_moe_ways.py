"""One project of each of the Ministry's modes, from the guide to the published closing, every party in its turn."""

import datetime as dt
from typing import Any

import pytest

from ronghe.portal.agreements.models import Agreement, Filing, PromisedResult
from ronghe.portal.cases import commands
from ronghe.portal.cases.models import Case, Message
from ronghe.portal.cases.offer import offer
from ronghe.portal.notices.models import Notice
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes.commands import publish, publish_overlay
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.decisions import Allowed, Decision, Refused
from tests.portal.agreements.moe import LIBRARY, PRACTICE, Moe, plain
from tests.portal.factories import ZONE, attached, do, fill, member, organisation, person

pytestmark = pytest.mark.django_db

NEW_WAYS = ["enterprise:submit", "officer:forward", "expert:pass"]
OLD_WAYS = [*NEW_WAYS, "officer:publish"]
GUIDE: dict[str, Any] = plain(PRACTICE["guide"])
UNDER_OLD_LIST: dict[str, Any] = {"priority_areas": [], "items": [{**GUIDE["items"][0], "area": ""}]}


class Mode(Moe):
    """The people of the Ministry's programme in one of its modes."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.version = ProgrammeVersion.objects.filter(version=folder[4:] + ".1").first() or publish(
            folder=LIBRARY / folder, library=LIBRARY, operator=self.officer.organisation, at=at(2020, 1), offer=offer()
        )

    def act(self, case: Case, way: str, when: dt.datetime, **asked: object) -> Case:
        """Perform `<who>:<action>`, handing in what the worked cases call by a name in `given`."""
        who, _, action = way.partition(":")
        given = asked.pop("given", "")
        named = self.asked(case, who, str(given)) if given else {}
        return self.do(case, action, who, when, **{**named, **asked})


def at(year: int, month: int) -> dt.datetime:
    """Return a day of a month."""
    return dt.datetime(year, month, 20, 10, tzinfo=ZONE)


def guide_of(mode: Mode, when: dt.datetime, ways: list[str], **changes: object) -> Case:
    begun = commands.begin(version_id=mode.version.pk, kind="guide", actor=mode.actor("enterprise"), at=when)
    assert begun.case is not None
    case = fill(begun.case, {**GUIDE, **changes})
    for way in ways:
        passing: dict[str, Any] = {"experts": 3, "opinion": "符合要求。", "fits": True} if way.endswith(":pass") else {}
        case = mode.act(case, way, when, **passing)
    return case


def agreed(mode: Mode, guide: Case, when: dt.datetime) -> Case:
    """Return a project that both sides have signed."""
    begun = commands.begin(
        version_id=mode.version.pk, kind="application", actor=mode.actor("teacher"), at=when, parent_id=guide.pk, item=0
    )
    assert begun.case is not None, [each.message.zh for each in begun.decision.findings]
    year = when.year
    dates = {"starts_on": f"{year + 1}-01-01", "ends_on": f"{year + 1}-12-31", "leader": mode.teacher.user.name}
    case = fill(begun.case, {**plain(PRACTICE["application"]), **dates})
    mode.act(case, "teacher:send", when)
    mode.act(case, "office:agree", when)
    mode.act(case, "enterprise:record_review", when, reviewer="示例·评审人", score="90", comment="目标明确。")
    mode.act(case, "enterprise:select", when, reasons="方案可行。")
    project = Case.objects.get(parent=case)
    days = {"money_due_on": f"{year + 1}-03-31", "goods_due_on": f"{year + 1}-03-31", **dates}
    days.pop("leader")
    mode.act(project, "teacher:propose", when, given="agreement", **days)
    mode.act(project, "office:sign_university", when, given="signature")
    return mode.act(project, "enterprise:sign_enterprise", when, given="signature")


@pytest.mark.requirement("MOE-11", "MOE-14", "MOE-15")
def test_in_the_new_mode_the_university_confirms_files_and_publishes() -> None:
    mode = Mode("moe-2024")
    guide = guide_of(mode, at(2024, 9), NEW_WAYS)
    project = agreed(mode, guide, at(2024, 10))

    mode.act(project, "office:confirm", at(2024, 11), checked=True, opinion="同意立项。")
    mode.act(project, "office:file", at(2024, 11), documents="申报书、协议")
    mode.act(project, "teacher:finish", at(2026, 1), given="report")
    mode.act(project, "enterprise:conclude", at(2026, 2), conclusion="pass", reasons="符合约定。")
    mode.act(project, "office:agree_conclusion", at(2026, 2), opinion="同意。")
    project = mode.act(project, "office:publish_closing", at(2026, 3))

    assert project.state == "closed"
    assert Case.objects.get(pk=project.parent_id).state == "established"
    assert Filing.objects.get(case=project).number == "MOE-2024-000001"
    assert Agreement.objects.get(case=project).signed_at is not None
    assert PromisedResult.objects.filter(case=project).count() == 3
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == ["guides", "closed"]


@pytest.mark.requirement("MOE-20")
def test_in_the_old_mode_the_ministry_publishes_approval_and_closing_also_after_the_cut_over() -> None:
    mode = Mode("moe-2020")
    guide = guide_of(mode, at(2022, 9), OLD_WAYS, **UNDER_OLD_LIST)
    project = agreed(mode, guide, at(2022, 10))

    mode.act(project, "expert:approve", at(2022, 11), opinion="同意立项。")
    mode.act(project, "officer:publish_approval", at(2022, 12), number="202202000001", documents="示例立项文件")
    mode.act(project, "teacher:finish", at(2024, 7), given="report")
    mode.act(project, "office:pass_on", at(2024, 7))
    mode.act(project, "enterprise:conclude", at(2024, 8), conclusion="pass", reasons="符合约定。")
    mode.act(project, "office:agree_conclusion", at(2024, 8), opinion="同意。")
    mode.act(project, "expert:review_closing", at(2024, 9), opinion="同意结题。")
    refused = do(project, "publish_closing", mode.actor("office"), at(2024, 9))
    project = mode.act(project, "officer:publish_closing", at(2024, 10))

    assert isinstance(refused, Refused)
    assert project.state == "closed"
    assert Filing.objects.get(case=project).number == "202202000001"
    kinds = list(Notice.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["guides", "selected", "approvals", "closed"]


@pytest.mark.requirement("MOE-20")
def test_on_the_day_of_the_cut_over_an_old_guide_can_no_longer_be_published() -> None:
    mode = Mode("moe-2020")
    guide = guide_of(mode, at(2024, 5), OLD_WAYS[:3], **UNDER_OLD_LIST)

    refused = do(guide, "publish", mode.actor("officer"), dt.datetime(2024, 6, 17, tzinfo=ZONE))

    assert isinstance(refused, Refused)
    assert [each.rule for each in refused.findings] == ["MOE-20"]


@pytest.mark.requirement("MOE-08", "MOE-13")
def test_a_revoked_guide_stops_what_is_not_approved_and_tells_who_goes_on() -> None:
    mode = Mode("moe-2024")
    guide = guide_of(mode, at(2024, 9), NEW_WAYS)
    running = agreed(mode, guide, at(2024, 10))
    mode.act(running, "office:confirm", at(2024, 11), checked=True, opinion="同意立项。")
    mode.act(running, "office:file", at(2024, 11), documents="申报书、协议")
    signed = agreed(mode, guide, at(2024, 11))
    Message.objects.all().delete()

    mode.act(guide, "officer:revoke", at(2024, 12), reasons="指南内容不实。")

    states = {case.pk: case.state for case in Case.objects.all()}
    assert (states[running.pk], states[signed.pk]) == ("running", "stopped")
    assert (states[running.parent_id or 0], states[signed.parent_id or 0]) == ("established", "held")
    told = Message.objects.order_by("pk").values_list("case__kind", "user_id", "organisation_id")
    assert set(told) == {
        ("guide", mode.enterprise.user_id, mode.enterprise.organisation_id),
        ("application", mode.teacher.user_id, mode.university.pk),
        ("application", None, mode.university.pk),
        ("project", None, mode.university.pk),
        ("project", None, mode.enterprise.organisation_id),
    }


@pytest.mark.requirement("MOE-13")
def test_the_university_gives_a_project_another_leader_when_the_old_one_has_left() -> None:
    mode = Mode("moe-2024")
    guide = guide_of(mode, at(2024, 9), NEW_WAYS)
    project = agreed(mode, guide, at(2024, 10))
    mode.act(project, "office:confirm", at(2024, 11), checked=True, opinion="同意立项。")
    mode.act(project, "office:file", at(2024, 11), documents="申报书、协议")
    heir = member(mode.university, "teacher", user=person(name="示例·继任者"))
    change = {
        "kind": "leader",
        "before": "示例·负责人",
        "after": "示例·继任者",
        "reasons": "调离。",
        "new_leader": "示例·继任者",
    }

    too_early = do(project, "request_new_leader", mode.actor("office"), at(2025, 1), **change)
    Membership.objects.filter(pk=mode.teacher.pk).update(status=Membership.Status.ENDED, until=dt.date(2025, 2, 1))
    mode.act(project, "office:request_new_leader", at(2025, 3), **change)
    project = mode.act(project, "enterprise:approve_leader", at(2025, 3), opinion="同意。")

    assert isinstance(too_early, Refused)
    assert (project.state, project.leader_id, project.data["leader"]) == ("running", heir.user_id, "示例·继任者")


@pytest.mark.requirement("MOE-03")
def test_when_an_enterprise_is_excluded_applicants_under_its_other_guides_are_told_and_stopped() -> None:
    mode = Mode("moe-2024")
    bad, other = (guide_of(mode, at(2024, 9), NEW_WAYS) for _ in range(2))
    project = agreed(mode, other, at(2024, 10))
    Message.objects.all().delete()

    evidence = attached(bad, mode.actor("officer"))
    mode.act(bad, "officer:exclude", at(2024, 12), facts="虚假承诺。", evidence=evidence)
    refused = do(project, "confirm", mode.actor("office"), at(2024, 12), checked=True, opinion="同意立项。")

    told = Message.objects.filter(case__kind="application").values_list("case_id", "user_id")
    assert list(told) == [(project.parent_id, mode.teacher.user_id)]
    assert isinstance(refused, Refused)
    assert [each.rule for each in refused.findings] == ["MOE-03-X"]


@pytest.mark.requirement("MOE-12")
def test_the_example_of_a_universitys_additions_holds_for_its_own_projects_only() -> None:
    mode = Mode("moe-2024")
    guide = guide_of(mode, at(2024, 9), NEW_WAYS)
    text = (LIBRARY / "overlays/example-university-2026/definition.yaml").read_text(encoding="utf-8")
    publish_overlay(
        programme="moe-collaborative-projects", text=text, acting=mode.office, at=at(2024, 9), offer=offer()
    )

    incomplete = sent(mode, guide, at(2024, 10))
    mode.teacher = member(organisation("university"), "teacher")
    elsewhere = sent(mode, guide, at(2024, 10))

    assert isinstance(incomplete, Refused)
    assert [each.rule for each in incomplete.findings] == ["form:school_opinion", "form:school_opinion_file"]
    assert isinstance(elsewhere, Allowed)


def sent(mode: Mode, guide: Case, when: dt.datetime) -> Decision:
    """Return what comes of sending an application without what only some universities ask for."""
    begun = commands.begin(
        version_id=guide.version_id,
        kind="application",
        actor=mode.actor("teacher"),
        at=when,
        parent_id=guide.pk,
        item=0,
    )
    assert begun.case is not None
    case = fill(begun.case, {**plain(PRACTICE["application"]), "leader": mode.teacher.user.name})
    return do(case, "send", mode.actor("teacher"), when)
