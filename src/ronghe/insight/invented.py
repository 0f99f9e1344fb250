"""Invented advertisements, training plans, figures and surveys, for demos and trials: no ad, firm or school is real.

They go the way of real deliveries: CSV files that are ingested and built. The same seed writes the same bytes.
"""

import calendar
import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_PLAN = Path(__file__).with_name("invented.yaml")
_COPIES = 0.25  # real job sites hold a third to a half of copies
_FAULTS = 0.01  # rows without a day or a place, or with absurd pay
_FIRMS = 400

ADS = ["职位编号", "职位名称", "公司", "行业", "工作地点", "薪资", "发布日期", "招聘人数", "职位描述"]
PLANS = [
    *("学校标识码", "学院", "专业名称", "培养方案年份", "课程代码", "课程名称", "课程性质"),
    *("学期", "学分", "总学时", "理论", "实验", "实践", "教学大纲"),
]
FIGURES = ["学校标识码", "专业名称", "年份", "招生数", "毕业生数", "就业数", "对口就业数"]
SURVEYS = ["岗位", "企业", "能力", "重要性", "要求水平"]
Job = Mapping[str, Any]


def write(folder: Path, *, school: str, seed: int = 2026) -> tuple[Path, ...]:
    """Write the files of an invented country and of one school (its ten digits) into a folder; return their paths."""
    plan = yaml.safe_load(_PLAN.read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311 -- nothing secret
    folder.mkdir(parents=True, exist_ok=True)
    paths = [_write(folder / f"ads-{month}.csv", ADS, _ads(plan, month, chance)) for month in _months(plan["months"])]
    paths.append(_write(folder / "curricula.csv", PLANS, _courses(plan, school)))
    paths.append(_write(folder / "supply.csv", FIGURES, _figures(plan, school)))
    paths.append(_write(folder / "surveys.csv", SURVEYS, _answers(plan, chance)))
    return tuple(paths)


def taught() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the majors that the invented school teaches, by college."""
    plan = yaml.safe_load(_PLAN.read_text(encoding="utf-8"))
    colleges: dict[str, tuple[str, ...]] = {}
    for one in plan["plans"]:
        colleges[one["college"]] = (*colleges.get(one["college"], ()), one["major"])
    return colleges


def _write(path: Path, head: Sequence[str], rows: Iterator[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    return path


def _months(span: Mapping[str, Any]) -> Iterator[str]:
    year, month = (int(one) for one in str(span["first"]).split("-"))
    for _ in range(span["number"]):
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _ads(plan: Job, month: str, chance: random.Random) -> Iterator[Sequence[object]]:
    weights = [job["weight"] * (1 + job["trend"]) ** _years(plan, month) for job in plan["jobs"]]
    number = round(plan["ads_a_month"] * _season(month) * sum(weights) / sum(job["weight"] for job in plan["jobs"]))
    before: list[list[object]] = []
    for at in range(number):
        if before and chance.random() < _COPIES:
            row = list(chance.choice(before))
        else:
            row = _ad(plan, chance.choices(plan["jobs"], weights)[0], month, chance)
            before.append(list(row))
        yield _spoilt([f"demo-{month}-{at:05}", *row], chance)


def _years(plan: Job, month: str) -> float:
    first = str(plan["months"]["first"])
    return (int(month[:4]) - int(first[:4])) + (int(month[5:]) - int(first[5:])) / 12


def _season(month: str) -> float:
    """Return how much is hired in a month beside the average: spring and autumn more, the weeks of New Year less."""
    return {"01": 0.8, "02": 0.85, "03": 1.3, "04": 1.15, "09": 1.15, "10": 1.1, "12": 0.9}.get(month[5:], 1.0)


def _ad(plan: Job, job: Job, month: str, chance: random.Random) -> list[object]:
    cities = plan["cities"]
    day = chance.randint(1, calendar.monthrange(int(month[:4]), int(month[5:]))[1])
    return [
        chance.choice(job["titles"]),
        f"虚构企业{chance.randint(1, _FIRMS):03}",
        job["industry"],
        chance.choices(list(cities), list(cities.values()))[0],
        _pay(job["pay"], chance),
        f"{month}-{day:02}",
        chance.choice([1, 1, 1, 2, 2, 3, 5]),
        _text(plan, job, chance),
    ]


def _pay(bounds: Sequence[int], chance: random.Random) -> str:
    low, high = (round(one * chance.uniform(0.85, 1.2) / 500) * 500 for one in bounds)
    months = chance.choice(["", "", "", "·13薪", "·14薪"])
    if chance.random() < 0.06:
        return "面议"
    if low >= 10000:
        return f"{low / 10000:g}-{high / 10000:g}万{months}"
    return f"{low / 1000:g}千-{high / 10000:g}万{months}"


def _text(plan: Job, job: Job, chance: random.Random) -> str:
    duties = [f"{at}、{duty}；" for at, duty in enumerate(chance.sample(plan["duties"], 2), start=1)]
    wants = [
        *_wants(job["skills"], plan["phrases"], chance),
        *_wants(plan["common"], plan["common_phrases"], chance),
    ]
    return (
        "岗位职责："
        + "".join(duties)
        + "任职要求："
        + "".join(f"{at}、{one}；" for at, one in enumerate(wants, start=1))
    )


def _wants(shares: Mapping[str, float], phrases: Sequence[str], chance: random.Random) -> Iterator[str]:
    asked = [name for name, share in shares.items() if chance.random() < share]
    chance.shuffle(asked)
    while asked:
        phrase = chance.choice([one for one in phrases if one.count("{") <= len(asked)])
        yield phrase.format(*(asked.pop() for _ in range(phrase.count("{"))))


def _spoilt(row: list[object], chance: random.Random) -> list[object]:
    if chance.random() < _FAULTS:
        column, value = chance.choice([(4, ""), (5, "0元/月"), (6, ""), (5, "1000万/月")])
        row[column] = value
    return row


def _courses(plan: Job, school: str) -> Iterator[Sequence[object]]:
    for at, taught in enumerate(plan["plans"], start=1):
        for number, one in enumerate(taught["courses"], start=1):
            theory, lab, practice = one.get("theory", 0), one.get("lab", 0), one.get("practice", 0)
            yield [
                school,
                taught["college"],
                taught["major"],
                taught["year"],
                f"C{at}{number:02}",
                one["name"],
                "必修",
                str(1 + number % 7),
                one["credit"],
                theory + lab + practice,
                theory,
                lab,
                practice,
                one.get("syllabus", ""),
            ]


def _figures(plan: Job, school: str) -> Iterator[Sequence[object]]:
    """Yield the figures of the school and of five others of no province: gaps are told over several schools only."""
    others = [code for at in range(6) if (code := f"41990998{at:02}") != school][:5]
    for code, size in zip((school, *others), (1, 0.8, 1.3, 1.1, 0.6, 0.9), strict=True):
        for one in plan["figures"]:
            for at, year in enumerate(range(2021, 2026)):
                counts = [round(one[name][at] * size) for name in ("enrolled", "graduates", "placed", "related")]
                yield [code, one["major"], year, *counts]


def _answers(plan: Job, chance: random.Random) -> Iterator[Sequence[object]]:
    for one in plan["surveys"]:
        for firm in range(1, one["answers"] + 1):
            for skill, (importance, level) in one["skills"].items():
                yield [one["title"], f"虚构企业{firm:03}", skill, _grade(importance, chance), _grade(level, chance)]


def _grade(mean: float, chance: random.Random) -> int:
    return min(5, max(1, round(chance.gauss(mean, 0.6))))
