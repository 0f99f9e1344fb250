"""The measures M1 to M12 of supply and demand: each a module with its formula and pure functions on numbers."""

from ronghe.insight.figures import Formula
from ronghe.insight.measures import m01_coverage, m02_rca, m10_gap

FORMULAS: dict[str, Formula] = {
    one.key: one
    for one in (
        m01_coverage.FORMULA,
        m01_coverage.SOFT,
        m02_rca.FORMULA,
        m10_gap.FORMULA,
    )
}
