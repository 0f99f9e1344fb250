"""One project of each of the Ministry's modes in a browser, every party in its turn, with refusals on the way."""

import datetime as dt
from typing import Any

import pytest

from ronghe.portal.agreements.models import Agreement, Filing
from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.offer import offer
from ronghe.portal.programmes.commands import publish
from tests.journeys.test_jilin_project import says, state
from tests.portal import factories as make
from tests.portal.agreements.moe import LIBRARY, PRACTICE, plain

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMME = "moe-collaborative-projects"
FILE = "a file"
GUIDE: dict[str, Any] = plain(PRACTICE["guide"])
SIGNED = {"signatory": "示例签署人", "position": "处长", "sealed": True, "copy": FILE}
PASSED = {"experts": 3, "opinion": "符合要求。", "fits": True}


class People:
    """One person for each role of the Ministry's programme, in one of its modes."""

    def __init__(self, folder: str) -> None:
        ministry = make.organisation("ministry", province="", name="示例部委高等教育司")
        self.officer, self.expert = make.member(ministry, "officer"), make.member(ministry, "expert")
        self.enterprise = make.member(make.organisation("enterprise", name="示例软件公司"), "officer")
        self.university = make.organisation("university", name="示例理工大学")
        self.office = make.member(self.university, "project_office")
        self.teacher = make.member(self.university, "teacher", user=make.person(name="示例·负责人"))
        self.province = make.member(make.province(), "officer")
        self.version = publish(
            folder=LIBRARY / folder, library=LIBRARY, operator=ministry, at=at(2020, 1), offer=offer()
        )


def at(year: int, month: int) -> dt.datetime:
    """Return a working hour of a month."""
    return dt.datetime(year, month, 20, 10, tzinfo=make.ZONE)


def application(year: int) -> dict[str, Any]:
    """Return an application for the year after."""
    schedule = [{"starts_on": f"{year + 1}-01-01", "ends_on": f"{year + 1}-12-31", "work": "课程建设"}]
    dates = {"starts_on": f"{year + 1}-01-01", "ends_on": f"{year + 1}-12-31", "schedule": schedule}
    return {**plain(PRACTICE["application"]), **dates, "leader": "示例·负责人", "attachment": FILE}


def agreement(year: int, **changes: object) -> dict[str, Any]:
    """Return an agreement for the year after."""
    days = {"starts_on": f"{year + 1}-01-01", "ends_on": f"{year + 1}-12-31"}
    due = {"money_due_on": f"{year + 1}-03-31", "goods_due_on": f"{year + 1}-03-31"}
    return {**plain(PRACTICE["agreement"]), **days, **due, **changes}


def report(**changes: object) -> dict[str, Any]:
    """Return a closing report that matches every promised result."""
    return {**plain(PRACTICE["report"]), "files": FILE, **changes}


