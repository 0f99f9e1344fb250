"""M4 relatedness: how often two skills matter to the same occupations."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import wilson

if TYPE_CHECKING:
    from scipy import sparse

FORMULA = Formula(
    key="M4",
    version=1,
    title=("能力关联度", "Relatedness of skills"),
    formula="Σ_o e_os·e_os' / max(Σ_o e_os, Σ_o e_os'), e = 1 where RCA > 1",
    unit="share",
    source="Hidalgo and others 2007; Alabdulkareem and others 2018",
    floor=10,
    note=(
        "样本为更常见的那项能力占优势的职业数,区间为 Wilson 法。",
        "The sample: the occupations in which the more common of the two has an advantage; Wilson's interval.",
    ),
)


def relatedness(advantages: "sparse.csr_array") -> npt.NDArray[np.float64]:
    """Return M4 of all pairs of columns of a matrix of ones, occupations × skills; 0 where a skill has none."""
    together: npt.NDArray[np.float64] = (advantages.T @ advantages).toarray().astype(float)
    each = together.diagonal()
    larger = np.maximum.outer(each, each)
    return np.asarray(np.divide(together, larger, out=np.zeros_like(together), where=larger > 0))


def related(both: int, *, first: int, second: int, floor: int = FORMULA.floor) -> Figure:
    """Return M4 of two skills with an advantage in `first` and `second` occupations, in `both` of them together."""
    n = max(first, second)
    if min(both, first, second) < 0 or both > min(first, second):
        return withheld("input", n=max(n, 0))
    if n < floor:
        return withheld("sample", n=n, floor=floor)
    low, high = wilson(both, n)
    return Figure(value=both / n, low=low, high=high, n=n)
