"""M1 coverage: how much of what is asked for is taught, and what is taught that nobody asks for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import usable, wilson

FORMULA = Formula(
    key="M1",
    version=1,
    title=("能力覆盖度", "Coverage of competencies"),
    formula="Σ w·min(1, x/τ) / Σ w",
    unit="share",
    source="policy.md 4.3 (8): recall of demand, apart from the waste of supply",
    floor=10,
    note=(
        "w:招聘广告中提出该能力的条数;x:课程对该能力的供给;τ:视为充分的供给。区间按广告条数以 Wilson 法计算,偏宽。"
        "富余:无人要求的供给所占比例。",
        "w: advertisements that ask for the skill; x: what courses supply of it; τ: the supply that suffices. Wilson's "
        "interval over the number of advertisements, rather too wide. Surplus: the share of supply nobody asks for.",
    ),
)
SOFT = Formula(
    key="M1s",
    version=1,
    title=("软覆盖度(仅供排序)", "Soft coverage (for ranking only)"),
    formula="Σ w·max_c sim(c, s) / Σ w",
    unit="share",
    source="ANALYTICS.md: M1s; similarity of characters by TF-IDF cosine",
    floor=10,
    note=(
        "以课程名称与能力名称的最高相似度代替命中,只用于排序,不得作为匹配度公布。",
        "The best similarity of a course instead of a hit: ranks candidates, never to be published as a degree.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The share of demand that is covered, and the share of supply that is asked by nobody."""

    covered: Figure
    surplus: Figure


def reached(supply: npt.ArrayLike, *, threshold: float) -> npt.NDArray[np.float64]:
    """Return how far each skill's supply reaches the threshold, from 0 to 1. Raises ValueError if that is not > 0."""
    if not threshold > 0:
        raise ValueError("the threshold is not above zero")
    return np.minimum(1.0, np.asarray(supply, dtype=float) / threshold)


def coverage(
    weights: npt.ArrayLike, supply: npt.ArrayLike, *, n: int, threshold: float = 1.0, floor: int = FORMULA.floor
) -> Coverage:
    """Return M1 of skills with demand `weights` and `supply` in one order; `n` advertisements are behind them."""
    demand, taught = np.asarray(weights, dtype=float), np.asarray(supply, dtype=float)
    reach = reached(np.nan_to_num(taught), threshold=threshold)
    covered = _weighted(demand, reach, n=n, floor=floor) if usable(taught) else withheld("input", n=n)
    return Coverage(covered=covered, surplus=_surplus(demand, taught, n=n, floor=floor))


def soft_coverage(weights: npt.ArrayLike, best: npt.ArrayLike, *, n: int, floor: int = SOFT.floor) -> Figure:
    """Return M1s; `best` is each skill's best similarity to a course (0 to 1), see `similarity.best`."""
    demand, nearest = np.asarray(weights, dtype=float), np.asarray(best, dtype=float)
    return _weighted(demand, np.minimum(1.0, nearest), n=n, floor=floor)


def _weighted(weights: npt.NDArray[np.float64], values: npt.NDArray[np.float64], *, n: int, floor: int) -> Figure:
    if not usable(weights, values):
        return withheld("input", n=n)
    if not weights.sum() > 0:
        return withheld("no-demand", n=n)
    if n < floor:
        return withheld("sample", n=n, floor=floor)
    value = min(float(weights @ values / weights.sum()), 1.0)
    low, high = wilson(value * n, n)
    return Figure(value=value, low=min(low, value), high=max(high, value), n=n)


def _surplus(demand: npt.NDArray[np.float64], taught: npt.NDArray[np.float64], *, n: int, floor: int) -> Figure:
    if not usable(demand, taught):
        return withheld("input", n=n)
    if not taught.sum() > 0:
        return withheld("no-supply", n=n)
    if n < floor:
        return withheld("sample", n=n, floor=floor)
    return Figure(value=float(taught[demand == 0].sum() / taught.sum()), n=n)
