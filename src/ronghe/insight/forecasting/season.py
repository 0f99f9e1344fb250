"""The season that all series of a panel share: one or two years are too few for each alone, but not for all of them."""

import numpy as np

from ronghe.insight.intervals import Vector

SERIES, MONTHS = 20, 18  # fewer series or months than this show no season
_SIDE = 6  # months to each side of the one whose usual level is asked for
_PRIOR = 1.0  # a season counts as if one more year had shown none


def season(values: Vector, places: Vector) -> Vector:
    """Return the factors of the twelve months of a year, 1 for a usual month; all 1 where too little is known.

    `values` are series × months, `places` the place of each month in its year (0 to 11). A factor is how far the sum
    of all series lies from its median over 13 months, on the logarithm, averaged over the years and drawn to nothing.
    """
    if values.shape[0] < SERIES or values.shape[1] < MONTHS:
        return np.ones(12)
    level = np.log1p(values.sum(axis=0))
    usual = [np.median(level[max(0, at - _SIDE) : at + _SIDE + 1]) for at in range(len(level))]
    apart = np.bincount(places, weights=level - usual, minlength=12)
    years = np.bincount(places, minlength=12)
    return np.asarray(np.exp(apart / (years + _PRIOR)))
