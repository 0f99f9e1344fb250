"""M7 Duncan's dissimilarity: what share of supply would have to be elsewhere to have the structure of demand."""

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula
from ronghe.insight.intervals import Vector
from ronghe.insight.measures.structures import compared

FORMULA = Formula(
    key="M7",
    version=1,
    title=("邓肯相异指数", "Duncan's index of dissimilarity"),
    formula="½ Σ |p_i − q_i|",
    unit="share",
    source="Duncan and Duncan 1955",
    floor=10,
    note=(
        "需要改变去向才能与需求结构一致的供给比例。区间为固定种子的自助法。",
        "The share of supply that would have to move to have the structure of demand. The interval is bootstrapped "
        "from a fixed seed.",
    ),
)


def distance(p: Vector, q: Vector) -> float:
    """Return half the sum of differences of two vectors of shares, 0 to 1."""
    return min(float(np.abs(p - q).sum() / 2), 1.0)


def dissimilarity(supply: npt.ArrayLike, demand: npt.ArrayLike, *, floor: int = FORMULA.floor) -> Figure:
    """Return M7 of two vectors of counts over the same cells."""
    return compared(distance, supply, demand, floor=floor)
