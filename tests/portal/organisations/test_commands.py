"""Registration, confirmation by whoever is in charge, marks, reference data; each with its history."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ronghe.portal.accounts.commands import NewAccount
from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.commands import NewEnterprise, NewMember
from ronghe.portal.organisations.models import Major, Mark, Membership, Organisation
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 9, 2)
ENTERPRISE = NewEnterprise(
    code="91220100MA00000152", name="示例智造有限公司", province="22", founded_on=dt.date(2015, 5, 1), legal_person=True
)
ACCOUNT = NewAccount(
    username="shili.jia", password="a long enough one", name="示例·甲", email="jia@example.org", phone="0431 0000 0000"
)


@pytest.fixture(autouse=True)
def _sound_code() -> None:
    from ronghe.portal.organisations.codes import uscc

    assert uscc(ENTERPRISE.code).verdict == "valid"


def _registered(enterprise: NewEnterprise = ENTERPRISE, account: NewAccount = ACCOUNT) -> Membership:
    done = commands.register_enterprise(enterprise=enterprise, by=account, day=DAY)
    assert isinstance(done, Membership)
    return done


def _fields(done: object) -> list[str]:
    assert isinstance(done, Refused)
    return [problem.field for problem in done.problems]


@pytest.mark.requirement("CM-01")
def test_an_enterprise_and_its_first_officer_wait_for_their_province() -> None:
    department = member(province(), "officer")
    registered = _registered()

    assert (registered.role, registered.status, registered.organisation.status) == ("officer", "pending", "pending")
    assert list(queries.acting_memberships(registered.user)) == []
    assert list(queries.organisations_to_confirm(department)) == [registered.organisation]


def test_confirming_an_enterprise_confirms_its_first_officer_from_that_day() -> None:
    department, registered = member(province(), "officer"), _registered()

    commands.confirm_organisation(organisation_id=registered.organisation_id, acting=department, day=DAY)

    assert [(one.role, one.since, one.organisation.status) for one in queries.acting_memberships(registered.user)] == [
        ("officer", DAY, "confirmed")
    ]


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", ["other province", "teacher of the department", "another enterprise", "itself"])
def test_nobody_else_confirms_or_refuses_an_enterprise(who: str) -> None:
    registered = _registered()
    acting = {
        "other province": lambda: member(organisation("provincial_department", province="11"), "officer"),
        "teacher of the department": lambda: member(province(), "teacher"),
        "another enterprise": lambda: member(organisation("enterprise"), "officer"),
        "itself": lambda: registered,
    }[who]()

    for command in (commands.confirm_organisation, commands.refuse_organisation):
        extra = {"day": DAY} if command is commands.confirm_organisation else {"reason": "不符"}
        with pytest.raises(NoAccess):
            command(organisation_id=registered.organisation_id, acting=acting, **extra)
    registered.organisation.refresh_from_db()

    assert registered.organisation.status == "pending"


def test_a_refused_enterprise_can_register_again() -> None:
    department, registered = member(province(), "officer"), _registered()

    commands.refuse_organisation(organisation_id=registered.organisation_id, acting=department, reason="执照不清楚")
    registered.refresh_from_db()
    again = commands.register_enterprise(enterprise=ENTERPRISE, by=registered.user, day=DAY)

    assert (registered.status, registered.status_reason, registered.since) == ("ended", "执照不清楚", None)
    assert isinstance(again, Membership)
    assert again.organisation_id != registered.organisation_id


def test_all_problems_of_a_registration_are_told_at_once_and_nothing_is_stored() -> None:
    before = (User.objects.count(), Organisation.objects.count())
    bad = NewEnterprise(code="123", name="", province="99", founded_on=DAY + dt.timedelta(days=1))
    account = NewAccount(username="x", password="1", name="", email="nobody", phone="call me")

    done = commands.register_enterprise(enterprise=bad, by=account, day=DAY)

    assert sorted(set(_fields(done))) == [
        "code", "email", "enterprise_name", "founded_on", "name", "password", "phone", "province", "username",
    ]  # fmt: skip
    assert (User.objects.count(), Organisation.objects.count()) == before


@pytest.mark.requirement("CM-01")
def test_an_exceptional_code_needs_the_licence_and_a_reason_of_the_province() -> None:
    department = member(province(), "officer")
    pilot = replace(ENTERPRISE, code="91350100m0001tgqxm")

    assert _fields(commands.register_enterprise(enterprise=pilot, by=ACCOUNT, day=DAY)) == ["licence"]

    scan = SimpleUploadedFile("licence.pdf", b"%PDF-1.7 example")
    registered = _registered(replace(pilot, licence=scan))
    number = registered.organisation_id
    without = commands.confirm_organisation(organisation_id=number, acting=department, day=DAY)
    done = commands.confirm_organisation(
        organisation_id=number, acting=department, day=DAY, code_finding="与执照一致，属试点期代码"
    )

    assert _fields(without) == ["code_finding"]
    assert isinstance(done, Organisation)
    assert (done.code, done.status, done.code_finding) == (
        "91350100M0001TGQXM",
        "confirmed",
        "与执照一致，属试点期代码",
    )


def test_a_registered_code_makes_a_further_officer_whom_the_enterprise_confirms() -> None:
    department, first = member(province(), "officer"), _registered()
    commands.confirm_organisation(organisation_id=first.organisation_id, acting=department, day=DAY)
    officer = queries.acting_memberships(first.user).get()

    second = _registered(account=replace(ACCOUNT, username="shili.yi"))
    with pytest.raises(NoAccess):
        commands.confirm_membership(membership_id=second.pk, acting=department, day=DAY)
    commands.confirm_membership(membership_id=second.pk, acting=officer, day=DAY)
    second.refresh_from_db()

    assert (second.organisation_id, second.status) == (first.organisation_id, "active")


def test_a_registered_code_under_another_name_is_refused() -> None:
    _registered()
    other = replace(ENTERPRISE, name="示例另一家公司")

    done = commands.register_enterprise(enterprise=other, by=replace(ACCOUNT, username="shili.yi"), day=DAY)

    assert _fields(done) == ["enterprise_name"]


@pytest.mark.requirement("CM-01")
def test_the_code_of_a_department_makes_nobody_its_officer() -> None:
    department = province()
    Organisation.objects.filter(pk=department.pk).update(code=ENTERPRISE.code)
    named = replace(ENTERPRISE, name=department.name)

    done = commands.register_enterprise(enterprise=named, by=ACCOUNT, day=DAY)

    assert (_fields(done), Membership.objects.count()) == (["code"], 0)


@pytest.mark.requirement("CM-01")
def test_without_a_code_nothing_is_said_of_organisations_that_have_none() -> None:
    province()

    done = commands.register_enterprise(enterprise=replace(ENTERPRISE, code=" "), by=ACCOUNT, day=DAY)

    assert _fields(done) == ["code"]


def test_a_user_name_is_taken_in_any_case() -> None:
    _registered()
    other = replace(ENTERPRISE, code="91220100MA0000023W", name="示例二")

    done = commands.register_enterprise(enterprise=other, by=replace(ACCOUNT, username="SHILI.Jia"), day=DAY)

    assert "username" in _fields(done)


def _teacher(university: Organisation, by: NewAccount | User = ACCOUNT) -> Membership:
    asked = NewMember(university_id=university.pk, staff_number="T-001", department="软件学院")
    done = commands.register_teacher(member=asked, by=by)
    assert isinstance(done, Membership)
    return done


@pytest.mark.requirement("CM-02")
def test_a_teacher_is_confirmed_by_the_project_office() -> None:
    office = member(organisation("university"), "project_office")
    asked = _teacher(office.organisation)

    commands.confirm_membership(membership_id=asked.pk, acting=office, day=DAY)
    asked.refresh_from_db()

    assert (asked.status, asked.since, asked.staff_number, asked.department) == ("active", DAY, "T-001", "软件学院")


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", ["teacher", "other university", "province"])
def test_nobody_else_confirms_a_teacher(who: str) -> None:
    university = organisation("university")
    member(university, "project_office")
    asked = _teacher(university)
    acting = {
        "teacher": lambda: member(university, "teacher"),
        "other university": lambda: member(organisation("university"), "project_office"),
        "province": lambda: member(province(), "officer"),
    }[who]()

    with pytest.raises(NoAccess):
        commands.confirm_membership(membership_id=asked.pk, acting=acting, day=DAY)


def test_a_request_that_does_not_exist_looks_like_one_that_is_not_for_you() -> None:
    office = member(organisation("university"), "project_office")

    with pytest.raises(NoAccess):
        commands.confirm_membership(membership_id=0, acting=office, day=DAY)


def test_a_confirmed_request_cannot_be_decided_again() -> None:
    office = member(organisation("university"), "project_office")
    asked = _teacher(office.organisation)
    commands.confirm_membership(membership_id=asked.pk, acting=office, day=DAY)

    with pytest.raises(NoAccess):
        commands.refuse_membership(membership_id=asked.pk, acting=office, reason="重复")


def test_a_refusal_needs_a_reason() -> None:
    office = member(organisation("university"), "project_office")
    asked = _teacher(office.organisation)

    assert _fields(commands.refuse_membership(membership_id=asked.pk, acting=office, reason="  ")) == ["reason"]
    done = commands.refuse_membership(membership_id=asked.pk, acting=office, reason="非本校教师")

    assert isinstance(done, Membership)
    assert (done.status, done.status_reason) == ("ended", "非本校教师")


def test_ending_one_role_leaves_the_others() -> None:
    office = member(organisation("university"), "project_office")
    teacher = member(office.organisation, "teacher")
    elsewhere = member(organisation("enterprise"), "officer", user=teacher.user)

    commands.end_membership(membership_id=teacher.pk, acting=office, reason="调离", day=DAY)

    assert list(queries.acting_memberships(teacher.user)) == [elsewhere]
    with pytest.raises(NoAccess):
        commands.end_membership(membership_id=elsewhere.pk, acting=office, reason="调离", day=DAY)


def test_a_person_may_end_a_role_of_his_or_her_own_but_not_a_colleague_s() -> None:
    teacher = member(organisation("university"), "teacher")
    colleague = member(teacher.organisation, "teacher")

    with pytest.raises(NoAccess):
        commands.end_membership(membership_id=colleague.pk, acting=teacher, reason="调离", day=DAY)
    done = commands.end_membership(membership_id=teacher.pk, acting=teacher, reason="离职", day=DAY)

    assert isinstance(done, Membership)
    assert (done.status, done.until) == ("ended", DAY)


def test_the_same_role_in_the_same_place_is_asked_for_once() -> None:
    asked = _teacher(organisation("university"))
    again = NewMember(university_id=asked.organisation_id, staff_number="T-001", department="软件学院")

    assert _fields(commands.register_teacher(member=again, by=asked.user)) == [""]


@pytest.mark.parametrize("kind", ["enterprise", "provincial_department"])
def test_one_becomes_a_teacher_only_of_a_university(kind: str) -> None:
    asked = NewMember(university_id=organisation(kind).pk, staff_number="1", department="办公室")

    assert _fields(commands.register_teacher(member=asked, by=person())) == ["university"]


@pytest.mark.parametrize("role", ["admin", "officer", "expert", ""])
def test_one_cannot_register_as_anything_else(role: str) -> None:
    asked = NewMember(university_id=organisation("university").pk, staff_number="1", department="办公室", role=role)

    assert _fields(commands.register_teacher(member=asked, by=person())) == ["role"]


def test_a_mark_is_recorded_and_lifted_by_the_province() -> None:
    department, enterprise = member(province(), "officer"), organisation("enterprise")

    mark = commands.add_mark(
        organisation_id=enterprise.pk, acting=department, kind="exclusion", reason="虚假申报", since=DAY
    )
    assert isinstance(mark, Mark)
    counted = Mark.objects.in_force(organisations=[enterprise], programme="jl", day=DAY).exists()
    commands.lift_mark(mark_id=mark.pk, acting=department, reason="已整改", day=DAY + dt.timedelta(days=9))
    later = DAY + dt.timedelta(days=9)

    assert (counted, Mark.objects.in_force(organisations=[enterprise], programme="jl", day=later).exists()) == (
        True,
        False,
    )


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", ["other province", "enterprise itself", "university"])
def test_nobody_else_records_or_lifts_marks(who: str) -> None:
    enterprise = organisation("enterprise")
    mark = Mark.objects.create(
        organisation=enterprise, kind="exclusion", reason="虚假申报", since=DAY, recorded_by=person()
    )
    acting = {
        "other province": lambda: member(organisation("provincial_department", province="11"), "officer"),
        "enterprise itself": lambda: member(enterprise, "officer"),
        "university": lambda: member(organisation("university"), "admin"),
    }[who]()

    with pytest.raises(NoAccess):
        commands.add_mark(organisation_id=enterprise.pk, acting=acting, kind="exclusion", reason="一", since=DAY)
    with pytest.raises(NoAccess):
        commands.lift_mark(mark_id=mark.pk, acting=acting, reason="二", day=DAY)


def test_a_mark_without_reason_kind_or_sense_is_refused_with_all_three() -> None:
    done = commands.add_mark(
        organisation_id=organisation("enterprise").pk,
        acting=member(province(), "officer"),
        kind="gossip",
        reason=" ",
        since=DAY,
        until=DAY - dt.timedelta(days=1),
    )

    assert _fields(done) == ["kind", "reason", "until"]


@pytest.mark.requirement("CM-02")
@pytest.mark.django_db(transaction=True)
def test_every_change_is_kept_with_the_command_and_the_role_that_made_it() -> None:
    office = member(organisation("university"), "project_office")
    asked = _teacher(office.organisation)
    commands.confirm_membership(membership_id=asked.pk, acting=office, day=DAY)

    events = apps.get_model("organisations", "MembershipEvent").objects.filter(pgh_obj=asked).order_by("pgh_id")

    assert [(one.pgh_label, one.status, one.pgh_context.metadata) for one in events] == [
        ("insert", "pending", {"command": "register_teacher"}),
        ("update", "active", {"command": "confirm_membership", "acting": office.pk}),
    ]


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_register_one_enterprise_at_once_make_one_enterprise() -> None:
    def register(number: int) -> object:
        try:
            account = replace(ACCOUNT, username=f"shili.{number}")
            return commands.register_enterprise(enterprise=ENTERPRISE, by=account, day=DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        done = list(threads.map(register, range(8)))

    registered = [one for one in done if isinstance(one, Membership)]
    assert Organisation.objects.filter(kind="enterprise").count() == 1
    assert User.objects.count() == len(registered) >= 1
    assert {one.organisation_id for one in registered} == {Organisation.objects.get(kind="enterprise").pk}


def test_appointing_gives_a_role_once() -> None:
    department, officer = province(), person()

    roles = [commands.appoint(user=officer, organisation=department, role="officer", day=DAY) for _ in range(2)]

    assert (roles[0].pk, list(queries.acting_memberships(officer))) == (roles[1].pk, [roles[0]])


@pytest.mark.requirement("CM-01")
def test_reference_data_is_loaded_once_and_what_was_changed_stays() -> None:
    commands.load_reference()
    count = (Organisation.objects.count(), Major.objects.count())
    Organisation.objects.filter(school_code="4122010183").update(name="吉林大学（更名）")
    commands.load_reference()

    assert (Organisation.objects.count(), Major.objects.count()) == count
    assert Organisation.objects.filter(kind="provincial_department").count() == 32
    assert Organisation.objects.filter(kind="university", province="22").count() == 62
    assert Organisation.objects.get(school_code="4122010183").name == "吉林大学（更名）"
    assert Organisation.objects.filter(source="").count() == 0
    assert Organisation.objects.get(kind="agency").parent == Organisation.objects.get(short_name="工业和信息化部")
