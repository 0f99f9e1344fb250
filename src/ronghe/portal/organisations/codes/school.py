"""The ten-digit school code `TT PP SSSSSS` of the Ministry of Education. It has no check digit and never changes."""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ronghe.portal.organisations.codes.finding import DATA, CodeFinding, Part, Reason, Verdict, normalise, normalising
from ronghe.portal.organisations.codes.provinces import provinces

UNIVERSITIES_SOURCE = "A public list of institutions of the Ministry of Education of about 2017; names may have changed"
UNIVERSITIES_AS_OF = "2017"

_HIGHER = {
    "41": Reason(zh="普通高等学校", en="regular higher education institution"),
    "42": Reason(zh="成人高等学校", en="adult higher education institution"),
    "91": Reason(zh="培养研究生的科研机构", en="research institute that trains postgraduates"),
    "92": Reason(zh="民办的其他高等教育机构", en="other private higher education institution"),
}
_OTHER = {
    "11": Reason(zh="幼儿园", en="kindergarten"),
    "21": Reason(zh="小学", en="primary school"),
    "22": Reason(zh="成人小学", en="adult primary school"),
    "31": Reason(zh="普通初中", en="junior secondary school"),
    "32": Reason(zh="职业初中", en="vocational junior secondary school"),
    "33": Reason(zh="成人初中", en="adult junior secondary school"),
    "34": Reason(zh="普通高中", en="senior secondary school"),
    "35": Reason(zh="成人高中", en="adult senior secondary school"),
    "36": Reason(zh="中等职业学校", en="secondary vocational school"),
    "37": Reason(zh="工读学校", en="reform school"),
    "51": Reason(zh="特殊教育学校", en="special school"),
    "93": Reason(zh="中等职业培训机构", en="secondary vocational training institution"),
}
_RAISED = "36"
_CORPS = "66"
_NO_SCHOOLS_LISTED = frozenset({"71", "81", "82", _CORPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUniversity:
    """A row of our partial list of universities."""

    name: str
    school_code: str
    province: str
    level: str
    private: bool


@functools.lru_cache(maxsize=1)
def listed_universities() -> tuple[ListedUniversity, ...]:
    """Return our partial list: about 330 of some 2,600 institutions as of about 2017, those of Jilin complete."""
    with (DATA / "universities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            ListedUniversity(
                name=row["name"],
                school_code=row["school_code"],
                province=row["province"],
                level=row["level"],
                private=row["private"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@functools.lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    return MappingProxyType({one.school_code: one.name for one in listed_universities() if one.school_code})


@functools.lru_cache(maxsize=1)
def _by_serial() -> Mapping[str, str]:
    return MappingProxyType({code[4:]: code for code in _names()})


def school(given: str) -> CodeFinding:
    """Return the verdict on the school code of a higher education institution: category, province, serial number."""
    code = normalise(given)
    changed = normalising(given, code)
    wrong = _form(code) or _category(code) + _province(code) + _serial(code) + _taken(code)
    if wrong:
        return CodeFinding(
            given=given,
            normalised=code,
            verdict=Verdict.EXCEPTIONAL if _raised(code) else Verdict.INVALID,
            reasons=changed + wrong,
            parts=_parts(code) if len(code) == 10 else (),
            suggestion=_suggestion(code),
        )
    return CodeFinding(
        given=given, normalised=code, verdict=Verdict.VALID, reasons=changed + _found(code), parts=_parts(code)
    )


def _form(code: str) -> tuple[Reason, ...]:
    if code.isascii() and code.isdigit() and len(code) == 10:
        return ()
    if code.isascii() and code.isdigit() and len(code) == 5:
        return (
            Reason(
                zh="这是旧的5位学校代码；学校标识码为10位：类别2位、省份2位、0、旧代码5位",
                en="an old five-digit code; a school code is category (2), province (2), 0 and those five digits",
            ),
        )
    return (
        Reason(
            zh=f"学校标识码应为10位数字，实为{len(code)}位：{code}",
            en=f"a school code has ten digits, {len(code)} characters were given: {code}",
        ),
    )


def _category(code: str) -> tuple[Reason, ...]:
    if code[:2] in _HIGHER:
        return ()
    if _raised(code):
        return (
            Reason(
                zh="类别36是中等职业学校；由中专升格的高等专科学校在旧名单中仍用此类别，须人工核对",
                en="category 36 is a secondary vocational school; old lists keep it for colleges that were raised from "
                "one: to be compared by a person",
            ),
        )
    meaning = _OTHER.get(code[:2])
    if meaning is None:
        return (Reason(zh=f"没有类别 {code[:2]}", en=f"there is no category {code[:2]}"),)
    return (
        Reason(
            zh=f"类别 {code[:2]} 是{meaning.zh}，不是高等学校",
            en=f"category {code[:2]} is a {meaning.en}, no institution of higher education",
        ),
    )


def _raised(code: str) -> bool:
    return code[:2] == _RAISED and len(code) == 10 and code.isdigit() and not _province(code)


def _province(code: str) -> tuple[Reason, ...]:
    if code[2:4] == _CORPS:
        return (
            Reason(
                zh="兵团不在 GB/T 2260 中，其学校的标识码用65（如石河子大学 4165010759）",
                en="the Corps is not in GB/T 2260; its schools carry 65, such as Shihezi University, 4165010759",
            ),
        )
    if code[2:4] in provinces() and code[2:4] not in _NO_SCHOOLS_LISTED:
        return ()
    return (Reason(zh=f"没有省份 {code[2:4]}", en=f"no school codes are given out in province {code[2:4]}"),)


def _serial(code: str) -> tuple[Reason, ...]:
    if code[4] == "0" or code[:2] not in _HIGHER:
        return ()
    return (
        Reason(
            zh=f"高等学校的第5位应为0，实为{code[4]}",
            en=f"the fifth digit of a higher education institution is 0, here it is {code[4]}",
        ),
    )


def _taken(code: str) -> tuple[Reason, ...]:
    owner = _by_serial().get(code[4:])
    if owner is None or owner == code or code[:2] not in _HIGHER:
        return ()
    return (
        Reason(
            zh=f"顺序号 {code[4:]} 属于{_names()[owner]}（{owner}），全国不重号",
            en=f"the serial number {code[4:]} is that of {_names()[owner]} ({owner}); none is given twice",
        ),
    )


def _found(code: str) -> tuple[Reason, ...]:
    name = _names().get(code)
    if name:
        return (Reason(zh=f"{name}（{UNIVERSITIES_AS_OF}年前后的公开名单）", en=f"{name} (public list of about 2017)"),)
    return (
        Reason(
            zh="格式正确；不在本系统的部分名单中，无校验码，不能据此确认学校存在",
            en="well-formed; not in our partial list. The code has no check digit, so this does not prove the school",
        ),
    )


def _suggestion(code: str) -> str:
    if code[2:4] == _CORPS and f"{code[:2]}65{code[4:]}" in _names():
        return f"{code[:2]}65{code[4:]}"
    if len(code) == 5:
        return _by_serial().get(f"0{code}", "")
    return ""


def _parts(code: str) -> tuple[Part, ...]:
    unknown = Reason(zh="未知", en="unknown")
    return (
        Part(characters=code[:2], meaning=(_HIGHER | _OTHER).get(code[:2], unknown)),
        Part(characters=code[2:4], meaning=provinces().get(code[2:4], unknown)),
        Part(characters=code[4:], meaning=Reason(zh="顺序号", en="serial number")),
    )
