"""Pages of the catalogue of resources: the contributor's, the examiner's, the public's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.models import Resource
from tests.portal.factories import member, organisation
from tests.portal.talent.test_resources import _published, _submitted

pytestmark = pytest.mark.django_db
As = Callable[[Membership], Client]


@pytest.fixture
def enterprise() -> Membership:
    return member(organisation("enterprise"), "officer")


@pytest.fixture
def office() -> Membership:
    return member(organisation("agency"), "officer")


def test_from_an_empty_form_to_the_public_page(as_member: As, enterprise: Membership, office: Membership) -> None:
    offering, examining = as_member(enterprise), as_member(office)
    asked = {
        "form": "dataset",
        "title": "示例数据集",
        "summary": "一万条。",
        "majors": "080901，080902",
        "licence": "open",
    }

    empty = offering.post(reverse("talent-resource-new"), {})
    offering.post(reverse("talent-resource-new"), {**asked, "address": "https://example.org"})
    found = Resource.objects.get()
    act = reverse("talent-resource-act", args=[found.key])
    offering.post(act, {"act": "submit"})
    hidden = Client().get(reverse("resource", args=[found.key]))
    waiting = examining.get(reverse("talent-examining")).content.decode()
    bare = examining.post(act, {"act": "return"})
    found.refresh_from_db()
    examining.post(act, {"act": "publish", "revision": found.revision})
    public = Client().get(reverse("resource", args=[found.key])).content.decode()

    assert (empty.status_code, hidden.status_code, bare.status_code) == (422, 404, 422)
    assert (found.majors, "示例数据集" in waiting, "计算机科学与技术" in public) == (["080901", "080902"], True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_need_the_same_queries_at_any_length(
    as_member: As,
    enterprise: Membership,
    office: Membership,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        _published(enterprise, office)
        _submitted(enterprise)
    client = as_member(office)
    client.get(reverse("talent-examining"))

    with django_assert_num_queries(5):
        client.get(reverse("talent-examining"))
    with django_assert_num_queries(3):
        Client().get(reverse("resources"))


def test_a_stranger_sees_neither_drafts_nor_what_waits(as_member: As, enterprise: Membership) -> None:
    found = _submitted(enterprise)
    client = as_member(member(organisation("enterprise"), "officer"))
    paths = [reverse(f"talent-resource{part}", args=[found.key]) for part in ("", "-edit", "-file")]

    assert [client.get(one).status_code for one in paths] == [404, 404, 404]
    assert client.get(reverse("talent-examining")).status_code == 404


def test_filters_of_the_catalogue_are_read_without_trust() -> None:
    nonsense = {"form": "x", "major": "' or 1=1", "page": "99999999999", "q": "\x00", "licence": "<b>"}

    assert Client().get(reverse("resources"), nonsense).status_code == 200
