"""Registration in a browser: enterprises and teachers come in, are confirmed, log in, and are locked out and let in."""

import datetime as dt

import pytest

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Major, Mark, Membership, Organisation
from tests.portal import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMME = "jl-collaborative-projects"
SOUND = "91220100MA00000152"
WRONG = "91220100MA00000162"  # character 17 should be 5
PILOT = "91350100M0001TGQXM"  # the last check character is wrong, as in codes of the Fujian pilot
PASSWORD = "a-password-of-my-own-1"
ACCOUNT = {
    "person": "示例·甲",
    "email": "jia@example.org",
    "phone": "000-0000",
    "username": "shili.jia",
    "password": PASSWORD,
    "repeated": PASSWORD,
}
ENTERPRISE = {
    "code": SOUND,
    "enterprise_name": "示例智造有限公司",
    "province": "22",
    "founded_on": "2015-05-01",
    "legal_person": "yes",
}


def send(person, label: str) -> str:
    """Press the button of the page's form and return what the next page says."""
    with person.page.expect_navigation():
        person.page.locator("main form button", has_text=label).first.click()
    return person.text()


def log_in(person, username: str, password: str = PASSWORD) -> str:
    """Log in through the page and return what the next page says."""
    page = person.go("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    return person.text()


@pytest.mark.requirement("CM-01", "CM-02", "CM-03")
def test_an_enterprise_registers_is_confirmed_and_begins_its_qualification(as_, picture):
    parties = make.Parties()
    with as_(None, make.QUALIFY_AT) as visitor:
        visitor.go("/register/enterprise/")
        visitor.type_in({**ENTERPRISE, **ACCOUNT, "code": WRONG})
        send(visitor, "提交登记")
        beside = visitor.page.locator("#id_code_error").inner_text()
        assert "第17位（主体标识码的校验码）应为 5，实为 6" in beside
        picture(visitor, "registration-refused")
        visitor.type_in({"code": SOUND, "password": PASSWORD, "repeated": PASSWORD})
        assert f"正在等待 {parties.officer.organisation.name} 确认" in send(visitor, "提交登记")
        visitor.go("/work/")
        assert "您还没有在任何单位任职" in visitor.text()

    with as_(parties.officer, make.QUALIFY_AT) as province:
        province.go("/work/")
        picture(province, "registration-inbox")
        province.page.get_by_role("link", name="单位待核实：示例智造有限公司").click()
        assert "两个校验码均正确" in province.text()
        assert "示例智造有限公司：已核实" in send(province, "核实通过")
        assert "示例智造有限公司" not in province.go("/work/").locator("main").inner_text()

    with as_(None, make.QUALIFY_AT) as officer:
        log_in(officer, "shili.jia")
        assert officer.page.url.endswith("/work/")
        number = officer.begin(PROGRAMME, "qualification")
    assert Case.objects.get(number=number).owner.name == "示例智造有限公司"


@pytest.mark.requirement("CM-02")
def test_a_teacher_is_confirmed_by_two_universities_and_switches_between_them(as_):
    offices = [make.member(make.organisation("university", name=f"示例{one}大学"), "project_office") for one in "东西"]
    make.organisation("college", name="示例软件学院", parent=offices[0].organisation)
    with as_(None, make.QUALIFY_AT) as visitor:
        visitor.go("/register/teacher/?q=示例东")
        visitor.page.get_by_role("link", name="示例东大学").click()
        visitor.type_in({**ACCOUNT, "role": "teacher", "staff_number": "T-1"})
        send(visitor, "提交登记")
        assert "请选择所在院系" in visitor.page.locator("#id_college_error").inner_text()
        visitor.page.locator("[name=college]").select_option(label="示例软件学院")
        visitor.type_in({"password": PASSWORD, "repeated": PASSWORD})
        assert "正在等待 示例东大学 确认" in send(visitor, "提交登记")
        visitor.go(f"/register/teacher/?university={offices[1].organisation_id}")
        visitor.type_in({"role": "teacher", "staff_number": "T-2", "department": "示例学院"})
        assert "正在等待 示例西大学 确认" in send(visitor, "提交登记")

    for office in offices:
        with as_(office, make.QUALIFY_AT) as person:
            person.go("/work/")
            person.page.get_by_role("link", name="人员待确认：示例·甲").click()
            assert "示例·甲：有效" in send(person, "确认")

    with as_(None, make.QUALIFY_AT) as teacher:
        log_in(teacher, "shili.jia")
        assert "示例东大学" in teacher.go("/organisation/").locator("h1").inner_text()
        teacher.page.locator(".rh-menu summary", has_text="示例东大学").click()
        teacher.page.locator("button[name=membership]", has_text="示例西大学").click()
        assert "示例西大学" in teacher.go("/organisation/").locator("h1").inner_text()
    assert list(Membership.objects.filter(user__username="shili.jia").values_list("college__name", "status")) == [
        ("示例软件学院", "active"),
        (None, "active"),
    ]


@pytest.mark.requirement("CM-02")
def test_five_wrong_passwords_lock_out_for_a_quarter_of_an_hour(as_, clock, monkeypatch):
    for module in ("axes.attempts", "axes.handlers.proxy"):
        monkeypatch.setattr(f"{module}.now", clock.now)
    user = User.objects.create_user(username="shili.yi", password=PASSWORD, name="示例·乙")
    make.member(make.organisation("enterprise"), "officer", user=user)

    with as_(None, make.QUALIFY_AT) as person:
        said = [log_in(person, "shili.yi", "not-the-password") for _ in range(5)]
        assert "请在 15 分钟后再试" in said[-1]
        assert "分钟后再试" not in said[-2]
        clock.at = make.QUALIFY_AT + dt.timedelta(minutes=10)
        assert "请在 5 分钟后再试" in log_in(person, "shili.yi")
        clock.at = make.QUALIFY_AT + dt.timedelta(minutes=16)
        log_in(person, "shili.yi")
        assert person.page.url.endswith("/work/")


@pytest.mark.requirement("CM-01")
def test_a_code_of_the_fujian_pilot_is_accepted_with_a_scan_and_marked(as_, picture):
    fujian = make.member(make.organisation("provincial_department", name="示例省教育厅", province="35"), "officer")
    with as_(None, make.QUALIFY_AT) as visitor:
        visitor.go("/register/enterprise/")
        visitor.type_in({**ENTERPRISE, **ACCOUNT, "code": PILOT, "province": "35"})
        send(visitor, "提交登记")
        assert "个别试点地区发放过此类代码" in visitor.page.locator("#id_licence_error").inner_text()
        visitor.type_in({"licence": "a scan", "password": PASSWORD, "repeated": PASSWORD})
        assert "正在等待 示例省教育厅 确认" in send(visitor, "提交登记")

    with as_(fujian, make.QUALIFY_AT) as province:
        province.go("/work/")
        province.page.get_by_role("link", name="单位待核实：示例智造有限公司").click()
        assert "代码属例外情形" in province.text()
        with province.page.expect_download() as scan:
            province.page.get_by_role("link", name="下载营业执照扫描件").click()
        assert scan.value.path().read_bytes().startswith(b"%PDF-")
        send(province, "核实通过")
        assert "请写明核对营业执照后的采信理由" in province.page.locator("#id_code_finding_error").inner_text()
        province.type_in({"code_finding": "与执照一致，属试点期代码。"})
        send(province, "核实通过")

    with as_(None, make.QUALIFY_AT) as officer:
        log_in(officer, "shili.jia")
        officer.go("/organisation/")
        picture(officer, "registration-exception")
        assert "代码属例外情形，已核对营业执照" in officer.text()
    assert list(Organisation.objects.filter(code=PILOT).values_list("status", "code_finding")) == [
        ("confirmed", "与执照一致，属试点期代码。")
    ]


@pytest.mark.requirement("CM-01")
def test_a_project_office_keeps_its_colleges_and_majors_on_a_phone(as_, picture):
    office = make.member(make.organisation("university"), "project_office")
    Major.objects.create(
        catalogue="undergraduate",
        edition="2020",
        code="080902",
        name="软件工程",
        class_code="0809",
        discipline_code="08",
    )
    with as_(office, make.QUALIFY_AT, width=390) as person:
        person.go("/organisation/")
        person.page.get_by_role("link", name="维护院系与专业").click()
        person.type_in({"name": "示例软件学院", "name_en": "Example School of Software"})
        assert "已添加院系：示例软件学院" in send(person, "添加院系")
        person.go("/organisation/structure/?q=软件")
        person.page.get_by_label("080902 软件工程").check()
        person.page.locator("[name=organisation]").select_option(label="示例软件学院")
        person.type_in({"since_year": "2012"})
        picture(person, "structure-phone")
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert "已添加专业：080902 软件工程" in send(person, "添加专业")
        assert "软件工程" in person.go("/organisation/").locator("main").inner_text()


@pytest.mark.requirement("CM-02")
def test_the_province_records_a_bad_record_after_a_look_at_it_and_lifts_it(as_, picture):
    province = make.member(make.province(), "officer")
    enterprise = make.member(make.organisation("enterprise", name="示例智造有限公司"), "officer")
    with as_(province, make.QUALIFY_AT) as officer:
        officer.go("/organisation/")
        officer.page.get_by_role("link", name="登记或撤销不良记录").click()
        officer.go("/organisation/marks/?q=slzz")
        officer.page.get_by_role("link", name="示例智造有限公司").click()
        officer.type_in({"reason": "虚报经费。"})
        assert "确认登记这条记录" in send(officer, "下一步")
        picture(officer, "mark-recap")
        assert "已记录" in send(officer, "确认登记")
    with as_(enterprise, make.QUALIFY_AT) as person:
        assert "虚报经费。" in person.go("/organisation/").locator("main").inner_text()
        picture(person, "mark-own")
    with as_(province, make.GUIDE_AT) as officer:
        officer.go("/organisation/marks/")
        officer.page.get_by_role("link", name="示例智造有限公司").click()
        officer.page.get_by_role("link", name="撤销").click()
        officer.type_in({"reason": "已整改。"})
        picture(officer, "mark-lift")
        assert "记录已撤销" in send(officer, "确认撤销")
    assert list(Mark.objects.values_list("reason", "lifted_reason")) == [("虚报经费。", "已整改。")]
