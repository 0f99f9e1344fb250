"""M3 cosine: how alike the skills of two things are, a major and an occupation say, whatever their sizes."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used: a page that names the formulas needs none

from ronghe.insight.figures import Figure, Formula
from ronghe.insight.intervals import Vector
from ronghe.insight.measures.m02_rca import shrunk
from ronghe.insight.measures.structures import compared

if TYPE_CHECKING:
    Matrix = scipy.sparse.csr_array

FORMULA = Formula(
    key="M3",
    version=1,
    title=("余弦相似度", "Cosine similarity"),
    formula="a·b / (‖a‖·‖b‖), a and b TF-IDF (share × ln(1 + N/df)) or RCA > 1",
    unit="0 to 1",
    source="Salton and McGill 1983; Alabdulkareem and others 2018 for RCA > 1",
    floor=10,
    note=(
        "对能力向量计算,与规模无关。df:提出该能力的职业数,N:职业总数。两侧均为计数时给出区间(固定种子的自助法)。",
        "Of vectors of skills, whatever their size. df: the occupations that ask for the skill, N: all of them. Where "
        "both sides are counts, the interval is bootstrapped from a fixed seed.",
    ),
)


def rarity(counts: "Matrix") -> Vector:
    """Return ln(1 + N/df) of each skill (column) among the rows that ask for it; 0 where none does."""
    found = np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1]).astype(float)
    return np.asarray(np.log1p(np.divide(counts.shape[0], found, out=np.zeros_like(found), where=found > 0)))


def tf_idf(counts: "Matrix", *, weights: npt.ArrayLike) -> "Matrix":
    """Return the rows as shares of their sums times the weight of each column, as `rarity` gives it."""
    total = np.asarray(counts.sum(axis=1), dtype=float).ravel()
    by_row = scipy.sparse.diags_array(np.divide(1.0, total, out=np.zeros_like(total), where=total > 0))
    return scipy.sparse.csr_array(by_row @ counts @ scipy.sparse.diags_array(np.asarray(weights, dtype=float)))


def advantages(counts: "Matrix", *, ads: npt.ArrayLike, asked: npt.ArrayLike, n: float) -> "Matrix":
    """Return 1 where a row's shrunk RCA of a column is above 1; `ads` and `asked` are the sums of rows and columns."""
    cells = scipy.sparse.coo_array(counts)
    rows, columns = cells.coords
    n_o, n_s = np.asarray(ads, dtype=float)[rows], np.asarray(asked, dtype=float)[columns]
    above = (cells.data > 0) & (shrunk(cells.data, n_o=n_o, n_s=n_s, n=n) > 1)
    return scipy.sparse.csr_array((np.ones(int(above.sum())), (rows[above], columns[above])), shape=counts.shape)


def cosines(left: "Matrix", right: "Matrix") -> npt.NDArray[np.float64]:
    """Return the cosines of all rows of two matrices over the same columns; 0 where a row is empty."""
    if left.shape[0] < right.shape[0]:
        return cosines(right, left).T  # a tenth faster: what is summed up is a shorter row
    found: npt.NDArray[np.float64] = (_unit(left) @ _unit(right).T).toarray()
    return np.clip(found, 0.0, 1.0)


def cosine(
    supply: npt.ArrayLike, demand: npt.ArrayLike, *, weights: npt.ArrayLike, floor: int = FORMULA.floor
) -> Figure:
    """Return M3 of two vectors of counts over the same skills, each weighted as `rarity` gives it."""
    scale = np.asarray(weights, dtype=float)

    def statistic(one: Vector, two: Vector) -> float:
        first, second = one * scale, two * scale
        length = float(np.linalg.norm(first) * np.linalg.norm(second))
        return min(float(first @ second) / length, 1.0) if length > 0 else 0.0

    return compared(statistic, supply, demand, floor=floor)


def _unit(matrix: "Matrix") -> "Matrix":
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=float).ravel())
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return scipy.sparse.csr_array(scipy.sparse.diags_array(scale) @ matrix)
