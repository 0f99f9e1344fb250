"""From a request to the role in which a person acts, and from there to organisations."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import access
from ronghe.portal.organisations.access import ActingMiddleware, NoAccess
from tests.portal.factories import member, organisation, province

pytestmark = pytest.mark.django_db


def _request(user: User | None, session: dict[str, Any] | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = session if session is not None else {}  # type: ignore[assignment]  # all that is used of it
    ActingMiddleware(lambda _: HttpResponse())(request)
    return request


def test_nobody_acts_who_has_not_logged_in(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert access.acting(_request(None)) is None


@pytest.mark.requirement("CM-02")
def test_a_person_with_two_roles_acts_in_the_one_chosen_and_has_the_rights_of_that_one_alone() -> None:
    teacher = member(organisation("university", name="示例大学"), "teacher")
    officer = member(organisation("enterprise", name="示例企业"), "officer", user=teacher.user)
    session: dict[str, Any] = {}

    first = access.acting(_request(teacher.user, session))
    access.switch(_request(teacher.user, session), membership_id=teacher.pk)
    second = access.acting(_request(teacher.user, session))

    assert (first, second, session) == (teacher, teacher, {"acting": teacher.pk})
    access.switch(_request(teacher.user, session), membership_id=officer.pk)
    assert access.acting(_request(teacher.user, session)) == officer
    with pytest.raises(NoAccess):
        access.access_organisation(organisation_id=teacher.organisation_id, acting=officer)


def test_a_role_that_ended_is_left_at_once() -> None:
    teacher = member(organisation("university"), "teacher")
    officer = member(organisation("enterprise"), "officer", user=teacher.user)
    session = {"acting": teacher.pk}
    teacher.status, teacher.until = "ended", teacher.since
    teacher.save()

    assert access.acting(_request(teacher.user, session)) == officer


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("whose", ["somebody else's", "nobody's"])
def test_one_cannot_switch_to_a_role_that_is_not_one_s_own(whose: str) -> None:
    teacher = member(organisation("university"), "teacher")
    wanted = member(teacher.organisation, "project_office").pk if whose == "somebody else's" else 0

    with pytest.raises(NoAccess):
        access.switch(_request(teacher.user), membership_id=wanted)


def test_one_query_finds_all_roles(django_assert_num_queries: Any) -> None:
    teacher = member(organisation("university"), "teacher")
    for _ in range(3):
        member(organisation("enterprise"), "officer", user=teacher.user)

    with django_assert_num_queries(1):
        request = _request(teacher.user)
        assert len({one.organisation.name for one in request.memberships}) == 4  # type: ignore[attr-defined]


@pytest.mark.parametrize(("status", "seen"), [("pending", True), ("confirmed", False)])
def test_a_department_looks_at_enterprises_only_while_it_decides_on_them(status: str, seen: bool) -> None:
    department, enterprise = member(province(), "officer"), organisation("enterprise", status=status)

    if seen:
        assert access.access_organisation(organisation_id=enterprise.pk, acting=department) == enterprise
    else:
        with pytest.raises(NoAccess):
            access.access_organisation(organisation_id=enterprise.pk, acting=department)
