"""M2 revealed comparative advantage: how much more often an occupation asks a skill than all occupations do."""

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used: a page that names the formulas needs none

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import usable

FORMULA = Formula(
    key="M2",
    version=1,
    title=("显示性比较优势", "Revealed comparative advantage"),
    formula="(n_os/n_o) / (n_s/n), shrunk: (n_os + k) / (n_o·n_s/n + k), k = 5",
    unit="ratio",
    source="Balassa 1965; Alabdulkareem and others 2018; shrinkage by a gamma prior as in DuMouchel 1999",
    floor=10,
    note=(
        "n_os:职业 o 中提出能力 s 的广告条数。公布值向 1 收缩:以均值为 1 的 Γ(k, k) 为先验的后验均值;"
        "区间为后验 2.5 % 至 97.5 % 分位。n_os 少于下限时不予公布。",
        "n_os: advertisements of occupation o that ask for skill s. The value is drawn towards 1: the mean of the "
        "posterior over a prior Γ(k, k) of mean 1, its interval the posterior's 2.5 to 97.5 %. Withheld where n_os is "
        "under the floor.",
    ),
)
PRIOR = 5.0


def rca(n_os: float, *, n_o: float, n_s: float, n: float, floor: int = FORMULA.floor) -> Figure:
    """Return M2 of a skill in an occupation, shrunk, with the interval of the posterior; its sample is `n_os`."""
    support = int(n_os) if np.isfinite(n_os) else 0
    if not usable([n_os, n_o, n_s, n]) or n_os > min(n_o, n_s) or max(n_o, n_s) > n:
        return withheld("input", n=support)
    if not n_o * n_s > 0:
        return withheld("undefined", n=support)
    if n_os < floor:
        return withheld("sample", n=support, floor=floor)
    expected = n_o * n_s / n
    low, high = scipy.special.gammaincinv(n_os + PRIOR, [0.025, 0.975]) / (expected + PRIOR)
    return Figure(value=float((n_os + PRIOR) / (expected + PRIOR)), low=float(low), high=float(high), n=support)


def plain(n_os: npt.ArrayLike, *, n_o: npt.ArrayLike, n_s: npt.ArrayLike, n: float) -> npt.NDArray[np.float64]:
    """Return M2 as defined, neither shrunk nor withheld; 0 where occupation or skill has no advertisement."""
    expected = np.asarray(n_o, dtype=float) * np.asarray(n_s, dtype=float) / max(n, 1.0)
    found = np.asarray(n_os, dtype=float)
    out = np.zeros(np.broadcast(found, expected).shape)
    return np.asarray(np.divide(found, expected, out=out, where=expected > 0))


def shrunk(n_os: npt.ArrayLike, *, n_o: npt.ArrayLike, n_s: npt.ArrayLike, n: float) -> npt.NDArray[np.float64]:
    """Return M2 drawn towards 1, for many cells at once and without withholding: to sort by, or to cut at 1."""
    expected = np.asarray(n_o, dtype=float) * np.asarray(n_s, dtype=float) / max(n, 1.0)
    return np.asarray((np.asarray(n_os, dtype=float) + PRIOR) / (expected + PRIOR))
