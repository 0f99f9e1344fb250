"""M5 Jensen–Shannon: how far two structures are apart in bits, and how well they match."""

import math

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula
from ronghe.insight.intervals import Vector
from ronghe.insight.measures.structures import compared

FORMULA = Formula(
    key="M5",
    version=1,
    title=("结构匹配度(JS 散度)", "Match of structures (Jensen–Shannon)"),
    formula="1 − √JSD, JSD = H((p+q)/2) − (H(p)+H(q))/2, log₂",
    unit="0 to 1",
    source="Lin 1991; Endres and Schindelin 2003: the root is a metric",
    floor=10,
    note=(
        "1 表示结构相同,0 表示毫无交集。区间为固定种子的自助法。",
        "1: the same structure; 0: nothing in common. The interval is bootstrapped from a fixed seed.",
    ),
)


def divergence(p: Vector, q: Vector) -> float:
    """Return the Jensen–Shannon divergence of two vectors of shares in bits, 0 to 1."""
    middle = (p + q) / 2
    return min(max(_entropy(middle) - (_entropy(p) + _entropy(q)) / 2, 0.0), 1.0)


def match(supply: npt.ArrayLike, demand: npt.ArrayLike, *, floor: int = FORMULA.floor) -> Figure:
    """Return M5 of two vectors of counts over the same cells."""
    return compared(lambda p, q: 1 - math.sqrt(divergence(p, q)), supply, demand, floor=floor)


def _entropy(shares: Vector) -> float:
    known = shares[shares > 0]
    return float(-(known * np.log2(known)).sum())
