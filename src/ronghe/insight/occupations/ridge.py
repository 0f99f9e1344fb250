"""What labelled titles add to the rules: a ridge regression on character n-grams, small enough to read.

The regression explains what the rules leave: the target of a title is its label minus the shares that the rules give.
It is solved in the dual, (K + λI)·α = Y − R with K = X·Xᵀ (Saunders, Gammerman and Vovk 1998), and each title's
prediction without itself, y − α/diag((K + λI)⁻¹), tells how sure a score is.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from ronghe.insight.occupations.rules import Match

_LAMBDA = 1.0
_RULES = 0.6  # how much of a label the rules' shares are taken for
_GRAMS = (1, 2, 3)
_BINS = 20

_Reals = npt.NDArray[np.float32]


class Ridge:
    """Titles' features and the weight of each for each occupation."""

    def __init__(self, titles: Sequence[str], matches: Sequence[tuple[Match, ...]], codes: Sequence[str]) -> None:
        """Learn from cleaned titles, what the rules make of them, and their labels."""
        meant = {one.code for found in matches for one in found}
        self.codes = tuple(sorted(meant | set(codes)))
        self._columns = {code: at for at, code in enumerate(self.codes)}
        documents = [_features(title, found) for title, found in zip(titles, matches, strict=True)]
        self._learn_words(documents)
        known = self._vectors(documents)
        labels = np.zeros((len(codes), len(self.codes)), dtype=np.float32)
        labels[np.arange(len(codes)), [self._columns[code] for code in codes]] = 1
        kernel = np.asarray((known @ known.T).todense(), dtype=np.float32)
        kernel[np.diag_indices_from(kernel)] += _LAMBDA
        inverse = np.linalg.inv(kernel)
        alpha = inverse @ (labels - self._prior(matches))
        self._weights: _Reals = np.asarray(known.T @ alpha, dtype=np.float32)
        without_itself = np.asarray(labels - alpha / np.diag(inverse)[:, None], dtype=np.float32)
        self._calibrate(without_itself, labels)

    def best(
        self, titles: Sequence[str], matches: Sequence[tuple[Match, ...]], *, most: int
    ) -> list[tuple[tuple[str, float], ...]]:
        """Return for each title the codes with the highest scores and how sure they are, the highest first."""
        vectors = self._vectors([_features(title, found) for title, found in zip(titles, matches, strict=True)])
        scores = np.asarray(vectors @ self._weights, dtype=np.float32) + self._prior(matches)
        order = np.argsort(-scores, axis=1)[:, :most]
        ranked = []
        for found, row, columns in zip(matches, scores, order, strict=True):
            learnt = [(self.codes[at], float(row[at])) for at in columns]
            others = [(one.code, _RULES * one.share) for one in found if one.code not in self._columns]
            ranked.append(sorted(learnt + others, key=lambda one: -one[1])[:most])
        return [self._sure(one) for one in ranked]

    def _sure(self, ranked: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
        """Return codes with the share of right ones among titles whose best score was like theirs."""
        shares = np.interp([score for _, score in ranked], self._at, self._right)
        return tuple((code, float(share)) for (code, _), share in zip(ranked, shares, strict=True))

    def _learn_words(self, documents: Sequence[Sequence[str]]) -> None:
        counts = Counter(one for document in documents for one in set(document))
        self._words = {word: at for at, word in enumerate(counts)}
        n = len(documents)
        self._rarity = np.array([math.log((1 + n) / (1 + count)) + 1 for count in counts.values()])

    def _vectors(self, documents: Sequence[Sequence[str]]) -> sp.csr_matrix:
        """Return TF-IDF, (1 + ln tf)·(1 + ln((1 + n)/(1 + df))), each row of length 1."""
        rows, columns, values = [], [], []
        for row, document in enumerate(documents):
            for word, count in Counter(document).items():
                if (at := self._words.get(word)) is not None:
                    rows.append(row)
                    columns.append(at)
                    values.append((1 + math.log(count)) * self._rarity[at])
        found = sp.csr_matrix((values, (rows, columns)), shape=(len(documents), len(self._words)), dtype=np.float32)
        lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        lengths[lengths == 0] = 1
        return sp.csr_matrix(sp.diags(1 / lengths) @ found, dtype=np.float32)

    def _prior(self, matches: Sequence[tuple[Match, ...]]) -> _Reals:
        shares = np.zeros((len(matches), len(self.codes)), dtype=np.float32)
        for row, found in enumerate(matches):
            for one in found:
                if (at := self._columns.get(one.code)) is not None:
                    shares[row, at] = _RULES * one.share
        return shares

    def _calibrate(self, scores: _Reals, labels: _Reals) -> None:
        best = scores.max(axis=1)
        right = labels[np.arange(len(labels)), scores.argmax(axis=1)]
        bins = [one for one in np.array_split(np.argsort(best), _BINS) if len(one)]
        self._at = np.array([best[one].mean() for one in bins])
        shares = [(right[one].sum() + 0.5) / (len(one) + 1) for one in bins]
        self._right = np.maximum.accumulate(np.array(shares))


def _features(title: str, found: Sequence[Match]) -> list[str]:
    """Return the n-grams of a title between its ends, and the rules' first two occupations with their groups."""
    marked = f"^{title}$"
    grams = [marked[at : at + n] for n in _GRAMS for at in range(len(marked) - n + 1)]
    meant = [f"#{one.code}" for one in found[:2]]
    if meant:
        first = meant[0]
        grams += [first, first, *meant, first[:8], first[:5]]
    return grams
