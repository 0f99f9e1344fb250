"""Bad records and exclusions: read by whom they are about, recorded and lifted by whoever is in charge."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Mark, Membership, Organisation
from tests.portal.factories import jl_version, member, organisation, person, province

pytestmark = pytest.mark.django_db
BACKEND = "ronghe.portal.accounts.sign_in.PasswordBackend"
SENT = {"kind": "bad_record", "programme": "", "reason": "虚报经费", "since": "2024-09-02", "until": ""}


def _as(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def _mark(marked: Organisation, **values: object) -> Mark:
    return Mark.objects.create(
        **{
            "organisation": marked,
            "kind": "bad_record",
            "reason": "虚报经费",
            "since": dt.date(2024, 5, 1),
            "recorded_by": person(),
            **values,
        }
    )


@pytest.fixture
def department() -> Membership:
    return member(province(), "officer")


def test_the_province_finds_an_organisation_by_its_reading(department: Membership) -> None:
    organisation("enterprise", name="吉林示例公司")
    organisation("enterprise", name="吉林外省公司", province="11")

    page = _as(department).get(reverse("marked"), {"q": "jlslgs"}).content.decode()
    both = _as(department).get(reverse("marked"), {"q": "吉林"}).content.decode()

    assert ("吉林示例公司" in page, "吉林外省公司" in both) == (True, False)


def test_without_a_search_those_with_records_are_listed(department: Membership) -> None:
    _mark(organisation("enterprise", name="有记录公司"))
    organisation("enterprise", name="无记录公司")

    page = _as(department).get(reverse("marked")).content.decode()

    assert ("有记录公司" in page, "1 条记录" in page, "无记录公司" in page) == (True, True, False)


def test_a_record_is_stored_only_after_it_was_confirmed(department: Membership) -> None:
    enterprise, version = organisation("enterprise"), jl_version()
    client, address = _as(department), reverse("marks", args=[enterprise.pk])
    sent = {**SENT, "programme": version.programme.key}

    recap = client.post(address, {**sent, "step": "recap"})
    before = Mark.objects.count()
    changed = client.post(address, {**sent, "step": "change"}).content.decode()
    for _ in range(2):
        client.post(address, {**sent, "step": "confirm"})

    assert ("确认登记这条记录" in recap.content.decode(), before, "确认登记这条记录" in changed) == (True, 0, False)
    assert list(Mark.objects.values_list("organisation", "kind", "programme", "reason", "since", "recorded_by")) == [
        (enterprise.pk, "bad_record", version.programme.key, "虚报经费", dt.date(2024, 9, 2), department.user_id)
    ]


@pytest.mark.parametrize("step", ["recap", "confirm"])
def test_a_record_that_is_wrong_is_refused_with_everything_at_once(department: Membership, step: str) -> None:
    enterprise = organisation("enterprise")
    sent = {"kind": "gossip", "programme": "none", "reason": " ", "since": "", "until": "soon", "step": step}

    answer = _as(department).post(reverse("marks", args=[enterprise.pk]), sent)

    fields = ["kind", "programme", "reason", "since", "until"]
    page = answer.content.decode()
    assert (answer.status_code, [one for one in fields if f'id="id_{one}_error"' in page]) == (422, fields)
    assert Mark.objects.count() == 0


def test_a_record_is_lifted_with_a_reason_that_stays(department: Membership) -> None:
    mark = _mark(organisation("enterprise"))
    client, address = _as(department), reverse("mark-lift", args=[mark.pk])

    asked = client.get(address).content.decode()
    without = client.post(address, {"reason": " "})
    client.post(address, {"reason": "已整改"})
    shown = client.get(reverse("marks", args=[mark.organisation_id])).content.decode()
    mark.refresh_from_db()

    assert ("确认撤销这条记录" in asked, without.status_code) == (True, 422)
    assert (mark.lifted_reason, mark.lifted_by_id, "撤销理由：已整改" in shown) == ("已整改", department.user_id, True)


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", ["other province", "itself", "university", "teacher of the department"])
def test_a_stranger_finds_no_records(who: str) -> None:
    enterprise = organisation("enterprise")
    mark = _mark(enterprise)
    stranger = {
        "other province": lambda: member(organisation("provincial_department", province="11"), "officer"),
        "itself": lambda: member(enterprise, "officer"),
        "university": lambda: member(organisation("university"), "admin"),
        "teacher of the department": lambda: member(province(), "teacher"),
    }[who]()
    client = _as(stranger)
    addresses = [reverse("marks", args=[enterprise.pk]), reverse("mark-lift", args=[mark.pk])]

    answers = [client.get(one).status_code for one in addresses]
    answers += [client.post(one, {**SENT, "step": "confirm"}).status_code for one in addresses]
    mark.refresh_from_db()

    assert (answers, Mark.objects.count(), mark.lifted_on) == ([404] * 4, 1, None)
    if who != "other province":
        assert client.get(reverse("marked")).status_code == 404


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "有效"),
        ({"until": dt.date(2024, 6, 1)}, "已期满"),
        ({"since": dt.date(2999, 1, 1)}, "未生效"),
        ({"lifted_on": dt.date(2024, 7, 1), "lifted_reason": "已整改"}, "已撤销"),
    ],
)
def test_an_organisation_reads_what_is_held_against_it_and_nothing_of_others(
    values: dict[str, object], state: str
) -> None:
    officer = member(organisation("enterprise"), "officer")
    if "lifted_on" in values:
        values = {**values, "lifted_by": person()}
    mark = _mark(officer.organisation, **values)
    _mark(organisation("enterprise"), reason="别家的事")

    page = _as(officer).get(reverse("organisation")).content.decode()

    assert ("虚报经费" in page, state in page, "别家的事" in page) == (True, True, False)
    assert mark.recorded_by.name not in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("marked", 5), ("marks", 8)])
def test_pages_of_records_need_the_same_queries_at_any_length(
    department: Membership, name: str, queries: int, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enterprise = organisation("enterprise")
    for _ in range(count):
        _mark(enterprise)
        _mark(organisation("enterprise"))
    client, address = _as(department), reverse(name, args=[enterprise.pk] if name == "marks" else [])
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)
