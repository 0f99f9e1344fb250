"""How alike two names are, by the groups of one to three characters in them: what M1s ranks with by default."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import scipy

from ronghe.insight.lexicon import normal

# Takes names on both sides, returns how alike they are: rows for the first, columns for the second, 0 to 1.
Similarity = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float64]]


def by_characters(left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return cosines of TF-IDF vectors of character groups, `len(left)` × `len(right)`; idf is ln((1+N)/(1+f)) + 1."""
    groups = [_groups(one) for one in (*left, *right)]
    frequency = Counter(group for one in groups for group in one)
    number = {group: at for at, group in enumerate(frequency)}
    weight = {group: math.log((1 + len(groups)) / (1 + found)) + 1 for group, found in frequency.items()}
    rows = [at for at, one in enumerate(groups) for _ in one]
    columns = [number[group] for one in groups for group in one]
    values = [count * weight[group] for one in groups for group, count in one.items()]
    matrix = scipy.sparse.csr_array((values, (rows, columns)), shape=(len(groups), max(len(number), 1)), dtype=float)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scaled = scipy.sparse.diags_array(np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)) @ matrix
    unit = scipy.sparse.csr_array(scaled)
    cosines: npt.NDArray[np.float64] = (unit[: len(left)] @ unit[len(left) :].T).toarray()
    return np.clip(cosines, 0.0, 1.0)


def best(
    wanted: Sequence[str], offered: Sequence[str], *, similarity: Similarity = by_characters
) -> npt.NDArray[np.float64]:
    """Return for each wanted name how alike the nearest of those offered is; 0 if none is offered."""
    if not wanted or not offered:
        return np.zeros(len(wanted))
    return np.asarray(similarity(wanted, offered).max(axis=1))


def _groups(name: str) -> Counter[str]:
    text = normal(name)
    return Counter(text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1))