@pytest.mark.requirement("MOE-01", "MOE-02", "MOE-04", "MOE-07", "MOE-08", "MOE-09", "MOE-10", "MOE-11")
@pytest.mark.requirement("MOE-13", "MOE-14", "MOE-15", "MOE-21")
def test_a_project_of_the_new_mode_from_the_rolling_guide_to_the_universitys_closing_list(as_, picture):
    people = People("moe-2024")

    # --- a guide at any time of the year; nothing is public before it has passed
    with as_(people.enterprise, at(2024, 9)) as enterprise:
        guide = enterprise.begin(PROGRAMME, "guide")
        poor = {**GUIDE["items"][0], "money": "0", "goods": "0"}
        enterprise.fill_form(guide, {**GUIDE, "items": [poor]})
        says(enterprise.act(guide, "submit"), "既无资金也无软硬件支持", "第四条")
        enterprise.fill_form(guide, {"items": GUIDE["items"]})
        enterprise.act(guide, "submit")
    with as_(None, at(2024, 9)) as citizen:
        assert GUIDE["title"] not in citizen.go("/guides/").locator("main").inner_text()
    with as_(people.officer, at(2024, 9)) as officer:
        officer.act(guide, "forward")
    with as_(people.expert, at(2024, 9)) as expert:
        says(expert.act(guide, "pass", {**PASSED, "fits": False}), "不能发布")
        expert.act(guide, "pass", PASSED)
    assert state(guide) == "published"
    with as_(None, at(2024, 9)) as citizen:
        says(citizen.go("/guides/").locator("main").inner_text(), GUIDE["title"])
        picture(citizen, "moe-guides")

    # --- a teacher applies, the university agrees, the enterprise selects after a review
    with as_(people.teacher, at(2024, 10)) as teacher:
        number = teacher.begin(PROGRAMME, "application", parent=guide)
        teacher.fill_form(number, {**application(2024), "answers": []})
        says(teacher.act(number, "send"), "有指南要求回答的问题未回答")
        teacher.fill_form(number, {"answers": application(2024)["answers"]})
        teacher.act(number, "send")
    with as_(people.office, at(2024, 10)) as office:
        office.act(number, "agree")
    with as_(people.enterprise, at(2024, 10)) as enterprise:
        says(enterprise.act(number, "select", {"reasons": "方案可行。"}), "尚未登记评审")
        enterprise.act(number, "record_review", {"reviewer": "示例·评审人", "score": "90", "comment": "目标明确。"})
        enterprise.act(number, "select", {"reasons": "方案可行。"})
    assert state(number) == "selected"
    project = str(Case.objects.get(parent__number=number).number)

    # --- the agreement: never below the guide, with IP and sharing, signed by both
    with as_(people.teacher, at(2024, 10)) as teacher:
        low = agreement(2024, money="100", ip_terms="", sharing_terms="")
        says(teacher.act(project, "propose", low), "协议资金低于指南承诺的每项资金", "250,000")
        teacher.act(project, "propose", agreement(2024))
    with as_(people.office, at(2024, 10)) as office:
        says(office.act(project, "confirm", {"checked": True}), "不能办理")
        says(office.act(project, "sign_university", {**SIGNED, "sealed": False}), "未确认已加盖")
        office.act(project, "sign_university", SIGNED)
    with as_(people.enterprise, at(2024, 10)) as enterprise:
        enterprise.act(project, "sign_enterprise", SIGNED)
        enterprise.go(f"/work/case/{project}/")
        picture(enterprise, "moe-signed")
    signed = Agreement.objects.get(case__number=project)
    assert signed.signed_at is not None

    # --- confirmed and filed by the university; only then a project
    with as_(people.teacher, at(2024, 11)) as teacher:
        says(teacher.act(project, "finish", report()), "不能办理")
    with as_(people.office, at(2024, 11)) as office:
        office.act(project, "confirm", {"checked": True, "opinion": "同意立项。"})
        office.act(project, "file", {"documents": "申报书、协议", "file": FILE})
        picture(office, "moe-filed")
    assert Filing.objects.get(case__number=project).number == "MOE-2024-000001"
    assert state(number) == "established"

    # --- money received against promise; the board of each tier
    with as_(people.office, at(2025, 5)) as office:
        office.act(
            project, "record_delivery",
            {"kind": "money", "amount": "100000", "received_on": "2025-04-30", "evidence": FILE},
        )  # fmt: skip
        says(office.go(f"/work/board/{PROGRAMME}/").locator("main").inner_text(), "本校总览", "逾期未到", "15 万元")
        picture(office, "moe-board-university")
    for who, title, name in ((people.province, "全省总览", "province"), (people.officer, "全国总览", "ministry")):
        with as_(who, at(2025, 5)) as reader:
            says(reader.go(f"/work/board/{PROGRAMME}/").locator("main").inner_text(), title)
            picture(reader, f"moe-board-{name}")

    # --- closing: leader, enterprise, university, publication: the order cannot be skipped
    with as_(people.teacher, at(2026, 1)) as teacher:
        missing = report(results=PRACTICE["report"]["results"][:2])
        says(teacher.act(project, "finish", missing), "没有全部对照")
        teacher.act(project, "finish", report())
    with as_(people.office, at(2026, 1)) as office:
        says(office.act(project, "publish_closing"), "不能办理")
    with as_(people.enterprise, at(2026, 1)) as enterprise:
        enterprise.act(project, "conclude", {"conclusion": "pass", "reasons": "符合约定。"})
    with as_(people.office, at(2026, 2)) as office:
        office.act(project, "agree_conclusion", {"opinion": "同意。"})
        office.act(project, "publish_closing")
        office.go(f"/work/case/{project}/")
        picture(office, "moe-closed")
    assert state(project) == "closed"
    with as_(None, at(2026, 2)) as citizen:
        says(citizen.go("/notices/").locator("main").inner_text(), "结题")
    assert Agreement.objects.get(case__number=project).digest == signed.digest
    assert broken_cases()[1] == []


