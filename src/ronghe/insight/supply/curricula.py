"""Training plans as courses: who teaches what in which major, for how many credits and hours.

What cannot be right is told by row. Of a row whose hours do not add up the total stands and the kinds of hours are
dropped; without a total the kinds are added. A credit of zero is dropped: such a course weighs by its hours. A major
that the catalogue does not know keeps its name and gets no code, so that the course is in no figure of a major.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ronghe.insight.schemas import COURSE
from ronghe.insight.sources.privacy import without_personal_data
from ronghe.insight.supply.columns import Row, Told, rows_of
from ronghe.insight.supply.deliveries import Delivery, delivered, key_of
from ronghe.insight.supply.numbers import number
from ronghe.insight.vocabularies.majors import major_code, majors

KIND = "courses"
NAMES: Mapping[str, tuple[str, ...]] = {
    "school": ("school code", "学校代码", "学校标识码", "院校代码", "院校标识码"),
    "major": ("major code", "专业代码", "专业编号", "major_code_local"),
    "major_name": ("专业名称", "专业", "major name", "programme", "program"),
    "plan": ("plan year", "年级", "培养方案年份", "方案年份", "版本", "入学年份", "适用年级", "培养方案", "方案版本"),
    "course": ("course code", "课程代码", "课程编号", "课程编码", "课程号", "课程代号"),
    "name": ("course name", "课程名称", "课程", "课程中文名称", "课程名", "course title"),
    "nature": ("课程性质", "性质", "修读性质", "必修选修", "修读类型", "required"),
    "semester": ("学期", "开课学期", "修读学期", "建议修读学期", "term", "学年学期"),
    "credit": ("学分", "credits", "学分数", "总学分"),
    "hours": ("总学时", "学时", "总课时", "total hours", "课内学时", "计划学时", "学时总计", "学时分配合计"),
    "hours_theory": ("theory", "理论", "理论学时", "讲课", "讲授", "讲课学时", "授课学时", "学时理论", "学时分配理论"),
    "hours_lab": ("lab", "实验", "实验学时", "上机", "实验上机", "学时实验", "学时分配实验"),
    "hours_practice": ("practice", "实践", "实践学时", "实习", "学时实践", "学时分配实践", "课外实践"),
    "syllabus": ("教学大纲", "课程大纲", "课程简介", "课程内容", "教学内容", "大纲"),
}
_HOURS = ("hours_theory", "hours_lab", "hours_practice")
_SUM = re.compile(r"^(小计|合计|总计|总学分|学分小计|subtotal|total)")
_SCHOOL = re.compile(r"\d{10}")
_YEAR = re.compile(r"(19|20)\d\d")
_LONGEST_SYLLABUS = 500_000
MOST_CREDITS, MOST_HOURS = 40.0, 2000.0


@dataclass(slots=True)
class _Reading:
    """What is known while a file is read: what holds for all its rows, the courses met, and what was told."""

    school: str
    major: str
    plan: str
    told: Told = field(default_factory=Told)
    met: dict[tuple[str, ...], Row] = field(default_factory=dict[tuple[str, ...], Row])


def read(
    path: Path, *, school: str = "", major: str = "", plan: str = "", mapping: Mapping[str, str] | None = None
) -> Delivery:
    """Return the courses of a file (COURSE) and its findings.

    `school` (ten digits), `major` (code or name) and `plan` (a year) hold where the file does not say; `mapping` names
    the heading of a field. Raises Unreadable if no sheet of the file holds a training plan, with the reason.
    """
    given = {"school": school, "major": major, "plan": plan, **(mapping or {})}
    key = key_of(path, given={name: value for name, value in given.items() if value})
    reading = _Reading(school=school, major=major, plan=plan)
    found = rows_of(path, names=NAMES, needed=("name",), mapping=mapping or {})
    courses = [one for row in found if (one := _course(row, reading))]
    return delivered(path, key=key, kind=KIND, rows=courses, schema=COURSE, findings=reading.told.findings)


def _course(row: Row, reading: _Reading) -> dict[str, object] | None:
    name = row.get("name")
    school = row.get("school") or reading.school
    refusal = _refusal(row, name=name, school=school)
    if refusal:
        reading.told.refuse(row, *refusal)
        return None
    code, major_text = _major(row, reading)
    course: dict[str, object] = {
        "school": school,
        "major": code,
        "major_name": major_text,
        "plan": _plan(row, reading),
        "course": row.get("course") or name,
        "name": name,
        "nature": row.get("nature"),
        "semester": row.get("semester"),
        "credit": _credit(row, reading),
        **_hours(row, reading),
        "syllabus": _syllabus(row, reading),
        "row": row.number,
    }
    return None if _doubled(row, course, reading) else course


def _refusal(row: Row, *, name: str, school: str) -> tuple[str, str, str] | None:
    if not name:
        return "name", "", "the row names no course"
    if _SUM.match(unicodedata.normalize("NFKC", name).lower()) and not row.get("course"):
        return "name", name, "a sum of rows, no course"
    if not _SCHOOL.fullmatch(school):
        return "school", school, "the school is not the ten digits of an institution; say it with --school"
    return None


def _major(row: Row, reading: _Reading) -> tuple[str, str]:
    """Return a major's code and name: the name decides, for schools number their majors themselves."""
    number_given, name = row.get("major"), row.get("major_name")
    if not number_given and not name:
        number_given = name = reading.major or row.sheet
    code = major_code(name) if name else ""
    if not code and number_given in majors() and name in ("", number_given):
        code, name = number_given, majors()[number_given].name
    if not code:
        reading.told.drop(row, "major", name or number_given, "no major of the catalogue is called so")
    return code, name or number_given


