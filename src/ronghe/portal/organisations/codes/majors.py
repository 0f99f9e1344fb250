"""Codes of majors. Six digits and, for undergraduate majors, a suffix; the key is catalogue, edition and code."""

import csv
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ronghe.insight.vocabularies.majors import MAJORS
from ronghe.portal.organisations.codes.finding import CodeFinding, Part, Reason, Verdict, normalise, normalising

MAJORS_SOURCE = (
    "《普通高等学校本科专业目录（2020年版）》, 教高函〔2020〕2号 of 2020-02-21, 《职业教育专业目录（2021年）》; "
    "written down from knowledge of the catalogues. Partial: only majors that are certain, no full edition"
)

UNDERGRADUATE = "undergraduate"
VOCATIONAL = "vocational"
_FORM = re.compile(r"[0-9]{6}(TK|KT|T|K)?")
_DISCIPLINES = {
    "01": Reason(zh="哲学", en="philosophy"),
    "02": Reason(zh="经济学", en="economics"),
    "03": Reason(zh="法学", en="law"),
    "04": Reason(zh="教育学", en="education"),
    "05": Reason(zh="文学", en="literature"),
    "06": Reason(zh="历史学", en="history"),
    "07": Reason(zh="理学", en="science"),
    "08": Reason(zh="工学", en="engineering"),
    "09": Reason(zh="农学", en="agriculture"),
    "10": Reason(zh="医学", en="medicine"),
    "12": Reason(zh="管理学", en="management"),
    "13": Reason(zh="艺术学", en="arts"),
}
_MILITARY = "11"
_BRANCHES = (  # 职业教育专业目录（2021年）: the same 19 branches at each of its three levels
    "农林牧渔",
    "资源环境与安全",
    "能源动力与材料",
    "土木建筑",
    "水利",
    "装备制造",
    "生物与化工",
    "轻工纺织",
    "食品药品与粮食",
    "交通运输",
    "电子与信息",
    "医药卫生",
    "财经商贸",
    "旅游",
    "文化艺术",
    "新闻传播",
    "教育与体育",
    "公安与司法",
    "公共管理与服务",
)
_LEVELS = (
    (21, Reason(zh="高等职业教育本科", en="vocational bachelor")),
    (41, Reason(zh="高等职业教育专科", en="vocational college")),
    (61, Reason(zh="中等职业教育", en="secondary vocational")),
)
_SUFFIXES = {
    "T": Reason(zh="特设专业", en="special"),
    "K": Reason(zh="国家控制布点专业", en="state-controlled"),
    "TK": Reason(zh="特设且国家控制布点专业", en="special and state-controlled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMajor:
    """A row of our partial list of majors; `note` says what is doubtful about it, English names are our translation."""

    catalogue: str
    edition: str
    code: str
    suffix: str
    name: str
    class_name: str
    note: str = ""
    name_en: str = ""
    class_name_en: str = ""


@functools.lru_cache(maxsize=1)
def listed_majors() -> tuple[ListedMajor, ...]:
    """Return our partial list of majors, each with the edition that it was stated for."""
    with MAJORS.open(encoding="utf-8", newline="") as file:
        return tuple(ListedMajor(**row) for row in csv.DictReader(file))


def major(
    given: str,
    *,
    catalogue: str | None = None,
    edition: str | None = None,
    listed: Iterable[ListedMajor] | None = None,
) -> CodeFinding:
    """Return the verdict on a major's code in a catalogue (guessed from its first digits) and an edition (any).

    Numbers are matched without the suffix, which may differ between editions. A suffix that no edition has and a
    number outside our partial list are exceptional: well-formed, to be compared with the catalogue by a person.
    """
    code = normalise(given).replace("*", "")
    changed = normalising(given, code)
    if not _FORM.fullmatch(code):
        reason = Reason(
            zh=f"专业代码应为6位数字，可加后缀 T、K 或 TK，实为 {code}",
            en=f"the code of a major is six digits, some with T, K or TK after them; given: {code}",
        )
        return CodeFinding(given=given, normalised=code, verdict=Verdict.INVALID, reasons=(*changed, reason))
    stem, suffix = code[:6], code[6:].replace("KT", "TK")
    where = catalogue or (VOCATIONAL if int(stem[:2]) >= _LEVELS[0][0] else UNDERGRADUATE)
    area = _branch(stem) if where == VOCATIONAL else _DISCIPLINES.get(stem[:2])
    if area is None:
        nowhere = (*changed, _no_area(where, stem[:2]))
        return CodeFinding(given=given, normalised=stem + suffix, verdict=Verdict.INVALID, reasons=nowhere)
    rows = [one for one in _all(listed) if (one.catalogue, one.code) == (where, stem)]
    verdict, reasons = _judge(suffix, edition, rows)
    return CodeFinding(
        given=given,
        normalised=stem + suffix,
        verdict=verdict,
        reasons=changed + reasons,
        parts=_parts(stem, suffix, area, rows),
    )


def _all(listed: Iterable[ListedMajor] | None) -> Iterable[ListedMajor]:
    return listed_majors() if listed is None else listed


def _branch(stem: str) -> Reason | None:
    for first, level in _LEVELS:
        if first <= int(stem[:2]) < first + len(_BRANCHES):
            return Reason(zh=f"{_BRANCHES[int(stem[:2]) - first]}大类（{level.zh}）", en=f"branch ({level.en})")
    return None


def _no_area(catalogue: str, digits: str) -> Reason:
    if catalogue == VOCATIONAL:
        return Reason(
            zh=f"职业教育专业目录（2021年）没有大类 {digits}",
            en=f"the vocational catalogue of 2021 has no branch {digits}",
        )
    if digits == _MILITARY:
        return Reason(zh="11 军事学不在公开的本科专业目录中", en="11, military science, is not in the public catalogue")
    return Reason(zh=f"没有学科门类 {digits}", en=f"there is no discipline {digits}")


def _judge(suffix: str, edition: str | None, rows: list[ListedMajor]) -> tuple[Verdict, tuple[Reason, ...]]:
    asked = [one for one in rows if edition in (None, one.edition)]
    if not asked:
        return Verdict.EXCEPTIONAL, (_unlisted(edition, rows),)
    named = tuple(_named(one) for one in asked)
    if suffix in {one.suffix for one in asked}:
        return Verdict.VALID, named
    return (Verdict.EXCEPTIONAL if suffix else Verdict.VALID), (*named, _difference(suffix, asked))


def _unlisted(edition: str | None, rows: list[ListedMajor]) -> Reason:
    others = "、".join(sorted({one.edition for one in rows}))
    if others:
        return Reason(
            zh=f"本系统的部分名单中没有 {edition} 年版的此代码，但有 {others} 年版的，请与目录核对",
            en=f"our partial list has this code for edition {others}, not for {edition}: compare with the catalogue",
        )
    return Reason(
        zh="格式正确；不在本系统的部分名单中，请与目录核对",
        en="well-formed; not in our partial list: compare with the catalogue",
    )


def _named(one: ListedMajor) -> Reason:
    return Reason(
        zh=f"{one.name}（{one.edition}年版 {one.code}{one.suffix}，{one.class_name}）",
        en=f"{one.name_en or one.name} (edition {one.edition}: {one.code}{one.suffix})",
    )


def _difference(suffix: str, rows: list[ListedMajor]) -> Reason:
    known = "、".join(f"{one.edition}年版 {one.suffix or '无'}" for one in rows)
    known_en = ", ".join(f"{one.suffix or 'none'} in {one.edition}" for one in rows)
    return Reason(
        zh=f"后缀不同：所填为 {suffix or '无'}，名单中为 {known}；后缀随版本变化，按6位数字匹配",
        en=f"the suffix differs: {suffix or 'none'} given, {known_en}; suffixes change with editions, the digits match",
    )


def _parts(stem: str, suffix: str, area: Reason, rows: list[ListedMajor]) -> tuple[Part, ...]:
    class_name = (rows[0].class_name, rows[0].class_name_en) if rows else ("专业类", "")
    parts = (
        Part(characters=stem[:2], meaning=area),
        Part(characters=stem[:4], meaning=Reason(zh=class_name[0], en=class_name[1] or "class of majors")),
    )
    return (*parts, Part(characters=suffix, meaning=_SUFFIXES[suffix])) if suffix else parts
