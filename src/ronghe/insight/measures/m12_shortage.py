"""M12 shortage: how much more than elsewhere demand and pay grow in an occupation, and how long posts stay open."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import Vector

FORMULA = Formula(
    key="M12",
    version=2,
    title=("短缺指数", "Shortage index"),
    formula="mean of z(growth), z(pay), z(time to fill)",
    unit="standard deviations",
    source="OECD, Skills for Jobs Indicators (2017), with the signals that advertisements give",
    floor=10,
    note=(
        "在全部职业间标准化后取平均;至少两个信号已知且可比单元不少于 10 个时才计算。大于 0 表示比平均更紧缺。"
        "区间为逐一去掉一个信号所得结果的范围,反映信号之间是否一致。",
        "The mean over signals that are standardised over all occupations; two signals must be known, each for 10 "
        "cells. Above 0: shorter than the average. The interval is the range as one signal is left out: do they agree?",
    ),
)
CELLS, SIGNALS = 10, 2


def shortage(
    signals: Mapping[str, npt.ArrayLike], *, n: Sequence[int], floor: int = FORMULA.floor
) -> tuple[Figure, ...]:
    """Return M12 of each cell; `signals` by name over the same cells, NaN where unknown; `n` advertisements of each."""
    known = [scores for one in signals.values() if (scores := _scores(one, np.asarray(n) >= floor)) is not None]
    if len(known) < SIGNALS:
        return tuple(withheld("cells", n=one, floor=CELLS) for one in n)
    table = np.vstack(known)
    return tuple(_cell(table[:, at], n=one, floor=floor) for at, one in enumerate(n))


def _scores(values: npt.ArrayLike, counted: npt.NDArray[np.bool_]) -> Vector | None:
    """Return z-scores over the counted cells, NaN elsewhere; None where too few are known or all are the same."""
    signal = np.where(counted & np.isfinite(np.asarray(values, dtype=float)), np.asarray(values, dtype=float), np.nan)
    if np.isfinite(signal).sum() < CELLS:
        return None
    spread = float(np.nanstd(signal))
    return (signal - np.nanmean(signal)) / spread if spread > 1e-12 * float(np.nanmax(np.abs(signal))) else None


def _cell(scores: Vector, *, n: int, floor: int) -> Figure:
    if n < floor:
        return withheld("sample", n=n, floor=floor)
    known = scores[np.isfinite(scores)]
    if len(known) < SIGNALS:
        return withheld("input", n=n)
    without = [float((known.sum() - one) / (len(known) - 1)) for one in known]
    return Figure(value=float(known.mean()), low=min(without), high=max(without), n=n)
