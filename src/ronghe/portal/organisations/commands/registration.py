"""Registration: an enterprise with its first officer, later officers, and people of a university."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pghistory
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ronghe.portal.accounts import commands as accounts
from ronghe.portal.accounts.commands import NewAccount
from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations import codes, queries
from ronghe.portal.organisations.codes import Verdict
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.organisations.models import Membership, Organisation

By = NewAccount | User
_SOURCE = "企业登记时填报 / as given when the enterprise was registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnterprise:
    """What a person gives to register an enterprise; the licence is asked for where the code is exceptional."""

    code: str
    name: str
    province: str
    founded_on: dt.date | None = None
    legal_person: bool | None = None
    licence: File | None = None  # type: ignore[type-arg]  # a file of bytes, whichever storage it came from


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """What a person of a university gives to get a role in it: a college where it has some, or a department."""

    university_id: int | None
    staff_number: str
    department: str
    college_id: int | None = None
    role: str = Membership.Role.TEACHER.value


def register_enterprise(*, enterprise: NewEnterprise, by: By, day: dt.date) -> Membership | Refused:
    """Store an enterprise that waits for its province, with its first officer, or return all that is wrong.

    Where the code is registered already, the person asks to become a further officer of that enterprise. `day` is the
    day in China on which this happens.
    """
    problems = problems_with_enterprise(enterprise=enterprise, by=by, day=day)
    if problems:
        return Refused(problems=problems)
    return _stored("register_enterprise", by=by, enterprise=enterprise, existing=queries.by_code(enterprise.code))


def problems_with_enterprise(*, enterprise: NewEnterprise, by: By, day: dt.date) -> tuple[Problem, ...]:
    """Return everything that stands against this registration, by field."""
    existing = queries.by_code(enterprise.code)
    about_account = _account_problems(by, existing, Membership.Role.OFFICER)
    return (*_enterprise_problems(enterprise, existing, day), *about_account)


def register_teacher(*, member: NewMember, by: By) -> Membership | Refused:
    """Store a person's request for a role in a university, or return all that is wrong with it."""
    problems = problems_with_member(member=member, by=by)
    university = _university(member)
    if problems or university is None:
        return Refused(problems=problems)
    return _stored("register_teacher", by=by, existing=university, member=member)


def problems_with_member(*, member: NewMember, by: By) -> tuple[Problem, ...]:
    """Return everything that stands against this request for a role, by field."""
    university = _university(member)
    return (*_member_problems(member, university), *_account_problems(by, university, member.role))


def _university(member: NewMember) -> Organisation | None:
    return queries.university(member.university_id) if member.university_id else None


def _stored(
    command: str,
    *,
    by: By,
    existing: Organisation | None,
    enterprise: NewEnterprise | None = None,
    member: NewMember | None = None,
) -> Membership | Refused:
    try:
        with transaction.atomic(), pghistory.context(command=command):
            organisation = existing or _create_enterprise(enterprise)
            user = by if isinstance(by, User) else accounts.create_account(account=by)
            return Membership.objects.create(
                user=user,
                organisation=organisation,
                role=member.role if member else Membership.Role.OFFICER,
                staff_number=member.staff_number if member else "",
                college_id=member.college_id if member else None,
                department=member.department if member else "",
            )
    except IntegrityError:
        taken = _("刚刚有人登记了同样的信息，请核对后重新提交。")
        return Refused(problems=(Problem(field="", message=taken),))


def _create_enterprise(enterprise: NewEnterprise | None) -> Organisation:
    if enterprise is None:
        raise ValueError("neither an organisation nor what to create one from")
    finding = codes.uscc(enterprise.code)
    return Organisation.objects.create(
        kind=Organisation.Kind.ENTERPRISE,
        name=enterprise.name,
        code=finding.normalised,
        province=enterprise.province,
        founded_on=enterprise.founded_on,
        legal_person=enterprise.legal_person,
        licence=enterprise.licence or "",
        source=_SOURCE,
    )