@pytest.mark.requirement("MOE-20")
def test_a_project_of_the_old_mode_is_approved_and_closed_by_the_ministrys_lists(as_, picture):
    people = People("moe-2020")
    old = {**GUIDE, "priority_areas": [], "items": [{**GUIDE["items"][0], "area": ""}]}

    with as_(people.enterprise, at(2022, 9)) as enterprise:
        guide = enterprise.begin(PROGRAMME, "guide")
        enterprise.fill_form(guide, old)
        enterprise.act(guide, "submit")
    with as_(people.officer, at(2022, 9)) as officer:
        officer.act(guide, "forward")
    with as_(people.expert, at(2022, 9)) as expert:
        expert.act(guide, "pass", PASSED)
    with as_(people.officer, at(2022, 9)) as officer:
        officer.act(guide, "publish")
    assert state(guide) == "published"

    with as_(people.teacher, at(2022, 10)) as teacher:
        number = teacher.begin(PROGRAMME, "application", parent=guide)
        teacher.fill_form(number, application(2022))
        teacher.act(number, "send")
    with as_(people.office, at(2022, 10)) as office:
        office.act(number, "agree")
    with as_(people.enterprise, at(2022, 10)) as enterprise:
        enterprise.act(number, "record_review", {"reviewer": "示例·评审人", "score": "90", "comment": "目标明确。"})
        enterprise.act(number, "select", {"reasons": "方案可行。"})
    project = str(Case.objects.get(parent__number=number).number)
    with as_(people.teacher, at(2022, 10)) as teacher:
        teacher.act(project, "propose", agreement(2022))
    with as_(people.office, at(2022, 10)) as office:
        office.act(project, "sign_university", SIGNED)
    with as_(people.enterprise, at(2022, 10)) as enterprise:
        enterprise.act(project, "sign_enterprise", SIGNED)

    # --- the expert group approves, the Ministry publishes the list with the number
    with as_(people.expert, at(2022, 11)) as expert:
        expert.act(project, "approve", {"opinion": "同意立项。"})
    with as_(people.officer, at(2022, 12)) as officer:
        officer.act(project, "publish_approval", {"number": "202202000001", "documents": "示例立项文件", "file": FILE})
        picture(officer, "moe-old-approved")
    assert Filing.objects.get(case__number=project).number == "202202000001"

    # --- after the cut-over it still closes as it began
    with as_(people.teacher, at(2024, 7)) as teacher:
        teacher.act(project, "finish", report())
    with as_(people.office, at(2024, 7)) as office:
        office.act(project, "pass_on")
    with as_(people.enterprise, at(2024, 8)) as enterprise:
        enterprise.act(project, "conclude", {"conclusion": "pass", "reasons": "符合约定。"})
    with as_(people.office, at(2024, 8)) as office:
        office.act(project, "agree_conclusion", {"opinion": "同意。"})
    with as_(people.expert, at(2024, 9)) as expert:
        expert.act(project, "review_closing", {"opinion": "同意结题。"})
    with as_(people.officer, at(2024, 10)) as officer:
        officer.act(project, "publish_closing")
        picture(officer, "moe-old-closed")
    assert state(project) == "closed"
    assert broken_cases()[1] == []

    # --- and a new guide of the old mode can no longer come out
    with as_(people.enterprise, at(2024, 5)) as enterprise:
        late = enterprise.begin(PROGRAMME, "guide")
        enterprise.fill_form(late, old)
        enterprise.act(late, "submit")
    with as_(people.officer, at(2024, 5)) as officer:
        officer.act(late, "forward")
    with as_(people.expert, at(2024, 5)) as expert:
        expert.act(late, "pass", PASSED)
    with as_(people.officer, at(2024, 7)) as officer:
        says(officer.act(late, "publish"), "MOE-20", "一（三）")
    assert state(late) != "published"
