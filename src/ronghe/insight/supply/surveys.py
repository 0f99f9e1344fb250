"""Enterprise surveys: how important a skill is to an occupation and at what level, both from 1 to 5.

Whoever gives the same answer to eight or more questions and no other answered without reading: all of it is refused and
told. A firm counts once for an occupation and a skill, however many of its people answered: its mean. Firms are stored
as keyed digests. Small numbers of firms are kept here; the floor is that of the figure which uses them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import pyarrow as pa

from ronghe.insight.lexicon import Skill, normal, skill_id
from ronghe.insight.schemas import SURVEY_SKILL
from ronghe.insight.sources.privacy import firm_digest
from ronghe.insight.supply.columns import Row, Told, rows_of
from ronghe.insight.supply.deliveries import Delivery, delivered, key_of
from ronghe.insight.supply.numbers import number
from ronghe.insight.vocabularies.occupations import occupations

KIND = "surveys"
SURVEY_ANSWER = pa.schema(
    [
        pa.field("respondent", pa.string()),
        pa.field("firm", pa.string()),
        pa.field("occupation", pa.string()),
        pa.field("skill_id", pa.int32()),
        pa.field("importance", pa.float64()),
        pa.field("level", pa.float64()),
        pa.field("delivery", pa.string()),
        pa.field("row", pa.int32()),
    ]
)
NAMES: Mapping[str, tuple[str, ...]] = {
    "respondent": ("答卷编号", "问卷编号", "序号", "答题人", "respondent id", "id"),
    "firm": ("企业", "企业名称", "单位", "单位名称", "公司", "company", "enterprise"),
    "occupation": ("岗位", "岗位名称", "职业", "职业代码", "职位", "job"),
    "skill": ("能力", "技能", "能力名称", "技能名称", "能力项", "competency"),
    "importance": ("重要性", "重要程度", "重要度"),
    "level": ("要求水平", "水平", "要求程度", "掌握程度", "熟练程度"),
}
LEAST, MOST = 1.0, 5.0
STRAIGHT = 8
Answer = dict[str, Any]


def read(
    path: Path,
    *,
    skills: Sequence[Skill],
    secret: bytes,
    mapping: Mapping[str, str] | None = None,
    code: Callable[[str], str] = lambda _: "",
) -> Delivery:
    """Return the answers of a file (SURVEY_ANSWER) and its findings.

    `secret` is the store's key for firms. Occupations are codes or names of the classification; `code` says what any
    other title means, or empty text.
    Raises Unreadable if the file holds no survey, with the reason.
    """
    numbers = {normal(spelling): skill_id(one.name) for one in reversed(skills) for spelling in one.spellings}
    codes = {one.name: key for key, one in occupations().items()} | {key: key for key in occupations()}
    told = Told()
    answers: list[tuple[Row, Answer]] = []
    for row in rows_of(path, names=NAMES, needed=("occupation", "skill", "importance"), mapping=mapping or {}):
        title = row.get("occupation")
        found = codes.get(title) or code(title)
        if answer := _answer(row, occupation=found, skill=numbers.get(normal(row.get("skill"))), told=told):
            for named in ("respondent", "firm"):
                answer[named] = firm_digest(answer[named], key=secret)
            answers.append((row, answer))
    rows = _undoubled(_read_through(answers, told), told)
    key = key_of(path, given=mapping)
    return delivered(path, key=key, kind=KIND, rows=rows, schema=SURVEY_ANSWER, findings=told.findings)


def survey_skills(staged: Sequence[pa.Table]) -> pa.Table:
    """Return SURVEY_SKILL of staged answers, deliveries in the order they came: means over firms, `n` firms.

    A firm that answers again later stands with what it said last.
    """
    newest: dict[tuple[str, int, str], list[Answer]] = {}
    for table in staged:
        fresh: dict[tuple[str, int, str], list[Answer]] = defaultdict(list)
        for row in table.to_pylist():
            fresh[row["occupation"], row["skill_id"], row["firm"]].append(row)
        newest |= fresh
    by_skill: dict[tuple[str, int], list[tuple[float, float | None]]] = defaultdict(list)
    for (occupation, skill, _), rows in sorted(newest.items()):
        levels = [one["level"] for one in rows if one["level"] is not None]
        by_skill[occupation, skill].append(
            (fmean(one["importance"] for one in rows), fmean(levels) if levels else None)
        )
    found = [
        {
            "occupation": occupation,
            "skill_id": skill,
            "importance": fmean(importance for importance, _ in firms),
            "level": fmean(levels) if (levels := [level for _, level in firms if level is not None]) else None,
            "n": len(firms),
        }
        for (occupation, skill), firms in by_skill.items()
    ]
    return pa.Table.from_pylist(found, schema=SURVEY_SKILL)


def _answer(row: Row, *, occupation: str, skill: int | None, told: Told) -> Answer | None:
    firm = normal(row.get("firm") or row.get("respondent"))
    importance = _grade(row, "importance", told)
    if not firm:
        told.refuse(row, "firm", "", "names neither a firm nor a respondent")
    elif not occupation:
        told.refuse(row, "occupation", row.get("occupation"), "no occupation of the classification is called so")
    elif skill is None:
        told.refuse(row, "skill", row.get("skill"), "the lexicon knows no such skill")
    elif importance is None:
        told.refuse(row, "importance", row.get("importance"), "there is no importance from 1 to 5")
    else:
        return {
            "respondent": row.get("respondent") or firm,
            "firm": firm,
            "occupation": occupation,
            "skill_id": skill,
            "importance": importance,
            "level": _grade(row, "level", told),
            "row": row.number,
        }
    return None


def _grade(row: Row, named: str, told: Told) -> float | None:
    try:
        value = number(row.get(named))
    except ValueError:
        value = 0.0
    if value is not None and not LEAST <= value <= MOST:
        told.drop(row, named, row.get(named), "is not between 1 and 5")
        return None
    return value


def _read_through(answers: Sequence[tuple[Row, Answer]], told: Told) -> list[tuple[Row, Answer]]:
    """Return the answers of those who read the questions."""
    said: dict[str, list[tuple[float, float | None]]] = defaultdict(list)
    for _, one in answers:
        said[one["respondent"]].append((one["importance"], one["level"]))
    straight = {who for who, given in said.items() if len(given) >= STRAIGHT and len(set(given)) == 1}
    for row, one in answers:
        if one["respondent"] in straight:
            told.refuse(row, "importance", row.get("importance"), "the same answer to every question")
    return [(row, one) for row, one in answers if one["respondent"] not in straight]


def _undoubled(answers: Sequence[tuple[Row, Answer]], told: Told) -> list[Answer]:
    met: dict[tuple[str, str, str, int], Row] = {}
    kept = []
    for row, one in answers:
        key = (one["respondent"], one["firm"], one["occupation"], one["skill_id"])
        first = met.setdefault(key, row)
        if first is row:
            kept.append(one)
        else:
            told.refuse(row, "skill", row.get("skill"), f"the same question was answered in row {first.number}")
    return kept
