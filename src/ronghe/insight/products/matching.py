"""TAL-14: how well a unit, a college with a major, matches demand on a day, and when it has to be assessed again.

Five sub-scores from 0 to 100: quantity, structure, quality, ability, currency. The composite is their weighted mean
(policy.md 4.3, formula 9; equal weights unless given). A sub-score under its floor is withheld; the composite of the
others stands, marked as partial, while at most two fifths of the weight are missing, else it is withheld too. The five
grades bear the names of the maturity model of Yu and Xie 2025; their bounds, equal steps, are our judgement.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.products.traces import Trace

FORMULA = Formula(
    key="MATCH",
    version=1,
    title=("供需匹配度", "Match of supply and demand"),
    formula="Σ w·s / Σ w",
    unit="0 to 100",
    source="policy.md 4.3 (9); grades: 虞宁宁、谢正阳 2025 《职业技术教育》46(22):12–20, bounds judgement",
    floor=1,
    note=(
        "s:数量、结构、质量、能力、时效五项得分;缺失权重不超过 40 % 时按已知项计算并标明,超过则不予公布。区间为各项区间"
        "端点的加权平均,偏宽。",
        "s: the scores of quantity, structure, quality, ability, currency. Computed of those known, and marked, while "
        "at most 40 % of the weight is missing; else withheld. The interval is the mean of the ends, rather too wide.",
    ),
)
MOST_MISSING = 0.4


class Aspect(StrEnum):
    """What a sub-score is about."""

    QUANTITY = "quantity"
    STRUCTURE = "structure"
    QUALITY = "quality"
    ABILITY = "ability"
    CURRENCY = "currency"


TITLES: Mapping[Aspect, tuple[str, str]] = {
    Aspect.QUANTITY: ("数量匹配", "Quantity"),
    Aspect.STRUCTURE: ("结构匹配", "Structure"),
    Aspect.QUALITY: ("质量匹配", "Quality"),
    Aspect.ABILITY: ("能力匹配", "Ability"),
    Aspect.CURRENCY: ("时效匹配", "Currency"),
}
EQUAL: Mapping[Aspect, float] = dict.fromkeys(Aspect, 1.0)


class Grade(StrEnum):
    """The five grades of the maturity model."""

    INITIAL = "initial"
    GROWING = "growing"
    OPTIMIZED = "optimized"
    EXCELLENT = "excellent"
    OUTSTANDING = "outstanding"


GRADES: Sequence[tuple[float, Grade]] = (
    (80.0, Grade.OUTSTANDING),
    (60.0, Grade.EXCELLENT),
    (40.0, Grade.OPTIMIZED),
    (20.0, Grade.GROWING),
    (0.0, Grade.INITIAL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A college with a major: the ten digits of its school, its name and the code of the major."""

    school: str
    college: str
    major: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubScore:
    """A sub-score from 0 to 100, its weight, and what is behind it."""

    aspect: Aspect
    figure: Figure
    weight: float
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A unit assessed on a day. `missing` is the share of the weight that is withheld; `grade` is None with it all."""

    unit: Unit
    on: dt.date
    scores: tuple[SubScore, ...]
    composite: Figure
    grade: Grade | None
    missing: float
    partial: bool
    snapshot: str
    formula_version: int = FORMULA.version


def assess(
    *,
    unit: Unit,
    on: dt.date,
    figures: Mapping[Aspect, tuple[Figure, Trace | None]],
    weights: Mapping[Aspect, float] = EQUAL,
    snapshot: str = "",
) -> Assessment:
    """Return the assessment of a unit from its sub-scores; an aspect without a figure is "not enough data".

    Raises ValueError where a weight is negative or all are zero.
    """
    if any(not weights.get(one, 0.0) >= 0 for one in Aspect) or not sum(weights.get(one, 0.0) for one in Aspect) > 0:
        raise ValueError("weights are not negative, and one of them is above zero")
    scores = tuple(_score(one, figures, weights) for one in Aspect if weights.get(one, 0.0) > 0)
    missing = _missing(scores)
    composite = _composite(scores, missing)
    return Assessment(
        unit=unit,
        on=on,
        scores=scores,
        composite=composite,
        grade=grade(composite.value) if composite.value is not None else None,
        missing=missing,
        partial=composite.value is not None and missing > 0,
        snapshot=snapshot,
    )


def grade(value: float) -> Grade:
    """Return the grade of a composite from 0 to 100; the lower bound of a grade belongs to it."""
    return next(name for least, name in GRADES if value >= least or least == 0.0)


def _score(
    aspect: Aspect, figures: Mapping[Aspect, tuple[Figure, Trace | None]], weights: Mapping[Aspect, float]
) -> SubScore:
    figure, trace = figures.get(aspect, (withheld("no-data", n=0), None))
    return SubScore(aspect=aspect, figure=figure, weight=weights[aspect], trace=trace)


def _missing(scores: Sequence[SubScore]) -> float:
    return sum(one.weight for one in scores if one.figure.value is None) / sum(one.weight for one in scores)


def _composite(scores: Sequence[SubScore], missing: float) -> Figure:
    n = min((one.figure.n for one in scores if one.figure.value is not None), default=0)
    if missing > MOST_MISSING:
        return withheld("no-data", n=n)
    known = [(one.weight, one.figure) for one in scores if one.figure.value is not None]
    total = sum(weight for weight, _ in known)
    value, low, high = (
        sum(weight * ends[at] for weight, figure in known for ends in [_ends(figure)]) / total for at in range(3)
    )
    return Figure(value=value, low=low, high=high, n=n)


def _ends(figure: Figure) -> tuple[float, float, float]:
    """Return the value and the ends of its interval, the value itself where it has none."""
    value = figure.value or 0.0
    low = value if figure.low is None else figure.low
    high = value if figure.high is None else figure.high
    return value, low, high
