"""The cast of the nation: invented universities and enterprises, real offices, invented people in all of them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ronghe.insight.invented import taught
from ronghe.insight.places import INVENTED_SCHOOL
from ronghe.portal.accounts.models import User
from ronghe.portal.cases.actors import Actor
from ronghe.portal.config.demo.nation.words import words
from ronghe.portal.config.demo.people import FINDING, UNUSABLE, Enterprise, Teacher, credit_code
from ronghe.portal.config.demo.texts import chance, texts
from ronghe.portal.organisations import names
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.organisations.models import Major, Membership, Offering, Organisation

MINISTRY = "中华人民共和国教育部"
JILIN = "22"  # its officers are those of the Jilin demo
SINCE = dt.date(2018, 9, 1)
ENTERPRISES, TEACHERS = 20, 230  # of one part
_FIRST_CODE = 1_000  # the enterprises of the Jilin demo have the numbers below
_SHORT = {"15": "内蒙古", "23": "黑龙江", "66": "兵团"}
_OFFICE = "教务处产学合作办公室"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Who examines and publishes, and the universities with their project offices: the same for every part."""

    ministry: Organisation
    officer: Actor
    expert: Actor
    universities: tuple[Organisation, ...]
    offices: dict[int, Actor]
    people: tuple[User, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCast:
    """Who takes part in one part: its enterprises and its teachers, beside the offices of all parts."""

    offices: Offices
    enterprises: tuple[Enterprise, ...]
    teachers: tuple[Teacher, ...]
    people: tuple[User, ...]

    def organisations(self) -> list[Organisation]:
        """Return all organisations in which somebody acts or that see what is theirs: the departments of provinces."""
        departments = Organisation.objects.filter(
            kind=Organisation.Kind.PROVINCIAL_DEPARTMENT, status=Organisation.Status.CONFIRMED
        )
        enterprises = (one.organisation for one in self.enterprises)
        return [self.offices.ministry, *enterprises, *self.offices.universities, *departments]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Role:
    username: str
    name: str
    organisation: Organisation
    role: str
    department: str = ""
    ended_on: dt.date | None = None


def settle_offices(*, source: str, today: dt.date) -> Offices:
    """Store the universities and whoever works in an office, and return who acts. Needs the reference data."""
    universities = _universities(source=source, today=today)
    Organisation.objects.bulk_create(universities, batch_size=500)
    _settle_colleges(universities[0], source=source, today=today)
    departments = Organisation.objects.filter(
        kind=Organisation.Kind.PROVINCIAL_DEPARTMENT, status=Organisation.Status.CONFIRMED
    ).exclude(province=JILIN)
    ministry = Organisation.objects.get(name=MINISTRY)
    roles = [
        _Role(username="demo-ministry", name="示例·部司一", organisation=ministry, role="officer"),
        _Role(username="demo-ministry-expert", name="示例·专家一", organisation=ministry, role="expert"),
        *(
            _Role(username=f"nation-province-{one.province}", name=person(number), organisation=one, role="officer")
            for number, one in enumerate(departments.order_by("province"), 1)
        ),
        *(
            _Role(
                username="demo-moe-university" if number == 0 else f"nation-university-{number}",
                name=person(100 + number),
                organisation=one,
                role="project_office",
                department=_OFFICE,
            )
            for number, one in enumerate(universities)
        ),
    ]
    people = _store(roles)
    return _as_offices(ministry=ministry, universities=universities, people=people)


def stored_offices() -> Offices:
    """Return the offices that an earlier part has stored."""
    ministry = Organisation.objects.get(name=MINISTRY)
    universities = list(
        Organisation.objects.filter(kind=Organisation.Kind.UNIVERSITY, is_fictitious=True).order_by("pk")
    )
    people = User.objects.filter(
        memberships__role__in=("officer", "expert", "project_office"),
        memberships__organisation__in=[ministry, *universities],
    )
    return _as_offices(ministry=ministry, universities=universities, people=tuple(people))


def _as_offices(*, ministry: Organisation, universities: Sequence[Organisation], people: tuple[User, ...]) -> Offices:
    held = {
        (one.organisation_id, one.role): Actor(user_id=one.user_id, organisation_id=one.organisation_id, role=one.role)
        for one in Membership.objects.filter(organisation__in=[ministry, *universities], user__in=people).order_by("pk")
    }
    return Offices(
        ministry=ministry,
        officer=held[ministry.pk, "officer"],
        expert=held[ministry.pk, "expert"],
        universities=tuple(universities),
        offices={one.pk: held[one.pk, "project_office"] for one in universities},
        people=people,
    )


def settle_part(number: int, *, offices: Offices, source: str, today: dt.date, teachers: int = TEACHERS) -> PartCast:
    """Store the enterprises and teachers of a part, and return them with the offices."""
    enterprises = [_enterprise(number * ENTERPRISES + at, source=source, today=today) for at in range(ENTERPRISES)]
    Organisation.objects.bulk_create([one for one, _ in enterprises])
    officers = [
        _Role(
            username=_username("enterprise", number=number, at=at),
            name=person(number * 500 + at),
            organisation=one,
            role="officer",
        )
        for at, (one, _) in enumerate(enterprises)
    ]
    roles = [_teacher(number, at=at, offices=offices, today=today) for at in range(teachers)]
    people = _store([*officers, *roles])
    by_name = {one.username: one.pk for one in people}
    return PartCast(
        offices=offices,
        people=people,
        enterprises=tuple(
            Enterprise(organisation=one, field=field, officer=_actor(role, by_name))
            for (one, field), role in zip(enterprises, officers, strict=True)
        ),
        teachers=tuple(
            Teacher(
                actor=_actor(one, by_name),
                name=one.name,
                department=one.department,
                office=offices.offices[one.organisation.pk],
                university=one.organisation,
            )
            for one in roles
        ),
    )


def person(number: int) -> str:
    """Return the name of an invented person; names come back after some thousands."""
    families, given = texts()["surnames"], words()["given"]
    number, family = divmod(number, len(families))
    second, first = divmod(number, len(given))
    return f"示例·{families[family]}{given[first]}{given[second % len(given)]}"


STAGE = 32  # the first teachers of the first part work at the university of `demo-moe-university`
LEFT = 31  # one of them has left it since


def _teacher(number: int, *, at: int, offices: Offices, today: dt.date) -> _Role:
    on_stage = number == 0 and at < STAGE
    universities = offices.universities
    university = universities[0] if on_stage else universities[(number * 97 + at * 7) % len(universities)]
    colleges = [college for one in texts()["fields"].values() for college in one["colleges"]]
    return _Role(
        username=_username("teacher", number=number, at=at),
        name=person(1_000 + number * 211 + at),
        organisation=university,
        role="teacher",
        department=colleges[(number + at) % len(colleges)],
        ended_on=today - dt.timedelta(days=4) if number == 0 and at == LEFT else None,
    )


def _username(kind: str, *, number: int, at: int) -> str:
    return f"demo-moe-{kind}" if number == 0 and at == 0 else f"nation-{kind}-{number}-{at}"


def _actor(role: _Role, by_name: dict[str, int]) -> Actor:
    return Actor(user_id=by_name[role.username], organisation_id=role.organisation.pk, role=role.role)


def _universities(*, source: str, today: dt.date) -> list[Organisation]:
    kinds, found = words()["universities"], []
    for province, count in words()["provinces"].items():
        place = _SHORT.get(province) or provinces()[province].zh[:2]
        found += [_university(f"示例{place}{kind}", province=province) for kind in kinds[:count]]
    for one in found:
        one.source, one.source_date = source, today
    found[0].school_code = INVENTED_SCHOOL
    return found


def _settle_colleges(university: Organisation, *, source: str, today: dt.date) -> None:
    """Give the university of `demo-moe-university` the colleges and majors that the invented training plans are of."""
    for name, majors in taught().items():
        college = _university(f"示例{name}", province=university.province)
        college.kind, college.parent = Organisation.Kind.COLLEGE, university
        college.source, college.source_date = source, today
        college.save()
        for major in Major.objects.filter(name__in=majors, catalogue="undergraduate").order_by("name", "-edition"):
            if not Offering.objects.filter(organisation=college, major__name=major.name).exists():
                Offering.objects.create(organisation=college, major=major, since_year=2021)


def _university(name: str, *, province: str) -> Organisation:
    return Organisation(
        kind=Organisation.Kind.UNIVERSITY,
        name=name,
        pinyin=names.sort_key(name),
        initials=names.initials(name),
        province=province,
        level=Organisation.Level.UNDERGRADUATE,
        status=Organisation.Status.CONFIRMED,
        is_fictitious=True,
    )


def _enterprise(number: int, *, source: str, today: dt.date) -> tuple[Organisation, str]:
    shape = words()["enterprises"]
    fields = list(shape["fields"])
    round_, at = divmod(number, len(fields) * len(shape["first"]))
    field = fields[at % len(fields)]
    name = f"示例{shape['first'][at // len(fields)]}{shape['fields'][field]}{_COMPANY[round_ % len(_COMPANY)]}"
    name += f"（{round_}）" if round_ >= len(_COMPANY) else ""
    chosen, everywhere = chance(f"{number}{name}"), list(words()["provinces"])
    organisation = Organisation(
        kind=Organisation.Kind.ENTERPRISE,
        name=name,
        short_name=name[:8],
        pinyin=names.sort_key(name),
        initials=names.initials(name),
        code=credit_code(_FIRST_CODE + number),
        code_finding=FINDING,
        province=chosen.choice(everywhere),
        founded_on=dt.date(chosen.randint(1996, 2016), chosen.randint(1, 12), 15),
        legal_person=True,
        status=Organisation.Status.CONFIRMED,
        is_fictitious=True,
        source=source,
        source_date=today,
    )
    return organisation, field


_COMPANY = ("科技有限公司", "股份有限公司")


def _store(roles: Iterable[_Role]) -> tuple[User, ...]:
    every = list(roles)
    people = User.objects.bulk_create(
        [User(username=one.username, name=one.name, password=UNUSABLE, is_demo=True) for one in every], batch_size=1000
    )
    Membership.objects.bulk_create(
        [
            Membership(
                user=user,
                organisation=one.organisation,
                role=one.role,
                department=one.department,
                status=Membership.Status.ENDED if one.ended_on else Membership.Status.ACTIVE,
                since=SINCE,
                until=one.ended_on,
            )
            for one, user in zip(every, people, strict=True)
        ],
        batch_size=1000,
    )
    return tuple(people)
