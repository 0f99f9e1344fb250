"""M9 location quotient: how much more of an industry or occupation a place has than the whole has."""

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import Vector, wilson
from ronghe.insight.measures.structures import compared, refusal, shares

FORMULA = Formula(
    key="M9",
    version=1,
    title=("区位商", "Location quotient"),
    formula="(e_i/e) / (E_i/E)",
    unit="ratio",
    source="policy.md 4.3 (2) and (3): with Hachman's 1 / Σ LQ_i·s_i and Krugman's Σ|s_i − S_i|",
    floor=10,
    note=(
        "整体的结构视为已知,区间只计地区的抽样误差(Wilson 法)。整体没有的产业无定义,此时 Hachman 指数也不予公布,"
        "以免掩盖该产业。",
        "The structure of the whole is taken as known; the interval holds the place's sampling error (Wilson). What "
        "the whole lacks is undefined, and then Hachman's index is, too: zero would hide it.",
    ),
)


def quotients(place: npt.ArrayLike, whole: npt.ArrayLike, *, floor: int = FORMULA.floor) -> tuple[Figure, ...]:
    """Return M9 of each cell of a place: counts in the place and in the whole, the same cells."""
    here, everywhere = np.asarray(place, dtype=float), np.asarray(whole, dtype=float)
    refused = refusal(here, everywhere, floor=floor)
    return tuple(refused or _quotient(at, here=here, everywhere=everywhere) for at in range(len(here)))


def hachman(place: npt.ArrayLike, whole: npt.ArrayLike, *, floor: int = FORMULA.floor) -> Figure:
    """Return how alike the structure of a place is to that of the whole: above 0, 1 if they are the same."""
    here, everywhere = np.asarray(place, dtype=float), np.asarray(whole, dtype=float)
    if here.shape == everywhere.shape and ((here > 0) & (everywhere == 0)).any():
        return withheld("undefined", n=round(float(here.sum())))
    return compared(_hachman, here, everywhere, floor=floor)


def krugman(place: npt.ArrayLike, whole: npt.ArrayLike, *, floor: int = FORMULA.floor) -> Figure:
    """Return the sum of the differences of shares, 0 to 2: twice M7."""
    return compared(lambda s, t: float(np.abs(s - t).sum()), place, whole, floor=floor, bounds=(0.0, 2.0))


def _quotient(at: int, *, here: Vector, everywhere: Vector) -> Figure:
    n = round(float(here.sum()))
    if not everywhere[at] > 0:
        return withheld("undefined", n=n)
    whole = float(shares(everywhere)[at])
    low, high = wilson(float(here[at]), float(here.sum()))
    return Figure(value=float(shares(here)[at]) / whole, low=low / whole, high=high / whole, n=n)


def _hachman(here: Vector, everywhere: Vector) -> float:
    known = everywhere > 0
    weighted = float((here[known] ** 2 / everywhere[known]).sum())
    return min(1 / weighted, 1.0) if weighted > 0 else 0.0
