"""A university's own structure: its colleges and the majors that it teaches, kept by its project office."""

import datetime as dt
from collections.abc import Iterator

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ronghe.portal.accounts.refusals import Problem, Refused
from ronghe.portal.organisations import access
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import OFFERING_YEARS, Major, Membership, Offering, Organisation

_SOURCE = "由学校自行维护 / kept by the university itself"
_AHEAD = 1  # majors are approved in the year before they begin


def add_college(*, acting: Membership, name: str, name_en: str = "") -> Organisation | Refused:
    """Add a college to the university of this role. Raises NoAccess for whoever does not keep its structure."""
    university = access.access_structure(acting=acting)
    problems = tuple(_naming_problems(name, name_en))
    if problems:
        return Refused(problems=problems)
    try:
        with transaction.atomic(), pghistory.context(command="add_college", acting=acting.pk):
            return Organisation.objects.create(
                kind=Organisation.Kind.COLLEGE,
                parent=university,
                province=university.province,
                status=Organisation.Status.CONFIRMED,
                is_fictitious=university.is_fictitious,
                name=name.strip(),
                name_en=name_en.strip(),
                source=_SOURCE,
            )
    except IntegrityError:
        return _name_taken()


def rename_college(*, college_id: int, acting: Membership, name: str, name_en: str = "") -> Organisation | Refused:
    """Change the names of an open college; whoever chose it appears under the new one.

    Raises NoAccess for whoever does not keep its university's structure.
    """
    access.access_college(college_id=college_id, acting=acting)
    problems = tuple(_naming_problems(name, name_en))
    if problems:
        return Refused(problems=problems)
    try:
        with transaction.atomic(), pghistory.context(command="rename_college", acting=acting.pk):
            college = _locked_college(college_id, acting)
            college.name, college.name_en = name.strip(), name_en.strip()
            college.save(update_fields=["name", "name_en"])
            return college
    except IntegrityError:
        return _name_taken()


def close_college(*, college_id: int, acting: Membership, day: dt.date) -> Organisation | Refused:
    """Close a college from `day` on: nobody can choose it any more, and what refers to it stays.

    Refused while it teaches majors. Raises NoAccess for whoever does not keep its university's structure.
    """
    with transaction.atomic(), pghistory.context(command="close_college", acting=acting.pk):
        college = _locked_college(college_id, acting)
        if college.offerings.filter(until_year=None).exists():
            teaching = _("该院系还有在办专业，请先停办或改由其他院系开设。")
            return Refused(problems=(Problem(field="", message=teaching),))
        college.closed_on = day
        college.save(update_fields=["closed_on"])
        return college


def offer_major(
    *, acting: Membership, organisation_id: int, major_id: int | None, since_year: int | None, day: dt.date
) -> Offering | Refused:
    """Store that a university or one of its colleges teaches a major since a year.

    Raises NoAccess for whoever does not keep its structure, or names an organisation outside of it.
    """
    with transaction.atomic(), pghistory.context(command="offer_major", acting=acting.pk):
        organisation = _locked_teaching(organisation_id, acting)
        major = Major.objects.filter(pk=major_id).first() if major_id else None
        if major is None:
            return Refused(problems=(Problem(field="major", message=_("请从专业目录中选择专业。")),))
        problems = (*_year_problems("since_year", since_year, day), *_taught(organisation, major, since_year))
        if problems:
            return Refused(problems=problems)
        return Offering.objects.create(organisation=organisation, major=major, since_year=since_year)


def end_offering(*, offering_id: int, acting: Membership, until_year: int | None, day: dt.date) -> Offering | Refused:
    """Store the last year in which a major is taught. Raises NoAccess for whoever does not keep the structure."""
    with transaction.atomic(), pghistory.context(command="end_offering", acting=acting.pk):
        Offering.objects.select_for_update().filter(pk=offering_id).first()
        offering = access.access_offering(offering_id=offering_id, acting=acting)
        problems = tuple(_year_problems("until_year", until_year, day))
        if not problems and (until_year or 0) < (offering.since_year or 0):
            before = _("停办年份不能早于开设年份。")
            problems = (Problem(field="until_year", message=before),)
        if problems:
            return Refused(problems=problems)
        offering.until_year = until_year
        offering.save(update_fields=["until_year"])
        return offering


def _locked_college(college_id: int, acting: Membership) -> Organisation:
    Organisation.objects.select_for_update().filter(pk=college_id).first()
    return access.access_college(college_id=college_id, acting=acting)


def _locked_teaching(organisation_id: int, acting: Membership) -> Organisation:
    university = access.access_structure(acting=acting)
    if organisation_id != university.pk:
        return _locked_college(organisation_id, acting)
    found = Organisation.objects.select_for_update().filter(pk=university.pk).first()
    if found is None:
        raise NoAccess
    return found


def _naming_problems(name: str, name_en: str) -> Iterator[Problem]:
    if not 2 <= len(name.strip()) <= 100:
        yield Problem(field="name", message=_("请填写院系名称，2至100个字符。"))
    if len(name_en.strip()) > 200:
        yield Problem(field="name_en", message=_("英文名称不能超过200个字符。"))


def _name_taken() -> Refused:
    return Refused(problems=(Problem(field="name", message=_("本校已有同名院系。")),))


def _year_problems(field: str, year: int | None, day: dt.date) -> Iterator[Problem]:
    first, last = OFFERING_YEARS[0], day.year + _AHEAD
    if year is None or not first <= year <= last:
        message = _("请填写%(first)s年至%(last)s年之间的年份。") % {"first": first, "last": last}
        yield Problem(field=field, message=message)


def _taught(organisation: Organisation, major: Major, since_year: int | None) -> Iterator[Problem]:
    known = list(Offering.objects.filter(organisation=organisation, major=major))
    if any(one.until_year is None for one in known):
        yield Problem(field="major", message=_("该专业已在开设。"))
    elif any((one.until_year or 0) >= (since_year or 0) for one in known):
        yield Problem(field="since_year", message=_("该专业曾经停办，再次开设应晚于停办年份。"))
