"""Facts about the world that every installation starts with: public bodies, universities, majors."""

import datetime as dt
from typing import Any

import pghistory
import yaml
from django.db import transaction

from ronghe.portal.organisations import codes, names
from ronghe.portal.organisations.codes.finding import DATA
from ronghe.portal.organisations.codes.majors import MAJORS_SOURCE
from ronghe.portal.organisations.codes.school import UNIVERSITIES_AS_OF, UNIVERSITIES_SOURCE
from ronghe.portal.organisations.models import Major, Organisation

_BATCH = 500


def load_reference() -> None:
    """Store the public bodies, universities and majors that ship with the platform; what is there already stays."""
    data = yaml.safe_load((DATA / "provinces.yaml").read_text(encoding="utf-8"))
    with transaction.atomic(), pghistory.context(command="load_reference"):
        _store([_body(one) for one in data["bodies"] if "parent" not in one])
        parents = {one.name: one for one in Organisation.objects.filter(kind=Organisation.Kind.MINISTRY)}
        _store([_body(one, parent=parents[one["parent"]]) for one in data["bodies"] if "parent" in one])
        _store([_department(one, source=data["source"], as_of=data["as_of"]) for one in data["departments"]])
        _store([_university(one) for one in codes.listed_universities()])
        majors = [_major(one) for one in codes.listed_majors()]
        Major.objects.bulk_create(majors, batch_size=_BATCH, ignore_conflicts=True)


def _store(organisations: list[Organisation]) -> None:
    Organisation.objects.bulk_create(organisations, batch_size=_BATCH, ignore_conflicts=True)


def _confirmed(*, name: str, **fields: Any) -> Organisation:
    return Organisation(
        name=name,
        pinyin=names.sort_key(name),
        initials=names.initials(name),
        status=Organisation.Status.CONFIRMED,
        **fields,
    )


def _body(one: dict[str, Any], *, parent: Organisation | None = None) -> Organisation:
    return _confirmed(
        kind=one["kind"],
        name=one["name"],
        name_en=one["name_en"],
        short_name=one["short_name"],
        parent=parent,
        source=_with_doubt(one["source"], one.get("unconfirmed", "")),
        source_date=one["source_date"],
    )


def _department(one: dict[str, Any], *, source: str, as_of: dt.date) -> Organisation:
    return _confirmed(
        kind=Organisation.Kind.PROVINCIAL_DEPARTMENT,
        name=one["name"],
        name_en=one["name_en"],
        province=one["province"],
        source=_with_doubt(source, one.get("unconfirmed", "")),
        source_date=as_of,
    )


def _university(one: codes.ListedUniversity) -> Organisation:
    return _confirmed(
        kind=Organisation.Kind.UNIVERSITY,
        name=one.name,
        school_code=one.school_code,
        province=one.province,
        level=one.level,
        source=UNIVERSITIES_SOURCE,
        source_date=dt.date(int(UNIVERSITIES_AS_OF), 1, 1),
    )


def _major(one: codes.ListedMajor) -> Major:
    return Major(
        catalogue=one.catalogue,
        edition=one.edition,
        code=one.code,
        suffix=one.suffix,
        name=one.name,
        class_code=one.code[:4],
        discipline_code=one.code[:2],
        source=_with_doubt(MAJORS_SOURCE, one.note.removeprefix("unconfirmed: ")),
    )


def _with_doubt(source: str, doubt: str) -> str:
    return f"{source.strip()} (unconfirmed: {doubt})" if doubt else source.strip()
