"""Enrolment, graduates and placement of a school's majors by year, each number checked against the others.

Of a year that is delivered again the newest delivery stands (`wholes.supply`); within a file the first row does.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from ronghe.insight.schemas import SUPPLY
from ronghe.insight.supply.columns import Row, Told, rows_of
from ronghe.insight.supply.deliveries import Delivery, delivered, key_of
from ronghe.insight.supply.numbers import whole
from ronghe.insight.vocabularies.majors import major_code, majors

KIND = "supply"
NAMES: Mapping[str, tuple[str, ...]] = {
    "school": ("school code", "学校代码", "学校标识码", "院校代码", "院校标识码"),
    "major": ("major code", "专业代码", "专业编号"),
    "major_name": ("专业名称", "专业", "major name"),
    "year": ("年份", "年度", "统计年份", "届", "毕业年份"),
    "enrolled": ("招生数", "招生人数", "录取人数", "实际招生数", "enrolment", "enrollment"),
    "graduates": ("毕业生数", "毕业人数", "毕业生人数", "graduated"),
    "placed": ("就业数", "就业人数", "毕业去向落实人数", "去向落实人数", "employed"),
    "related_placed": ("对口就业数", "对口就业人数", "对口人数", "专业对口人数", "related placement"),
}
NUMBERS = ("enrolled", "graduates", "placed", "related_placed")
FIRST_YEAR, LAST_YEAR, MOST = 1949, 2100, 100_000
_SCHOOL = re.compile(r"\d{10}")
# What cannot be more than what.
_WITHIN = (("placed", "graduates"), ("related_placed", "placed"))
Key = tuple[str, str, int]


def read(path: Path, *, school: str = "", mapping: Mapping[str, str] | None = None) -> Delivery:
    """Return the figures of a file (SUPPLY) and its findings; `school` holds where the file does not say.

    Raises Unreadable if the file holds none, with the reason.
    """
    key = key_of(path, given={name: value for name, value in {"school": school, **(mapping or {})}.items() if value})
    told, met = Told(), dict[Key, Row]()
    rows = rows_of(path, names=NAMES, needed=("year", "graduates"), mapping=mapping or {})
    found = [one for row in rows if (one := _figure(row, school=school, told=told, met=met))]
    return delivered(path, key=key, kind=KIND, rows=found, schema=SUPPLY, findings=told.findings)


def _figure(row: Row, *, school: str, told: Told, met: dict[Key, Row]) -> dict[str, object] | None:
    key = _key(row, school=school, told=told)
    if key is None:
        return None
    first = met.setdefault(key, row)
    if first is not row:
        told.refuse(row, "year", row.get("year"), f"the year of this major is already in row {first.number}")
        return None
    numbers = {named: _number(row, named, told) for named in NUMBERS}
    for less, more in _WITHIN:
        small, great = numbers[less], numbers[more]
        if small is not None and great is not None and small > great:
            told.drop(row, less, row.get(less), f"is more than {more}, {great}")
            numbers[less] = None
    if numbers["placed"] is None and numbers["related_placed"] is not None:
        told.drop(row, "related_placed", row.get("related_placed"), "cannot be compared: placed is not known")
        numbers["related_placed"] = None
    return {"school": key[0], "major": key[1], "year": key[2], **numbers, "row": row.number}


def _key(row: Row, *, school: str, told: Told) -> Key | None:
    school = row.get("school") or school
    name, code = row.get("major_name"), row.get("major")
    major = major_code(name) if name else code if code in majors() else ""
    year = _year(row.get("year"))
    if not _SCHOOL.fullmatch(school):
        told.refuse(row, "school", school, "the school is not the ten digits of an institution; say it with --school")
    elif not major:
        told.refuse(row, "major", name or code, "no major of the catalogue is called so")
    elif year is None:
        told.refuse(row, "year", row.get("year"), f"is no year from {FIRST_YEAR} to {LAST_YEAR}")
    else:
        return school, major, year
    return None


def _year(text: str) -> int | None:
    match = re.fullmatch(r"(\d{4})\s*(?:年|届|级)?", text)
    return int(match[1]) if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else None


def _number(row: Row, named: str, told: Told) -> int | None:
    given = row.get(named)
    try:
        value = whole(given)
    except ValueError:
        told.drop(row, named, given, "is no whole number")
        return None
    if value is not None and not 0 <= value <= MOST:
        told.drop(row, named, given, f"is not between 0 and {MOST}")
        return None
    return value
