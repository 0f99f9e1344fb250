"""Pages on which a project office keeps colleges and majors, and where others read of them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Major, Membership, Offering, Organisation
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"


def _as(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def _wrong(page: str) -> list[str]:
    return re.findall(r'id="id_(\w+)_error"', page)


def _major(code: str = "080902") -> Major:
    return Major.objects.create(
        catalogue="undergraduate",
        edition="2020",
        code=code,
        name=f"示例专业{code}",
        class_code="0809",
        discipline_code="08",
    )


@pytest.fixture
def office() -> Membership:
    return member(organisation("university"), "project_office")


def test_the_project_office_adds_renames_and_closes_a_college(office: Membership) -> None:
    client = _as(office)

    client.post(reverse("college-add"), {"name": "软件学院", "name_en": "Software"})
    college = Organisation.objects.get(kind="college")
    listed = client.get(reverse("structure")).content.decode()
    client.post(reverse("college", args=[college.pk]), {"name": "智能学院", "name_en": ""})
    client.post(reverse("college-close", args=[college.pk]))
    closed = client.get(reverse("structure")).content.decode()
    college.refresh_from_db()

    assert ("软件学院" in listed, "智能学院" in closed, "已撤销" in closed) == (True, True, True)
    assert (college.name, college.closed_on is not None) == ("智能学院", True)


def test_what_is_wrong_with_a_college_stands_beside_its_field(office: Membership) -> None:
    client = _as(office)
    college = organisation("college", name="软件学院", parent=office.organisation)
    organisation("college", name="数学学院", parent=office.organisation)

    answers = [
        client.post(reverse("college-add"), {"name": ""}),
        client.post(reverse("college-add"), {"name": "软件学院"}),
        client.post(reverse("college", args=[college.pk]), {"name": "数学学院"}),
    ]

    assert [(one.status_code, _wrong(one.content.decode())) for one in answers] == [(422, ["name"])] * 3


def test_a_college_that_teaches_is_not_closed_and_the_page_says_why(office: Membership) -> None:
    college = organisation("college", name="软件学院", parent=office.organisation)
    Offering.objects.create(organisation=college, major=_major(), since_year=2010)

    answer = _as(office).post(reverse("college-close", args=[college.pk]), follow=True)
    college.refresh_from_db()

    assert ("该院系还有在办专业" in answer.content.decode(), college.closed_on) == (True, None)


@pytest.mark.requirement("CM-01")
def test_a_major_is_found_in_the_catalogue_added_and_ended(office: Membership) -> None:
    client, major = _as(office), _major()
    college = organisation("college", name="软件学院", parent=office.organisation)

    found = client.get(reverse("structure"), {"q": "0809"}).content.decode()
    added = client.post(
        reverse("offering-add"), {"q": "0809", "major": major.pk, "organisation": college.pk, "since_year": "2019"}
    )
    offering = Offering.objects.get()
    shown = client.get(reverse("organisation")).content.decode()
    bad = client.post(reverse("offering-end", args=[offering.pk]), {"until_year": "2001"})
    client.post(reverse("offering-end", args=[offering.pk]), {"until_year": "2024"})
    offering.refresh_from_db()

    assert (f'value="{major.pk}"' in found, added.status_code, major.name in shown) == (True, 302, True)
    assert (bad.status_code, _wrong(bad.content.decode())) == (422, ["until_year"])
    assert (offering.organisation, offering.since_year, offering.until_year) == (college, 2019, 2024)


def test_a_major_that_is_wrong_is_refused_with_everything_at_once(office: Membership) -> None:
    _major()

    answer = _as(office).post(
        reverse("offering-add"), {"q": "0809", "major": "0", "organisation": "x", "since_year": "?"}
    )

    assert (answer.status_code, _wrong(answer.content.decode())) == (422, ["major", "organisation", "since_year"])
    assert Offering.objects.count() == 0


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", ["teacher", "other university", "province", "enterprise"])
def test_a_stranger_finds_nothing(office: Membership, who: str) -> None:
    college = organisation("college", name="软件学院", parent=office.organisation)
    offering = Offering.objects.create(organisation=college, major=_major(), since_year=2010)
    stranger = {
        "teacher": lambda: member(office.organisation, "teacher"),
        "other university": lambda: member(organisation("university"), "project_office"),
        "province": lambda: member(province(), "officer"),
        "enterprise": lambda: member(organisation("enterprise"), "officer"),
    }[who]()
    client = _as(stranger)
    pages = [("college", [college.pk]), ("offering-end", [offering.pk])]
    if who != "other university":
        pages += [("structure", []), ("college-add", []), ("offering-add", [])]
    posted = {"name": "新学院", "until_year": "2024", "major": offering.major_id, "since_year": "2020"}

    asked = [client.get(reverse(name, args=args)).status_code for name, args in pages if not name.endswith("add")]
    sent = [
        client.post(reverse(name, args=args), posted).status_code
        for name, args in [*pages, ("college-close", [college.pk])]
        if name != "structure"
    ]

    assert set(asked) | set(sent) == {404}
    assert list(Organisation.objects.filter(kind="college").values_list("name", "closed_on")) == [("软件学院", None)]


def test_a_major_is_not_given_to_a_college_of_another_university(office: Membership) -> None:
    theirs = organisation("college", parent=organisation("university"))
    major = _major()

    answer = _as(office).post(
        reverse("offering-add"), {"q": "0809", "major": major.pk, "organisation": theirs.pk, "since_year": "2020"}
    )

    assert (answer.status_code, Offering.objects.count()) == (422, 0)


@pytest.mark.parametrize("colleges", [0, 2])
def test_a_teacher_chooses_a_college_where_there_are_some_and_types_one_elsewhere(colleges: int) -> None:
    university = organisation("university")
    for number in range(colleges):
        organisation("college", name=f"示例学院{number}", parent=university)
    organisation("college", name="别校学院", parent=organisation("university"))

    page = Client().get(reverse("register-teacher"), {"university": university.pk}).content.decode()

    assert re.findall(r'<option value="\d+">([^<]+)</option>', page) == [f"示例学院{one}" for one in range(colleges)]
    assert 'name="department"' in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("structure", 8), ("organisation", 12)])
def test_pages_of_the_structure_need_the_same_queries_at_any_length(
    office: Membership, name: str, queries: int, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        college = organisation("college", name=f"示例学院{number}", parent=office.organisation)
        Offering.objects.create(organisation=college, major=_major(f"08090{number}"), since_year=2010)
        Membership.objects.create(
            user=person(), organisation=office.organisation, role="teacher", college=college, staff_number="1"
        )
    client = _as(office)
    client.get(reverse(name))

    with django_assert_num_queries(queries):
        client.get(reverse(name), {"q": "0809"})
