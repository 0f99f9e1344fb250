"""The measures M1 to M12 of supply and demand, and F: each a module with its formula and pure functions on numbers."""

from ronghe.insight.figures import Formula
from ronghe.insight.forecasting import forecasts
from ronghe.insight.measures import (
    m01_coverage,
    m02_rca,
    m03_cosine,
    m04_relatedness,
    m05_divergence,
    m06_deviation,
    m07_dissimilarity,
    m08_coupling,
    m09_location,
    m10_gap,
    m11_mismatch,
    m12_shortage,
)

FORMULAS: dict[str, Formula] = {
    one.key: one
    for one in (
        m01_coverage.FORMULA,
        m01_coverage.SOFT,
        m02_rca.FORMULA,
        m03_cosine.FORMULA,
        m04_relatedness.FORMULA,
        m05_divergence.FORMULA,
        m06_deviation.FORMULA,
        m07_dissimilarity.FORMULA,
        m08_coupling.FORMULA,
        m09_location.FORMULA,
        m10_gap.FORMULA,
        m11_mismatch.FORMULA,
        m12_shortage.FORMULA,
        forecasts.FORMULA,
    )
}