def _plan(row: Row, reading: _Reading) -> str:
    given = row.get("plan") or reading.plan
    year = _YEAR.search(given)
    if given and year is None:
        reading.told.drop(row, "plan", given, "names no year")
    return year[0] if year else ""


def _number(row: Row, named: str, reading: _Reading, *, most: float) -> float | None:
    given = row.get(named)
    try:
        value = number(given)
    except ValueError:
        reading.told.drop(row, named, given, "in weeks, not in hours" if "周" in given else "is no number")
        return None
    if value is not None and not 0 <= value <= most:
        reading.told.drop(row, named, given, f"is not between 0 and {most:g}")
        return None
    return value


def _credit(row: Row, reading: _Reading) -> float | None:
    value = _number(row, "credit", reading, most=MOST_CREDITS)
    if value == 0:
        reading.told.drop(row, "credit", row.get("credit"), "a credit of zero: the course weighs by its hours")
        return None
    return value


def _hours(row: Row, reading: _Reading) -> dict[str, float | None]:
    total = _number(row, "hours", reading, most=MOST_HOURS)
    kinds = {named: _number(row, named, reading, most=MOST_HOURS) for named in _HOURS}
    added = sum(value or 0.0 for value in kinds.values())
    if not total:
        if total == 0 and added:
            reading.told.drop(row, "hours", "0", f"the kinds of hours add up to {added:g}, which stands")
        return {"hours": added or total, **kinds}
    if any(value is not None for value in kinds.values()) and abs(added - total) > 1e-6:
        reason = f"the kinds of hours add up to {added:g}, not to {total:g}, which stands"
        reading.told.drop(row, "hours", row.get("hours"), reason)
        kinds = dict.fromkeys(kinds)
    return {"hours": total, **kinds}


def _syllabus(row: Row, reading: _Reading) -> str:
    given = row.get("syllabus")
    if len(given) > _LONGEST_SYLLABUS:
        reading.told.drop(row, "syllabus", "", f"the text is longer than {_LONGEST_SYLLABUS} characters")
        return ""
    return without_personal_data(given) if given else ""


def _doubled(row: Row, course: Mapping[str, object], reading: _Reading) -> bool:
    key = tuple(str(course[one]) for one in ("school", "major_name", "plan", "course"))
    first = reading.met.setdefault(key, row)
    if first is not row:
        reading.told.refuse(
            row, "course", str(course["course"]), f"the course is already in row {first.number} of this plan"
        )
    return first is not row
