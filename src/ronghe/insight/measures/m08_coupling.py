"""M8 coupling coordination 耦合协调度: whether two systems, each graded from 0 to 1, are high together."""

import math
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import Vector, usable

FORMULA = Formula(
    key="M8",
    version=1,
    title=("耦合协调度", "Coupling coordination"),
    formula="D = √(C·T), T = αU₁+(1−α)U₂; classic C = 2√(U₁U₂)/(U₁+U₂); corrected C = √([1−(U₊−U₋)]·U₋/U₊)",
    unit="0 to 1",
    source="policy.md 4.3 (4); 王淑佳 and others 2021, 自然资源学报 36(3):793 for the corrected form",
    floor=1,
    note=(
        "经典形式的 C 偏向 1,故另给修正形式,公布时须注明形式。等级上限含边界值(D = 0.5 为濒临失调)。"
        "U 有区间时,D 的区间为其全部组合的范围。",
        "The classic C crowds near 1, so the corrected form stands beside it; always name which. Grades hold their "
        "upper bound (D = 0.5 is 濒临失调). With intervals of the U, that of D is its range over their combinations.",
    ),
)
_GRADES = (
    (0.1, "极度失调", "extreme imbalance"),
    (0.2, "严重失调", "serious imbalance"),
    (0.3, "中度失调", "moderate imbalance"),
    (0.4, "轻度失调", "mild imbalance"),
    (0.5, "濒临失调", "on the verge of imbalance"),
    (0.6, "勉强协调", "bare coordination"),
    (0.7, "初级协调", "primary coordination"),
    (0.8, "中级协调", "intermediate coordination"),
    (0.9, "良好协调", "good coordination"),
    (1.0, "优质协调", "excellent coordination"),
)


class Form(StrEnum):
    """Which coupling C is meant."""

    CLASSIC = "classic"
    CORRECTED = "corrected"


def coupled(first: float, second: float, *, form: Form) -> float:
    """Return C of two grades from 0 to 1, by name of its form; 0 where either form has no grade to divide by."""
    low, high = min(first, second), max(first, second)
    if not high > 0:
        return 0.0
    if form is Form.CLASSIC:
        return min(2 * math.sqrt(low) * math.sqrt(high) / (low + high), 1.0)
    return math.sqrt((1 - (high - low)) * (low / high))


def coordinated(first: float, second: float, *, form: Form, alpha: float = 0.5) -> float:
    """Return D of two grades from 0 to 1; `alpha` is the weight of the first."""
    return math.sqrt(coupled(first, second, form=form) * (alpha * first + (1 - alpha) * second))


def coordination(first: Figure, second: Figure, *, form: Form, alpha: float = 0.5) -> Figure:
    """Return M8 of two figures from 0 to 1; withheld if one of them is, with its reason."""
    for one in (first, second):
        if one.value is None:
            return Figure(value=None, n=one.n, withheld=one.withheld or "input")
        if not usable([one.value]) or one.value > 1:
            return withheld("input", n=one.n)
    grid = [
        coordinated(float(one), float(two), form=form, alpha=alpha) for one in _span(first) for two in _span(second)
    ]
    value = coordinated(first.value or 0.0, second.value or 0.0, form=form, alpha=alpha)
    return Figure(value=value, low=min(value, *grid), high=max(value, *grid), n=min(first.n, second.n))


def grade(value: float, *, language: str = "zh") -> str:
    """Return the name of the grade of D, 0 to 1; a bound belongs to the grade below it."""
    _, chinese, english = next((one for one in _GRADES if value <= one[0]), _GRADES[-1])
    return english if language == "en" else chinese


def entropy_weights(values: npt.ArrayLike) -> Vector:
    """Return the weight of each indicator (column) by how much it tells the units (rows) apart; they sum to 1.

    Columns that are the same everywhere weigh nothing; if all are, all weigh the same. Raises ValueError for values
    that are negative or no numbers.
    """
    table = np.asarray(values, dtype=float)
    if not usable(table):
        raise ValueError("indicators are not negative")
    total = table.sum(axis=0)
    parts = np.divide(table, total, out=np.full_like(table, 1 / max(len(table), 1)), where=total > 0)
    logs = np.log(parts, out=np.zeros_like(parts), where=parts > 0)
    spread = np.clip(1 + (parts * logs).sum(axis=0) / math.log(max(len(table), 2)), 0.0, 1.0)
    spread[(table == table[:1]).all(axis=0)] = 0.0
    return spread / spread.sum() if spread.sum() > 0 else np.full(table.shape[1], 1 / table.shape[1])


def _span(figure: Figure) -> Vector:
    value = figure.value or 0.0
    low = value if figure.low is None else figure.low
    high = value if figure.high is None else figure.high
    return np.linspace(max(low, 0.0), min(high, 1.0), 21)
