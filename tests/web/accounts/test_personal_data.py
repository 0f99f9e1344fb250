"""Telephones and addresses are read by whoever confirms a person and in the organisation's office, by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations.models import Membership
from tests.portal import factories as make
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
PHONE, EMAIL = "000-12345678", "hidden@example.org"


def _reads(membership: Membership | None, address: str) -> list[bool]:
    client = Client()
    if membership is not None:
        client.force_login(membership.user, backend=BACKEND)
    page = client.get(address, follow=True).content.decode()
    return [PHONE in page, EMAIL in page]


@pytest.mark.parametrize(
    ("phone", "email", "masked"),
    [
        (PHONE, EMAIL, ("000*******78", "h***@example.org")),
        ("12345", "nobody", ("*****", "")),
        ("", "", ("", "")),
    ],
)
def test_a_masked_telephone_and_address_identify_nobody(phone: str, email: str, masked: tuple[str, str]) -> None:
    user = User(phone=phone, email=email)

    assert (user.masked_phone, user.masked_email) == masked


@pytest.mark.requirement("CM-16")
@pytest.mark.parametrize(
    ("who", "reads"), [("project office", True), ("admin", True), ("colleague", False), ("province", False)]
)
def test_a_teacher_s_telephone_is_read_by_the_office_alone(who: str, reads: bool) -> None:
    university = organisation("university")
    member(university, "project_office")
    member(university, "teacher", user=person(phone=PHONE, email=EMAIL))
    acting = {
        "project office": lambda: member(university, "project_office"),
        "admin": lambda: member(university, "admin"),
        "colleague": lambda: member(university, "teacher"),
        "province": lambda: member(province(), "officer"),
    }[who]()

    assert _reads(acting, reverse("organisation")) == [reads, reads]


@pytest.mark.requirement("CM-16")
def test_a_telephone_is_masked_once_the_role_is_over() -> None:
    office = member(organisation("university"), "project_office")
    left = member(office.organisation, "teacher", user=person(phone=PHONE, email=EMAIL))
    left.status, left.until = Membership.Status.ENDED, left.since
    left.save()
    client = Client()
    client.force_login(office.user, backend=BACKEND)

    page = client.get(reverse("organisation")).content.decode()

    assert (PHONE in page, EMAIL in page, "000*******78" in page, "h***@example.org" in page) == (
        False,
        False,
        True,
        True,
    )


@pytest.mark.requirement("CM-16")
def test_whoever_confirms_an_organisation_reads_how_to_reach_it_until_it_is_confirmed() -> None:
    department, enterprise = member(province(), "officer"), organisation("enterprise", status="pending")
    asked = Membership.objects.create(user=person(phone=PHONE, email=EMAIL), organisation=enterprise, role="officer")
    address = reverse("organisation-examine", args=[enterprise.pk])

    before = _reads(department, address)
    enterprise.status = "confirmed"
    enterprise.save()
    asked.status, asked.since = Membership.Status.ACTIVE, make.QUALIFY_AT.date()
    asked.save()

    assert (before, _reads(department, address)) == ([True, True], [False, False])
    assert _reads(department, reverse("marks", args=[enterprise.pk])) == [False, False]


def test_the_inbox_of_a_confirmer_names_no_telephone() -> None:
    office = member(organisation("university"), "project_office")
    Membership.objects.create(user=person(phone=PHONE, email=EMAIL), organisation=office.organisation, role="teacher")

    assert _reads(office, reverse("work")) == [False, False]


@pytest.mark.requirement("CM-16")
@pytest.mark.parametrize("name", ["guides", "results", "programmes"])
def test_public_pages_name_no_telephone_of_a_form(name: str) -> None:
    guide = make.guide(make.Parties(), contact_phone=PHONE)
    addresses = [reverse(name), reverse("guide", args=[guide.number])]

    assert [_reads(None, one) for one in addresses] == [[False, False]] * 2
