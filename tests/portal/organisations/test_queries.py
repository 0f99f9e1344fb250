"""Who decides on whom, and search."""

import pytest

from ronghe.portal.organisations import queries
from ronghe.portal.organisations.models import Membership, Organisation
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db


def _asks(where: Organisation, role: str) -> Membership:
    return Membership.objects.create(user=person(), organisation=where, role=role)


@pytest.mark.requirement("CM-02")
def test_the_project_office_decides_on_teachers_of_its_own_university_and_colleges_only() -> None:
    university = organisation("university")
    college = organisation("college", parent=university)
    office = member(university, "project_office")
    mine, of_college = _asks(university, "teacher"), _asks(college, "teacher")
    _asks(organisation("university"), "teacher")

    assert list(queries.confirmable_by(office)) == [mine, of_college]


@pytest.mark.parametrize("role", ["teacher", "expert", "officer"])
def test_nobody_else_of_the_university_decides(role: str) -> None:
    university = organisation("university")
    _asks(university, "teacher")

    assert list(queries.confirmable_by(member(university, role))) == []


def test_an_officer_decides_on_later_officers_of_the_enterprise_and_the_province_no_more() -> None:
    enterprise = organisation("enterprise")
    officer, department = member(enterprise, "officer"), member(province(), "officer")
    later = _asks(enterprise, "officer")

    assert (list(queries.confirmable_by(officer)), list(queries.confirmable_by(department))) == ([later], [])


def test_the_province_decides_on_organisations_of_its_own_that_have_nobody_in_charge() -> None:
    department = member(province(), "officer")
    left, university = organisation("enterprise"), organisation("university")
    wanted = [_asks(left, "officer"), _asks(university, "project_office")]
    _asks(university, "teacher")
    _asks(organisation("enterprise", province="11"), "officer")

    assert list(queries.confirmable_by(department)) == wanted


def test_the_province_sees_pending_enterprises_of_its_own() -> None:
    department = member(province(), "officer")
    mine = organisation("enterprise", status="pending")
    organisation("enterprise", status="pending", province="11")

    assert list(queries.organisations_to_confirm(department)) == [mine]
    assert list(queries.organisations_to_confirm(member(organisation("enterprise"), "officer"))) == []


def test_nobody_decides_on_his_or_her_own_request() -> None:
    office = member(organisation("university"), "project_office")
    Membership.objects.create(user=office.user, organisation=office.organisation, role="admin")

    assert list(queries.confirmable_by(office)) == []


def test_one_acts_only_in_active_roles_of_confirmed_organisations() -> None:
    held = member(organisation("university"), "teacher")
    member(organisation("enterprise", status="pending"), "officer", user=held.user)
    Membership.objects.create(user=held.user, organisation=organisation("enterprise"), role="officer")

    assert list(queries.acting_memberships(held.user)) == [held]


@pytest.mark.parametrize(
    "text",
    ["吉林大学", "吉林", "jldx", "JLDX", "jilin", "ji lin da", "4122010183", "４１２２０１０１８３", "Jilin Univ"],
)
def test_a_university_is_found_by_name_code_and_reading(text: str) -> None:
    jilin = organisation("university", name="吉林大学", school_code="4122010183", name_en="Jilin University")
    organisation("university", name="北华大学", name_en="Beihua University")

    assert list(queries.search(text=text)) == [jilin]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "xx"])
def test_signs_are_taken_literally(text: str) -> None:
    organisation("university", name="吉林大学")

    assert list(queries.search(text=text)) == []


def test_the_best_match_comes_first() -> None:
    for name in ("示例东吉林大学", "吉林大学珠海学院", "吉林大学"):
        organisation("university", name=name)

    assert [one.name for one in queries.search(text="吉林大学")] == ["吉林大学", "吉林大学珠海学院", "示例东吉林大学"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_people_need_one_query_at_any_length(count: int, django_assert_num_queries: object) -> None:
    university = organisation("university")
    office = member(university, "project_office")
    for _ in range(count):
        _asks(university, "teacher")

    with django_assert_num_queries(3):  # type: ignore[operator]  # a fixture of pytest-django
        [one.organisation.name + one.user.name for one in queries.confirmable_by(office)]
        [one.user.name for one in queries.members_of(university)]
        [one.name for one in queries.search(text="示例")]


def test_the_decider_is_named() -> None:
    department, university = province(), organisation("university")
    member(university, "project_office")
    enterprise = organisation("enterprise", status="pending")

    assert [queries.decider_on(_asks(one, "officer")) for one in (university, enterprise)] == [university, department]
