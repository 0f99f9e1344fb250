"""M11 mismatch index: the share of hirings that is lost because seekers are not where the vacancies are."""

import numpy as np
import numpy.typing as npt

from ronghe.insight.figures import Figure, Formula
from ronghe.insight.intervals import Vector
from ronghe.insight.measures.structures import compared

FORMULA = Formula(
    key="M11",
    version=1,
    title=("错配指数", "Mismatch index"),
    formula="1 − Σ (v_i/v)^α · (u_i/u)^(1−α)",
    unit="share",
    source="Şahin, Song, Topa and Violante 2014, American Economic Review 104(11)",
    floor=10,
    note=(
        "v:岗位,u:求职者(以毕业生代替时须注明);α:匹配函数中岗位的弹性,默认 0.5。各部门匹配效率视为相同。"
        "区间为固定种子的自助法。",
        "v: vacancies, u: seekers (say so where graduates stand for them); α: the elasticity of matching to vacancies, "
        "0.5 by default. All cells match equally well. The interval is bootstrapped from a fixed seed.",
    ),
)


def mismatch(
    seekers: npt.ArrayLike, vacancies: npt.ArrayLike, *, alpha: float = 0.5, floor: int = FORMULA.floor
) -> Figure:
    """Return M11 of counts of seekers and vacancies in the same cells. Raises ValueError unless 0 < alpha < 1."""
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")

    def statistic(u: Vector, v: Vector) -> float:
        return min(max(1 - float((v**alpha * u ** (1 - alpha)).sum()), 0.0), 1.0)

    return compared(statistic, np.asarray(seekers, dtype=float), vacancies, floor=floor)
