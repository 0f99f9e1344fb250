"""A university's colleges and majors: kept by its project office, chosen by teachers, never deleted."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations import commands, queries
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.commands import NewMember
from ronghe.portal.organisations.models import Major, Membership, Offering, Organisation
from tests.portal.factories import member, organisation, person, province

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 9, 2)


def major(code: str = "080902", name: str = "软件工程", **values: str) -> Major:
    return Major.objects.create(
        **{
            "catalogue": "undergraduate",
            "edition": "2020",
            "code": code,
            "name": name,
            "class_code": code[:4],
            "discipline_code": code[:2],
            **values,
        }
    )


def _office() -> Membership:
    return member(organisation("university"), "project_office")


def _college(office: Membership, name: str = "软件学院") -> Organisation:
    done = commands.add_college(acting=office, name=name)
    assert isinstance(done, Organisation)
    return done


def _taught(office: Membership, where: Organisation, what: Major, since: int = 2010) -> Offering:
    done = commands.offer_major(acting=office, organisation_id=where.pk, major_id=what.pk, since_year=since, day=DAY)
    assert isinstance(done, Offering)
    return done


def _fields(done: object) -> list[str]:
    assert isinstance(done, Refused)
    return [problem.field for problem in done.problems]


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize("role", ["project_office", "admin"])
def test_the_project_office_and_the_admin_add_colleges(role: str) -> None:
    acting = member(organisation("university", province="11"), role)

    college = _college(acting, " 软件学院 ")

    assert (college.name, college.parent, college.province, college.status) == (
        "软件学院",
        acting.organisation,
        "11",
        "confirmed",
    )
    assert list(queries.open_colleges(acting.organisation)) == [college]


STRANGERS: dict[str, Callable[[Organisation], Membership]] = {
    "teacher": lambda university: member(university, "teacher"),
    "other university": lambda _: member(organisation("university"), "project_office"),
    "province": lambda _: member(province(), "officer"),
    "enterprise": lambda _: member(organisation("enterprise"), "admin"),
}


@pytest.mark.requirement("CM-02")
@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_changes_the_structure(who: str) -> None:
    office = _office()
    college, what = _college(office), major()
    offering = _taught(office, college, what)
    stranger = STRANGERS[who](office.organisation)
    attempts: list[Callable[[], object]] = [
        lambda: commands.rename_college(college_id=college.pk, acting=stranger, name="更名学院"),
        lambda: commands.close_college(college_id=college.pk, acting=stranger, day=DAY),
        lambda: commands.offer_major(
            acting=stranger, organisation_id=college.pk, major_id=what.pk, since_year=2020, day=DAY
        ),
        lambda: commands.end_offering(offering_id=offering.pk, acting=stranger, until_year=2024, day=DAY),
    ]

    for attempt in attempts:
        with pytest.raises(NoAccess):
            attempt()
    college.refresh_from_db()
    offering.refresh_from_db()

    assert (college.name, college.closed_on, Offering.objects.count(), offering.until_year) == (
        "软件学院",
        None,
        1,
        None,
    )


@pytest.mark.parametrize("who", ["teacher", "province", "enterprise"])
def test_nobody_without_a_university_to_keep_adds_a_college(who: str) -> None:
    with pytest.raises(NoAccess):
        commands.add_college(acting=STRANGERS[who](organisation("university")), name="软件学院")


@pytest.mark.parametrize(
    ("name", "name_en", "fields"), [(" ", "", ["name"]), ("学" * 101, "x" * 201, ["name", "name_en"])]
)
def test_a_college_without_a_proper_name_is_refused(name: str, name_en: str, fields: list[str]) -> None:
    assert _fields(commands.add_college(acting=_office(), name=name, name_en=name_en)) == fields


def test_a_name_is_given_once_within_a_university_and_again_after_its_college_closed() -> None:
    office = _office()
    first, other = _college(office), _college(office, "数学学院")

    assert _fields(commands.add_college(acting=office, name="软件学院")) == ["name"]
    assert _fields(commands.rename_college(college_id=other.pk, acting=office, name="软件学院")) == ["name"]
    commands.close_college(college_id=first.pk, acting=office, day=DAY)

    assert _college(office).pk != first.pk


@pytest.mark.requirement("CM-01")
def test_a_college_that_was_renamed_or_closed_stays_with_the_people_who_chose_it() -> None:
    office = _office()
    college = _college(office)
    asked = commands.register_teacher(
        member=NewMember(
            university_id=office.organisation_id, staff_number="1", department="一教研室", college_id=college.pk
        ),
        by=person(),
    )
    assert isinstance(asked, Membership)

    commands.rename_college(college_id=college.pk, acting=office, name="软件与智能学院", name_en="Software")
    commands.close_college(college_id=college.pk, acting=office, day=DAY)
    asked = Membership.objects.get(pk=asked.pk)

    assert (asked.unit, asked.college.closed_on if asked.college else None) == ("软件与智能学院 一教研室", DAY)
    assert list(queries.open_colleges(office.organisation)) == []


def test_a_closed_college_is_closed_for_good() -> None:
    office = _office()
    college = _college(office)
    commands.close_college(college_id=college.pk, acting=office, day=DAY)

    with pytest.raises(NoAccess):
        commands.rename_college(college_id=college.pk, acting=office, name="软件")
    with pytest.raises(NoAccess):
        commands.close_college(college_id=college.pk, acting=office, day=DAY + dt.timedelta(days=1))


def test_only_a_college_closes_without_a_successor() -> None:
    with pytest.raises(IntegrityError, match="organisations_closed_as_a_college_or_into_a_successor"):
        organisation("university", closed_on=DAY)


def test_a_college_that_teaches_majors_is_not_closed() -> None:
    office = _office()
    college = _college(office)
    offering = _taught(office, college, major())

    refused = commands.close_college(college_id=college.pk, acting=office, day=DAY)
    commands.end_offering(offering_id=offering.pk, acting=office, until_year=2024, day=DAY)
    closed = commands.close_college(college_id=college.pk, acting=office, day=DAY)

    assert _fields(refused) == [""]
    assert isinstance(closed, Organisation)


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize(
    ("college", "department", "role", "fields"),
    [
        ("own", "", "teacher", []),
        ("own", "一教研室", "teacher", []),
        ("none", "软件学院", "teacher", ["college"]),
        ("another's", "", "teacher", ["college"]),
        ("closed", "", "teacher", ["college"]),
        ("none", "科研处", "project_office", []),
        ("none", "", "project_office", ["department"]),
    ],
)
def test_a_teacher_chooses_a_college_where_there_are_some(
    college: str, department: str, role: str, fields: list[str]
) -> None:
    office = _office()
    closed = _college(office, "旧学院")
    commands.close_college(college_id=closed.pk, acting=office, day=DAY)
    chosen = {
        "own": _college(office).pk,
        "another's": _college(_office()).pk,
        "closed": closed.pk,
        "none": None,
    }[college]
    asked = NewMember(
        university_id=office.organisation_id, staff_number="1", department=department, role=role, college_id=chosen
    )

    assert [one.field for one in commands.problems_with_member(member=asked, by=person())] == fields


@pytest.mark.requirement("CM-01")
def test_a_major_is_taught_once_at_a_time_and_again_after_it_ended() -> None:
    office, what = _office(), major()
    offering = _taught(office, office.organisation, what)

    def again(year: int) -> Offering | Refused:
        return commands.offer_major(
            acting=office, organisation_id=office.organisation_id, major_id=what.pk, since_year=year, day=DAY
        )

    twice = again(2020)
    commands.end_offering(offering_id=offering.pk, acting=office, until_year=2020, day=DAY)
    overlapping, later = again(2020), again(2021)

    assert (_fields(twice), _fields(overlapping)) == (["major"], ["since_year"])
    assert isinstance(later, Offering)
    assert [(one.since_year, one.until_year) for one in queries.offerings_of(office.organisation)] == [
        (2021, None),
        (2010, 2020),
    ]


@pytest.mark.parametrize(("major_id", "year", "fields"), [(0, 2020, ["major"]), (None, None, ["major"])])
def test_a_major_outside_the_catalogue_is_refused(major_id: int | None, year: int | None, fields: list[str]) -> None:
    office = _office()
    done = commands.offer_major(
        acting=office, organisation_id=office.organisation_id, major_id=major_id, since_year=year, day=DAY
    )

    assert _fields(done) == fields


@pytest.mark.parametrize(("year", "fields"), [(None, ["since_year"]), (1800, ["since_year"]), (2026, ["since_year"])])
def test_a_first_year_that_cannot_be_is_refused(year: int | None, fields: list[str]) -> None:
    office = _office()
    done = commands.offer_major(
        acting=office, organisation_id=office.organisation_id, major_id=major().pk, since_year=year, day=DAY
    )

    assert _fields(done) == fields


@pytest.mark.parametrize("year", [None, 2009, 2026])
def test_a_last_year_that_cannot_be_is_refused(year: int | None) -> None:
    office = _office()
    offering = _taught(office, office.organisation, major())

    done = commands.end_offering(offering_id=offering.pk, acting=office, until_year=year, day=DAY)

    assert _fields(done) == ["until_year"]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("organisations_offering_years", {"since_year": 20}),
        ("organisations_offering_period", {"since_year": 2020, "until_year": 2019}),
    ],
)
def test_years_that_cannot_be_are_refused_by_the_database(constraint: str, values: dict[str, int]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Offering.objects.create(organisation=organisation("university"), major=major(), **values)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("0809", ["080902", "080903"]), ("080902T", ["080902"]), ("软件", ["080902"]), ("%", []), ("", [])],
)
def test_majors_are_found_by_code_and_name(text: str, codes: list[str]) -> None:
    major()
    major("080903", "网络工程")

    assert [one.code for one in queries.majors(text=text)] == codes


@pytest.mark.django_db(transaction=True)
def test_every_change_of_the_structure_is_kept_with_the_role_that_made_it() -> None:
    office = _office()
    college = _college(office)
    offering = _taught(office, college, major())
    commands.rename_college(college_id=college.pk, acting=office, name="软件与智能学院")
    commands.end_offering(offering_id=offering.pk, acting=office, until_year=2024, day=DAY)

    def kept(model: str, number: int) -> list[tuple[str, object]]:
        events = apps.get_model("organisations", model).objects.filter(pgh_obj=number).order_by("pgh_id")
        return [(one.pgh_label, one.pgh_context.metadata) for one in events]

    acting = {"acting": office.pk}
    assert (kept("OrganisationEvent", college.pk), kept("OfferingEvent", offering.pk)) == (
        [("insert", {"command": "add_college", **acting}), ("update", {"command": "rename_college", **acting})],
        [("insert", {"command": "offer_major", **acting}), ("update", {"command": "end_offering", **acting})],
    )


@pytest.mark.django_db(transaction=True)
def test_four_people_who_add_one_major_at_once_add_it_once() -> None:
    office, what = _office(), major()

    def add(_: int) -> object:
        try:
            return commands.offer_major(
                acting=office, organisation_id=office.organisation_id, major_id=what.pk, since_year=2020, day=DAY
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as threads:
        done = list(threads.map(add, range(4)))

    assert sorted(type(one).__name__ for one in done) == ["Offering", "Refused", "Refused", "Refused"]