def _enterprise_problems(enterprise: NewEnterprise, existing: Organisation | None, day: dt.date) -> Iterator[Problem]:
    finding = codes.uscc(enterprise.code)
    if finding.verdict is Verdict.INVALID:
        yield Problem(field="code", message=_with_suggestion(finding))
    elif existing is None and finding.verdict is Verdict.EXCEPTIONAL and not enterprise.licence:
        yield Problem(field="licence", message=_("请上传营业执照扫描件：%(why)s") % {"why": _explained(finding)})
    elif existing is not None and existing.kind != Organisation.Kind.ENTERPRISE:
        yield Problem(field="code", message=_("这个代码属于一个不是企业的单位。"))
    if not 2 <= len(enterprise.name) <= 200:
        yield Problem(field="enterprise_name", message=_("请填写营业执照上的企业全称，2至200个字符。"))
    elif existing is not None and existing.name != enterprise.name:
        yield Problem(field="enterprise_name", message=_("这个代码已用另一名称登记，请填写营业执照上的全称。"))
    elif existing is None:
        yield from _name_taken(enterprise.name)
    if enterprise.province not in provinces():
        yield Problem(field="province", message=_("请选择所在省份。"))
    if enterprise.founded_on is None:
        yield Problem(field="founded_on", message=_("请填写营业执照上的成立日期。"))
    elif enterprise.founded_on > day:
        yield Problem(field="founded_on", message=_("成立日期不能晚于今天。"))


def _name_taken(name: str) -> Iterator[Problem]:
    same = Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE, name=name)
    if same.exclude(status=Organisation.Status.REFUSED).exists():
        yield Problem(field="enterprise_name", message=_("这个名称已用另一代码登记，请核对代码。"))


def _member_problems(member: NewMember, university: Organisation | None) -> Iterator[Problem]:
    if university is None:
        yield Problem(field="university", message=_("请选择所在学校。"))
    if member.role not in (Membership.Role.TEACHER, Membership.Role.PROJECT_OFFICE):
        yield Problem(field="role", message=_("请选择身份。"))
    if not 1 <= len(member.staff_number) <= 40:
        yield Problem(field="staff_number", message=_("请填写工号，不超过40个字符。"))
    yield from _unit_problems(member, queries.open_colleges(university) if university else None)


def _unit_problems(member: NewMember, colleges: QuerySet[Organisation] | None) -> Iterator[Problem]:
    known = set(colleges.values_list("pk", flat=True)) if colleges is not None else set()
    must_choose = bool(known) and member.role == Membership.Role.TEACHER
    if member.college_id not in known and (must_choose or member.college_id is not None):
        yield Problem(field="college", message=_("请选择所在院系。"))
    must_write = member.college_id is None and not must_choose
    if len(member.department) > 100 or (must_write and not member.department):
        yield Problem(field="department", message=_("请填写院系或部门，不超过100个字符。"))


def _account_problems(by: By, organisation: Organisation | None, role: str) -> Iterator[Problem]:
    if isinstance(by, NewAccount):
        yield from accounts.problems_with(by)
    elif organisation is not None and _held(by, organisation, role):
        yield Problem(field="", message=_("您在这个单位已有或已申请这一身份。"))


def _held(user: User, organisation: Organisation, role: str) -> bool:
    return (
        Membership.objects.filter(user=user, organisation=organisation, role=role)
        .exclude(status=Membership.Status.ENDED)
        .exists()
    )


def _with_suggestion(finding: codes.CodeFinding) -> str:
    if not finding.suggestion:
        return _explained(finding)
    return _("%(why)s。是否应为 %(suggestion)s？") % {
        "why": _explained(finding),
        "suggestion": finding.suggestion,
    }


def _explained(finding: codes.CodeFinding) -> str:
    return finding.explain(get_language() or "zh-hans")
