"""Who takes part in the demo: invented enterprises and people, at real universities and the real department."""

import datetime as dt
from dataclasses import dataclass

from ronghe.portal.accounts.models import User
from ronghe.portal.cases.actors import Actor
from ronghe.portal.config.demo.texts import chance, texts
from ronghe.portal.organisations import names
from ronghe.portal.organisations.codes import credit
from ronghe.portal.organisations.models import Membership, Organisation

PROVINCE = "22"
NEIGHBOURS = ("21", "23", "15")
DEPARTMENT = "吉林省教育厅"
TEACHERS = 80
UNUSABLE = "!demo"  # no password hashes to this
SINCE = dt.date(2024, 9, 1)
NOWHERE = "000000"  # a division that no place has, so that no code can be a real enterprise's
FINDING = "演示数据：区划 000000 不属于任何省级区划，两个校验码正确。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """An enterprise of the demo with the field that it works in and its officer."""

    organisation: Organisation
    field: str
    officer: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A teacher with the department where he or she works and the project office of the university."""

    actor: Actor
    name: str
    department: str
    office: Actor
    university: Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who acts in the demo."""

    province: Actor
    department: Organisation
    enterprises: tuple[Enterprise, ...]
    teachers: tuple[Teacher, ...]
    people: tuple[User, ...]

    def organisations(self) -> list[Organisation]:
        """Return all organisations in which somebody acts."""
        universities = {one.university.pk: one.university for one in self.teachers}
        return [self.department, *(one.organisation for one in self.enterprises), *universities.values()]


def credit_code(number: int) -> str:
    """Return a credit code of an enterprise in no real division; both of its check characters agree."""
    eight = f"{number:08d}"
    seventeen = f"91{NOWHERE}{eight}{credit.body_check_character(eight)}"
    return seventeen + credit.check_character(seventeen)


def person_names() -> list[str]:
    """Return the names of invented people in a fixed order, none of them twice."""
    words = texts()
    return [f"示例·{family}{given}" for given in words["given"] for family in words["surnames"]]


def settle_in(*, source: str, today: dt.date) -> Cast:
    """Store enterprises, people and their roles, and return who can act. The reference data must be loaded."""
    enterprises = _enterprises(source=source, today=today)
    Organisation.objects.bulk_create([one for one, _ in enterprises])
    universities = list(
        Organisation.objects.filter(
            kind=Organisation.Kind.UNIVERSITY, province=PROVINCE, level=Organisation.Level.UNDERGRADUATE
        ).order_by("school_code")
    )
    department = Organisation.objects.get(name=DEPARTMENT)
    return _Registry().cast(department=department, enterprises=enterprises, universities=universities)


def _enterprises(*, source: str, today: dt.date) -> list[tuple[Organisation, str]]:
    """Return the enterprises with their fields: the n-th of each field before the next, so that fields alternate."""
    fields = texts()["fields"]
    longest = max(len(one["enterprises"]) for one in fields.values())
    order = [
        (one["enterprises"][at], key)
        for at in range(longest)
        for key, one in fields.items()
        if at < len(one["enterprises"])
    ]
    return [
        (_enterprise(word, number=number, source=source, today=today), key)
        for number, (word, key) in enumerate(order, 1)
    ]


def _enterprise(word: str, *, number: int, source: str, today: dt.date) -> Organisation:
    name, chosen = f"示例{word}有限公司", chance(word)
    young, unconfirmed = number == YOUNG, number == UNCONFIRMED
    return Organisation(
        kind=Organisation.Kind.ENTERPRISE,
        name=name,
        short_name=f"示例{word}",
        pinyin=names.sort_key(name),
        initials=names.initials(name),
        code=credit_code(number),
        code_finding=FINDING,
        province=NEIGHBOURS[number % 3] if number % 5 == 0 else PROVINCE,
        founded_on=today - dt.timedelta(days=300)
        if young
        else dt.date(chosen.randint(2003, 2020), chosen.randint(1, 12), 15),
        legal_person=True,
        status=Organisation.Status.PENDING if unconfirmed else Organisation.Status.CONFIRMED,
        is_fictitious=True,
        source=source,
        source_date=today,
    )


# Two of the enterprises are there to be refused: one was founded too lately, one has not been confirmed.
YOUNG = 30
UNCONFIRMED = 31


class _Registry:
    """Makes people one after the other and stores them and their roles together."""

    def __init__(self) -> None:
        self._names = iter(person_names())
        self._roles: list[tuple[str, str, Organisation, str, str]] = []

    def cast(
        self, *, department: Organisation, enterprises: list[tuple[Organisation, str]], universities: list[Organisation]
    ) -> Cast:
        """Store everybody and return them as they act."""
        self._add("demo-province", department, "officer")
        self._add("demo-province-2", department, "officer")
        for number, (one, _) in enumerate(enterprises, 1):
            self._add(f"demo-enterprise-{number}", one, "officer")
        for number, one in enumerate(universities, 1):
            self._add(f"demo-university-{number}", one, "project_office", "项目管理部门")
        teachers = self._teachers(universities)
        self._again("demo-teacher-2", enterprises[1][0], "officer")
        people, actors = self._store()
        return Cast(
            department=department,
            people=people,
            province=actors["demo-province", "officer"],
            enterprises=tuple(
                Enterprise(organisation=one, field=field, officer=actors[f"demo-enterprise-{number}", "officer"])
                for number, (one, field) in enumerate(enterprises, 1)
            ),
            teachers=tuple(
                Teacher(
                    actor=actors[username, "teacher"],
                    name=name,
                    department=place,
                    university=one,
                    office=actors[f"demo-university-{universities.index(one) + 1}", "project_office"],
                )
                for username, name, one, _, place in teachers
            ),
        )

    def _teachers(self, universities: list[Organisation]) -> list[tuple[str, str, Organisation, str, str]]:
        """Add teachers: more at the universities that come first, at least one at each."""
        colleges = [college for one in texts()["fields"].values() for college in one["colleges"]]
        count = len(universities)
        for number in range(1, TEACHERS + 1):
            at = (number - 1) % count if number <= count else (number - 1 - count) % max(count // 2, 1)
            self._add(f"demo-teacher-{number}", universities[at], "teacher", colleges[number % len(colleges)])
        return self._roles[-TEACHERS:]

    def _add(self, username: str, organisation: Organisation, role: str, department: str = "") -> None:
        self._roles.append((username, next(self._names), organisation, role, department))

    def _again(self, username: str, organisation: Organisation, role: str) -> None:
        name = next(one[1] for one in self._roles if one[0] == username)
        self._roles.append((username, name, organisation, role, ""))

    def _store(self) -> tuple[tuple[User, ...], dict[tuple[str, str], Actor]]:
        people = {username: name for username, name, *_ in self._roles}
        users = User.objects.bulk_create(
            [User(username=key, name=name, password=UNUSABLE, is_demo=True) for key, name in people.items()]
        )
        by_name = {one.username: one for one in users}
        Membership.objects.bulk_create(
            [
                Membership(
                    user=by_name[username],
                    organisation=organisation,
                    role=role,
                    department=department,
                    status=Membership.Status.ACTIVE,
                    since=SINCE,
                )
                for username, _, organisation, role, department in self._roles
            ]
        )
        actors = {
            (username, role): Actor(user_id=by_name[username].pk, organisation_id=organisation.pk, role=role)
            for username, _, organisation, role, _ in self._roles
        }
        return tuple(users), actors
