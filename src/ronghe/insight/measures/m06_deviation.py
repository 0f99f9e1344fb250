"""M6 structural deviation 结构偏离度: in which cells supply is larger or smaller than its share of demand."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import Vector, wilson
from ronghe.insight.measures.structures import compared, refusal, shares

FORMULA = Formula(
    key="M6",
    version=1,
    title=("结构偏离度", "Structural deviation"),
    formula="s_i/d_i − 1; total Σ|s_i/d_i − 1|·d_i; mean |s_i/d_i − 1|",
    unit="ratio",
    source="policy.md 4.3 (1)",
    floor=10,
    note=(
        "s:供给结构,d:需求结构;正值表示供给偏多(方向随结果保存)。需求为零的单元无定义,单独列出,不计入合计。"
        "毕业生为全数,只计需求的抽样误差。",
        "s: shares of supply, d: of demand; above zero there is too much supply (the orientation is kept with the "
        "result). Cells without demand are undefined, listed apart and not in the total. Graduates are counted, so "
        "only demand has a sampling error.",
    ),
)


class Orientation(StrEnum):
    """Which structure is divided by which: papers do it either way, with the opposite sign."""

    SUPPLY_BY_DEMAND = "supply/demand"
    DEMAND_BY_SUPPLY = "demand/supply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """M6 of each cell, its total weighted by the lower structure, its mean, and the cells that have none (by place)."""

    orientation: Orientation
    cells: tuple[Figure, ...]
    total: Figure
    mean: Figure
    undefined: tuple[int, ...]


def deviation(
    supply: npt.ArrayLike,
    demand: npt.ArrayLike,
    *,
    orientation: Orientation = Orientation.SUPPLY_BY_DEMAND,
    floor: int = FORMULA.floor,
) -> Deviation:
    """Return M6 of two vectors of counts over the same cells; a cell whose demand is under the floor is withheld."""
    given, asked = np.asarray(supply, dtype=float), np.asarray(demand, dtype=float)
    swapped = orientation is Orientation.DEMAND_BY_SUPPLY
    upper, lower = (asked, given) if swapped else (given, asked)
    refused = refusal(given, asked, floor=floor)
    cells = tuple(refused or _cell(at, upper=upper, lower=lower, demand=asked, floor=floor) for at in range(len(asked)))
    return Deviation(
        orientation=orientation,
        cells=cells,
        total=refused or compared(_total, upper, lower, floor=floor, bounds=(0.0, 2.0)),
        mean=refused or compared(_mean, upper, lower, floor=floor, bounds=(0.0, np.inf)),
        undefined=() if refused else tuple(int(at) for at in np.flatnonzero(lower == 0)),
    )


def _cell(at: int, *, upper: Vector, lower: Vector, demand: Vector, floor: int) -> Figure:
    n = round(float(demand[at]))
    if lower[at] == 0:
        return withheld("undefined", n=n)
    if n < floor:
        return withheld("sample", n=n, floor=floor)
    above, below = float(shares(upper)[at]), float(shares(lower)[at])
    low, high = wilson(float(demand[at]), float(demand.sum()))
    bounds = (above / high, above / low) if demand is lower else (low / below, high / below)
    return Figure(value=above / below - 1, low=bounds[0] - 1, high=bounds[1] - 1, n=n)


def _total(upper: Vector, lower: Vector) -> float:
    return float(np.abs(upper - lower)[lower > 0].sum())


def _mean(upper: Vector, lower: Vector) -> float:
    known = lower > 0
    return float(np.abs(upper[known] / lower[known] - 1).mean())
