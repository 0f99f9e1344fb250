"""Pages of registration, of one's organisation and of decisions on people, as a browser asks for them."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations.models import Membership, Organisation
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
ACCOUNT = {
    "person": "示例·甲",
    "email": "jia@example.org",
    "phone": "",
    "username": "shili.jia",
    "password": "a long enough one",
    "repeated": "a long enough one",
}
ENTERPRISE = {
    "code": "91220100ma00000152",
    "enterprise_name": "示例智造有限公司",
    "province": "22",
    "founded_on": "2015-05-01",
    "legal_person": "yes",
}


def _as(client: Client, membership: Membership) -> Client:
    client.force_login(membership.user, backend=BACKEND)
    return client


def _wrong(page: str) -> list[str]:
    return re.findall(r'id="id_(\w+)_error"', page)


@pytest.mark.requirement("CM-01")
def test_a_person_registers_an_enterprise_and_is_told_who_decides(client: Client) -> None:
    department = province()

    answer = client.post(reverse("register-enterprise"), {**ENTERPRISE, **ACCOUNT}, follow=True)

    assert answer.redirect_chain == [(reverse("waiting"), 302)]
    assert f"正在等待 {department.name} 确认" in answer.content.decode()
    assert list(Organisation.objects.filter(kind="enterprise").values_list("code", "status", "legal_person")) == [
        ("91220100MA00000152", "pending", True)
    ]


def test_a_bad_registration_keeps_what_was_typed_and_says_what_the_code_means(client: Client) -> None:
    sent = {**ENTERPRISE, **ACCOUNT, "code": "9122O100MA00000152", "founded_on": "yesterday", "repeated": "other"}

    answer = client.post(reverse("register-enterprise"), sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert _wrong(page) == ["code", "founded_on", "repeated"]
    assert 'value="示例智造有限公司"' in page
    assert "91220100MA00000152" in page
    assert "a long enough one" not in page
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "stored"),
    [("scan.pdf", b"%PDF-1.7", True), ("scan.pdf", b"<html>", False), ("scan.png", b"MZ\x90", False)],
)
def test_a_licence_is_a_document_or_a_picture(
    client: Client, settings: Settings, tmp_path: object, name: str, content: bytes, stored: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    scan = SimpleUploadedFile(name, content)

    client.post(reverse("register-enterprise"), {**ENTERPRISE, **ACCOUNT, "licence": scan})

    assert Organisation.objects.exclude(licence="").exists() is stored


@pytest.mark.requirement("CM-02", "CM-16")
def test_only_whoever_decides_reads_the_licence(client: Client, settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    officer, stranger = member(province(), "officer"), member(organisation("enterprise"), "officer")
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7")
    client.post(reverse("register-enterprise"), {**ENTERPRISE, **ACCOUNT, "licence": scan})
    address = reverse("organisation-licence", args=[Organisation.objects.exclude(licence="").get().pk])

    seen = _as(Client(), officer).get(address)

    assert (b"".join(seen.streaming_content), seen["Content-Disposition"][:10]) == (b"%PDF-1.7", "attachment")  # type: ignore[attr-defined]  # a streaming answer
    assert _as(Client(), stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_teacher_finds_the_university_and_asks_for_a_role(client: Client) -> None:
    university = organisation("university", name="吉林大学")
    found = client.get(reverse("register-teacher"), {"q": "jldx"}).content.decode()
    address = f"{reverse('register-teacher')}?university={university.pk}"

    answer = client.post(address, {**ACCOUNT, "role": "teacher", "staff_number": "T-1", "department": "软件学院"})

    assert f"university={university.pk}" in found
    assert (answer.status_code, answer["Location"]) == (302, reverse("waiting"))
    assert list(Membership.objects.values_list("organisation", "role", "status")) == [
        (university.pk, "teacher", "pending")
    ]


@pytest.mark.parametrize("number", ["0", "x", "9" * 40, "²"])
def test_a_university_that_is_none_leads_back_to_the_search(client: Client, number: str) -> None:
    answer = client.get(reverse("register-teacher"), {"university": number})

    assert (answer.status_code, "选择学校" in answer.content.decode()) == (200, True)


def test_a_person_with_an_account_registers_without_a_second_one(client: Client) -> None:
    teacher = member(organisation("university"), "teacher")

    page = _as(client, teacher).get(reverse("register-enterprise")).content.decode()
    client.post(reverse("register-enterprise"), ENTERPRISE)

    assert 'name="password"' not in page
    assert list(teacher.user.memberships.order_by("pk").values_list("role", "status")) == [
        ("teacher", "active"),
        ("officer", "pending"),
    ]


def test_the_project_office_confirms_a_teacher_on_its_page(client: Client) -> None:
    office = member(organisation("university"), "project_office")
    asked = Membership.objects.create(user=person(), organisation=office.organisation, role="teacher")

    page = _as(client, office).get(reverse("organisation")).content.decode()
    client.post(reverse("member-decide", args=[asked.pk]), {"decision": "confirm"})
    asked.refresh_from_db()

    assert (asked.user.name in page, asked.status) == (True, "active")


def test_a_refusal_without_reason_changes_nothing_and_says_so(client: Client) -> None:
    office = member(organisation("university"), "project_office")
    asked = Membership.objects.create(user=person(), organisation=office.organisation, role="teacher")

    answer = _as(client, office).post(reverse("member-decide", args=[asked.pk]), {"decision": "refuse"}, follow=True)
    asked.refresh_from_db()

    assert ("请写明理由" in answer.content.decode(), asked.status) == (True, "pending")


@pytest.mark.requirement("CM-16")
def test_addresses_and_telephones_are_shown_only_to_whoever_is_in_charge() -> None:
    office = member(organisation("university"), "project_office")
    teacher = member(office.organisation, "teacher", user=person(email="hidden@example.org", phone="12345"))

    pages = [_as(Client(), one).get(reverse("organisation")).content.decode() for one in (office, teacher)]

    assert [("hidden@example.org" in page, "12345" in page) for page in pages] == [(True, True), (False, False)]


@pytest.mark.requirement("CM-16")
def test_the_page_for_deciding_on_an_organisation_is_not_there_for_its_own_people(client: Client) -> None:
    teacher = member(organisation("university"), "teacher")

    page = _as(client, teacher).get(reverse("organisation-examine", args=[teacher.organisation_id]))

    assert page.status_code == 404


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize(
    "name", ["organisation-examine", "organisation-decide", "organisation-licence", "member-decide"]
)
def test_what_is_not_there_and_what_is_not_for_you_look_the_same(name: str) -> None:
    stranger = member(organisation("enterprise"), "officer")
    enterprise = organisation("enterprise", status="pending")
    asked = Membership.objects.create(user=person(), organisation=enterprise, role="officer")
    theirs = asked.pk if name == "member-decide" else enterprise.pk
    client = _as(Client(), stranger)
    method = client.post if name.endswith("decide") else client.get

    answers = [method(reverse(name, args=[number]), {"decision": "confirm"}) for number in (theirs, 999_999)]

    pages = [re.sub(r'token" value="\w+"|/\d+/', "", one.content.decode()) for one in answers]
    assert [one.status_code for one in answers] == [404, 404]
    assert pages[0] == pages[1]


@pytest.mark.requirement("CM-01")
def test_the_province_confirms_an_enterprise_on_its_page(client: Client) -> None:
    department = member(province(), "officer")
    Client().post(reverse("register-enterprise"), {**ENTERPRISE, **ACCOUNT})
    enterprise = Organisation.objects.get(kind="enterprise")

    listed = _as(client, department).get(reverse("organisation")).content.decode()
    examined = client.get(reverse("organisation-examine", args=[enterprise.pk])).content.decode()
    answer = client.post(reverse("organisation-decide", args=[enterprise.pk]), {"decision": "confirm"})
    enterprise.refresh_from_db()

    assert (enterprise.name in listed, "两个校验码均正确" in examined, answer.status_code) == (True, True, 302)
    assert (enterprise.status, enterprise.memberships.get().status) == ("confirmed", "active")


def test_the_province_reads_what_is_missing_beside_the_field(client: Client) -> None:
    department = member(province(), "officer")
    enterprise = organisation("enterprise", status="pending", code="91350100M0001TGQXM")
    address = reverse("organisation-decide", args=[enterprise.pk])

    answers = [_as(client, department).post(address, {"decision": one}) for one in ("confirm", "refuse")]

    assert [(one.status_code, _wrong(one.content.decode())) for one in answers] == [
        (422, ["code_finding"]),
        (422, ["reason"]),
    ]


@pytest.mark.requirement("CM-02")
def test_a_person_switches_between_roles(client: Client) -> None:
    teacher = member(organisation("university", name="示例大学"), "teacher")
    officer = member(organisation("enterprise", name="示例企业"), "officer", user=teacher.user)
    _as(client, teacher)

    for one in (teacher, officer):
        client.post(reverse("switch"), {"membership": one.pk})
        assert f"<h1>{one.organisation.name}" in client.get(reverse("organisation")).content.decode()


@pytest.mark.parametrize("number", ["", "x", "-1", "999999", "9" * 30])
def test_one_cannot_switch_to_what_is_not_one_s_own(client: Client, number: str) -> None:
    _as(client, member(organisation("university"), "teacher"))

    assert client.post(reverse("switch"), {"membership": number}).status_code == 404


@pytest.mark.parametrize("name", ["arrive", "waiting", "profile", "organisation"])
def test_personal_pages_ask_to_sign_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))

    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('login')}?next={reverse(name)}")


def test_somebody_without_a_role_arrives_where_it_says_what_to_do(client: Client) -> None:
    client.force_login(person(), backend=BACKEND)

    answer = client.get(reverse("arrive"), follow=True)

    assert answer.redirect_chain == [(reverse("waiting"), 302)]
    assert "您还没有在任何单位任职" in answer.content.decode()


def test_a_profile_is_changed_and_mistakes_stay_beside_their_fields(client: Client) -> None:
    user = person(email="old@example.org")
    client.force_login(user, backend=BACKEND)

    wrong = client.post(reverse("profile"), {"name": "示例·乙", "email": "nobody"})
    right = client.post(reverse("profile"), {"name": "示例·乙", "email": "new@example.org"})
    user.refresh_from_db()

    assert (wrong.status_code, _wrong(wrong.content.decode()), right.status_code) == (422, ["email"], 302)
    assert (user.name, user.email) == ("示例·乙", "new@example.org")


@pytest.mark.parametrize(
    "name", ["login", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_the_account_are_ours(client: Client, name: str, language: str) -> None:
    if name != "login":
        user = User.objects.create_user(username="shili", password="a long enough one", name="示例·甲")
        client.post(reverse("login"), {"login": "shili", "password": "a long enough one"})
        assert client.session["_auth_user_id"] == str(user.pk)

    answer = client.get(reverse(name), headers={"Accept-Language": language}, follow=True)

    assert (answer.status_code, 'class="rh-header"' in answer.content.decode()) == (200, True)


def _code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_two_steps_to_sign_in_once_an_authenticator_is_on(client: Client) -> None:
    User.objects.create_user(username="shili", password="a long enough one", name="示例·甲")
    credentials = {"login": "shili", "password": "a long enough one"}
    client.post(reverse("login"), credentials)
    asked_again = client.get(reverse("mfa_activate_totp"))
    sent = {"password": "a long enough one", "next": reverse("mfa_activate_totp")}
    page = client.post(asked_again["Location"], sent, follow=True).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000x"})
    on = client.post(reverse("mfa_activate_totp"), {"code": _code_for(secret)}, follow=True)
    recovery = re.findall(r"<li><code>(\w+)</code></li>", on.content.decode())
    client.post(reverse("logout"))
    half = client.post(reverse("login"), credentials)
    asked = client.get(reverse("mfa_authenticate"))
    whole = client.post(reverse("mfa_authenticate"), {"code": recovery[0]})

    assert asked_again["Location"].startswith(reverse("account_reauthenticate"))
    assert (wrong.status_code, len(recovery), half["Location"]) == (200, 10, reverse("mfa_authenticate"))
    assert ("rh-header" in asked.content.decode(), whole["Location"]) == (True, reverse("arrive"))
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        assert 'class="rh-header"' in client.get(reverse(name), follow=True).content.decode()


def test_a_password_is_changed_by_its_rules(client: Client) -> None:
    user = User.objects.create_user(username="shili", password="a long enough one", name="示例·甲")
    client.post(reverse("login"), {"login": "shili", "password": "a long enough one"})
    address = reverse("account_change_password")

    weak = client.post(address, {"oldpassword": "a long enough one", "password1": "short", "password2": "short"})
    good = client.post(
        address, {"oldpassword": "a long enough one", "password1": "another long one", "password2": "another long one"}
    )
    user.refresh_from_db()

    assert (weak.status_code, "密码太短" in weak.content.decode(), good.status_code) == (200, True, 302)
    assert user.check_password("another long one")


@pytest.mark.parametrize("count", [1, 3])
def test_the_organisation_page_needs_the_same_queries_at_any_length(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    department = member(province(), "officer")
    for _ in range(count):
        organisation("enterprise", status="pending")
        Membership.objects.create(user=person(), organisation=department.organisation, role="officer")
        Membership.objects.create(user=person(), organisation=organisation("enterprise"), role="officer")
    _as(client, department)

    with django_assert_num_queries(11):
        client.get(reverse("organisation"))
