"""A university gets another name or goes into another one; nothing that runs is lost and nothing signed changes."""

import datetime as dt

import pytest

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import FormerName, Membership, Offering, Organisation
from tests.portal.factories import member, organisation, person, province
from tests.portal.organisations.test_structure import major

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 1)


def _department() -> Membership:
    return member(province(), "officer")


def _rename(found: Organisation, acting: Membership, **values: str) -> Organisation | Refused:
    typed = {"name": "示例新大学", "reason": "示例函〔2026〕1号", **values}
    return commands.rename_organisation(organisation_id=found.pk, acting=acting, day=DAY, **typed)


def _close(closing: Organisation, into: Organisation, acting: Membership, reason: str = "示例函〔2026〕2号") -> object:
    return commands.close_into(organisation_id=closing.pk, into_id=into.pk, acting=acting, reason=reason, day=DAY)


@pytest.mark.requirement("CM-01")
def test_a_renamed_university_is_found_by_both_names() -> None:
    university, department = organisation("university", name="示例旧学院"), _department()

    assert isinstance(_rename(university, department), Organisation)

    found = [list(queries.search(text=text)) for text in ("示例旧学院", "示例新大学", "slxdx")]
    assert found == [[university], [university], [university]]
    assert queries.former_names([university.pk], since=dt.date(2026, 8, 31)) == {university.pk: "示例旧学院"}
    assert queries.former_names([university.pk], since=DAY) == {}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "短"}, "name"),
        ({"name": "示例旧学院"}, "name"),
        ({"reason": " "}, "reason"),
        ({"name_en": "x" * 201}, "name_en"),
    ],
)
def test_a_new_name_needs_to_be_new_and_to_rest_on_something(typed: dict[str, str], field: str) -> None:
    done = _rename(organisation("university", name="示例旧学院"), _department(), **typed)

    assert isinstance(done, Refused)
    assert [one.field for one in done.problems] == [field]
    assert not FormerName.objects.exists()


def test_a_name_that_another_university_has_is_refused_and_nothing_is_kept() -> None:
    organisation("university", name="示例新大学")

    done = _rename(organisation("university", name="示例旧学院"), _department())

    assert isinstance(done, Refused)
    assert not FormerName.objects.exists()


@pytest.mark.parametrize("kind", ["enterprise", "university"])
def test_nobody_but_the_register_renames(kind: str) -> None:
    found = organisation(kind)
    with pytest.raises(NoAccess):
        _rename(found, member(found, "admin"))
    with pytest.raises(NoAccess):
        _rename(organisation(kind, province="11"), _department())


def test_people_colleges_and_majors_go_to_the_successor() -> None:
    closing, into, department = organisation("university"), organisation("university"), _department()
    both = person()
    member(into, "teacher", both)
    member(closing, "teacher", both)
    alone = member(closing, "teacher")
    office = member(closing, "project_office")
    for one in (closing, into):
        Organisation.objects.create(kind="college", parent=one, name="软件学院", status="confirmed", province="22")
    shared, own = major(), major("080901", "计算机科学与技术")
    for where, what in ((closing, shared), (into, shared), (closing, own)):
        Offering.objects.create(organisation=where, major=what, since_year=2010)

    assert not isinstance(_close(closing, into, department), Refused)

    held = Membership.objects.filter(organisation=into, status="active")
    assert sorted(held.values_list("user_id", "role")) == sorted(
        [(both.pk, "teacher"), (alone.user_id, "teacher"), (office.user_id, "project_office")]
    )
    assert not Membership.objects.filter(organisation=closing).exclude(status="ended").exists()
    assert sorted(into.children.values_list("name", flat=True)) == ["软件学院", f"软件学院（原{closing.name}）"]
    assert list(
        into.offerings.filter(until_year=None).order_by("major__code").values_list("major__code", flat=True)
    ) == [
        "080901",
        "080902",
    ]
    assert list(queries.search(text=closing.name, kind="university")) == []


@pytest.mark.parametrize("into", ["itself", "an enterprise", "one that is closed"])
def test_an_organisation_goes_only_into_another_one_of_its_kind_that_exists(into: str) -> None:
    closing, department = organisation("university"), _department()
    closed = organisation("university")
    assert not isinstance(_close(closed, organisation("university"), department), Refused)
    target = {"itself": closing, "an enterprise": organisation("enterprise"), "one that is closed": closed}[into]

    if into == "one that is closed":
        with pytest.raises(NoAccess):
            _close(closing, target, department)
    else:
        assert isinstance(_close(closing, target, department), Refused)
