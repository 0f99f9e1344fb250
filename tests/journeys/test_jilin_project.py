"""The whole way of one Jilin project in a browser: each party in turn, with a refusal at each rule on the way."""

import datetime as dt

import pytest

from ronghe.portal.cases.integrity import broken_cases
from ronghe.portal.cases.models import Case, Quota, QuotaPlace
from ronghe.portal.notices.models import Entry, Objection
from tests.portal import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMME = "jl-collaborative-projects"
FILE = "a file"


def says(text: str, *wanted: str) -> None:
    """Assert that a page says all of this."""
    assert [one for one in wanted if one not in text] == [], text


def state(number: str) -> str:
    """Return where a case stands."""
    return Case.objects.get(number=number).state


def without_20_places(version, guide) -> None:
    """Take the twenty key places by other applications."""
    quota = Quota.objects.create(programme=version.programme, base=version, name="key_projects")
    for _ in range(20):
        case = make.begun(PARTIES[0], "application", "teacher", make.APPLY_AT, parent_id=guide.pk, item=0)
        QuotaPlace.objects.create(quota=quota, case=case, taken_at=make.APPLY_AT)


PARTIES: list[make.Parties] = []


@pytest.mark.requirement("JL-01", "JL-02", "JL-03", "JL-05", "JL-06", "JL-08", "JL-09", "JL-11")
@pytest.mark.requirement("JL-12", "JL-13", "JL-14", "JL-15", "JL-16", "CM-03", "CM-05")
def test_from_the_enterprises_qualification_to_the_closing_list(as_, picture):
    parties = make.Parties()
    PARTIES[:] = [parties]
    enterprise = parties.enterprise.organisation

    # --- the enterprise asks for its qualification ------------------------------------------------------------------
    enterprise.founded_on = dt.date(2023, 5, 1)
    enterprise.save()
    with as_(parties.enterprise, make.QUALIFY_AT) as officer:
        number = officer.begin(PROGRAMME, "qualification")
        officer.fill_form(number, {**make.QUALIFICATION, "technology_evidence": FILE, "contact_name": ""})
        says(
            officer.act(number, "submit"),
            "企业成立不足两年",
            "2023",
            "三（一）",
            "未附企业信用良好报告",
            "三（二）",
            "JL-05",
        )
        assert state(number) == "draft"
        officer.fill_form(number, {"credit_report": FILE, "contact_name": "示例·乙"})
        picture(officer, "check")
        enterprise.founded_on = dt.date(2015, 5, 1)
        enterprise.save()
        officer.act(number, "submit")
    assert state(number) == "in_review"

    with as_(parties.officer, make.QUALIFY_AT) as province:
        says(province.go("/work/").locator("main").inner_text(), "示例企业参与资格")
        says(province.act(number, "qualify"), "尚未认定企业技术是否较为领先", "JL-01-T")
        province.act(number, "rule_technology", {"answer": True, "reason": "材料属实。"})
        province.act(number, "qualify")
    assert state(number) == "qualified"

    # --- the guide: floors, examination, public notice ---------------------------------------------------------------
    with as_(parties.enterprise, make.GUIDE_AT) as officer:
        guide = officer.begin(PROGRAMME, "guide")
        poor = {**make.ITEM, "places": 2, "money": "19999"}
        officer.fill_form(guide, {**make.GUIDE, "items": [poor]})
        says(officer.act(guide, "submit"), "JL-03", "三（三）", "JL-06-2", "四（二）", "19,999")
        officer.fill_form(guide, {"items": [make.ITEM]})
        officer.act(guide, "submit")
    assert state(guide) == "in_review"

    with as_(parties.officer, make.GUIDE_AT) as province:
        province.act(guide, "announce")
        says(province.act(guide, "publish"), "指南公示期未满", "六（一）")
    with as_(parties.officer, make.PUBLISH_AT) as province:
        province.act(guide, "publish")
    assert state(guide) == "published"

    # --- the application: the window of China time -------------------------------------------------------------------
    early = dt.datetime(2024, 10, 24, 23, 59, tzinfo=make.ZONE)
    with as_(parties.teacher, early) as teacher:
        application = teacher.begin(PROGRAMME, "application", parent=guide)
        teacher.fill_form(application, make.APPLICATION)
        teacher.act(application, "send")
    assert state(application) == "at_university"
    with as_(parties.office, early) as office:
        says(office.act(application, "apply"), "2024", "10月25日", "11月1日", "七")
    assert state(application) == "at_university"
    with as_(parties.office, make.APPLY_AT) as office:
        office.act(application, "apply")
    assert state(application) == "submitted"

    # --- selection, its notice, an objection from outside -------------------------------------------------------------
    with as_(parties.enterprise, make.REVIEW_AT) as officer:
        says(officer.act(application, "shortlist"), "尚未登记专家评审")
        officer.act(application, "review", make.REVIEW)
        officer.act(application, "shortlist")
        says(officer.act(application, "recommend"), "评审结果公示期未满", "六（四）")
    entry = Entry.objects.get(case__number=application)
    with as_(None, make.REVIEW_AT) as citizen:
        citizen.go(f"/notices/{entry.notice_id}/{entry.position}/objection/")
        picture(citizen, "objection")
        citizen.type_in({"name": "示例·戊", "contact": "000-0000", "grounds": "负责人情况不实。"})
        citizen.page.locator("main form button.btn-primary", has_text="提交异议").click()
        reference = Objection.objects.get().reference
        says(citizen.text(), reference)
    with as_(parties.enterprise, make.RECOMMEND_AT) as officer:
        says(officer.act(application, "recommend"), "异议尚未办结")
        officer.go(f"/work/objections/{reference}/")
        officer.type_in({"result": "dismissed", "reason": "经查不属实。"})
        officer.page.locator("main form[data-guard] button.btn-primary").click()
        officer.act(application, "recommend")
    assert state(application) == "recommended"

    # --- approval: the twenty-first key project -----------------------------------------------------------------------
    without_20_places(parties.version, Case.objects.get(number=guide))
    with as_(parties.officer, make.APPROVE_AT) as province:
        says(province.act(application, "approve_key"), "20", "五")
        assert state(application) == "recommended"
        province.act(application, "approve")
    assert state(application) == "approved"
    project = str(Case.objects.get(parent__number=application, kind="project").number)

    # --- the agreement ------------------------------------------------------------------------------------------------
    with as_(parties.enterprise, make.AGREE_AT) as officer:
        says(officer.act(project, "confirm_agreement"), "学校尚未提出合作协议")
    with as_(parties.office, make.AGREE_AT) as office:
        empty = {**make.AGREEMENT, "money": "100", "ip_terms": "", "sharing_terms": "", "signed_copy": FILE}
        says(office.act(project, "agree", empty), "JL-16", "二（四）", "JL-14-P")
        office.act(project, "agree", {**make.AGREEMENT, "signed_copy": FILE})
    with as_(parties.enterprise, make.AGREE_AT) as officer:
        officer.act(project, "confirm_agreement")
    assert state(project) == "running"

    # --- money, closing in its order ----------------------------------------------------------------------------------
    late = dt.datetime(2025, 4, 1, 9, tzinfo=make.ZONE)
    with as_(parties.office, late) as office:
        office.act(
            project, "record_delivery",
            {"kind": "money", "amount": "10000", "received_on": "2025-03-31", "evidence": FILE},
        )  # fmt: skip
    with as_(parties.enterprise, make.FINISH_AT) as officer:
        officer.go(f"/work/case/{project}/act/accept/")
        says(officer.text(), "不能办理")
    with as_(parties.teacher, make.FINISH_AT) as teacher:
        teacher.go(f"/work/case/{project}/act/finish/")
        says(teacher.text(), "有逾期未到账的资金")
        teacher.act(project, "finish", {**make.REPORT, "files": FILE})
    with as_(parties.office, make.FINISH_AT) as office:
        office.act(project, "agree_closing")
    with as_(parties.enterprise, make.FINISH_AT) as officer:
        officer.act(project, "accept", make.ACCEPTANCE)
    with as_(parties.officer, make.FINISH_AT) as province:
        province.act(project, "publish_closing")
        province.go(f"/work/case/{project}/")
        picture(province, "case")
    assert state(project) == "closed"
    with as_(None, make.FINISH_AT) as citizen:
        says(citizen.go("/results/").locator("main").inner_text(), make.APPLICATION["title"])
    assert broken_cases()[1] == []
