"""How well and how fast titles are coded, on 2,951 titles that were coded by hand.

The words of `lexicon/titles.csv` were tried on one half of them (chosen by digest); errors of the other half were never
looked at, and figures of "unseen" titles are of that half. With labelled titles: five folds over all of them.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench._insight import SHARED, Line
from ronghe.insight.occupations import tables
from ronghe.insight.occupations.coder import Coded, Coder

TITLES = SHARED / "csco2022_titles.csv"
_FOLDS, _BINS = 5, 5
_STEMS = {"1": 1, "1 and 2": 4, "1 to 3": 7}
_SPEED_TITLES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    title: str
    code: str
    found: Coded

    @property
    def unseen(self) -> bool:
        return _digest("half", self.title) % 2 == 1

    @property
    def right(self) -> bool:
        return self.found.code == self.code


def measure() -> list[Line]:
    """Return accuracy at four levels, of what is coded, the error of confidence, and the speed."""
    if not TITLES.exists():
        print(f"  {TITLES} is not there: nothing measured")
        return []
    pairs = tables.labelled(TITLES).pairs
    alone, learnt = _without_labels(pairs), _with_labels(pairs)
    _print_reliability("without labelled titles", [one for one in alone if one.unseen])
    _print_reliability("with labelled titles", [one for one in learnt if one.unseen])
    unseen, taught = [one for one in alone if one.unseen], [one for one in learnt if one.unseen]
    return [
        Line(name="titles, four levels, without labelled ones, unseen", value=_share(unseen), limit=0.40),
        Line(
            name="titles, four levels, with labelled ones, five folds, half tried on", value=_share(learnt), limit=0.65
        ),
        Line(name="titles, four levels, with labelled ones, unseen", value=_share(taught)),
        *(
            Line(name=f"titles, levels {name}, with labelled ones, unseen", value=_agreed(taught, stem))
            for name, stem in _STEMS.items()
        ),
        Line(name="titles coded at all, with labelled ones, unseen", value=_coded(taught)),
        Line(name="error of confidence, with labelled ones, unseen", value=_off(taught), at_least=False),
        Line(name="titles coded per second of CPU, distinct", value=_speed(pairs), limit=5000, unit="/s"),
    ]


def _without_labels(pairs: Sequence[tuple[str, str]]) -> list[_Tried]:
    coded = Coder.of().code([title for title, _ in pairs])
    return [_Tried(title=title, code=code, found=one) for (title, code), one in zip(pairs, coded, strict=True)]


def _with_labels(pairs: Sequence[tuple[str, str]]) -> list[_Tried]:
    tried = []
    for fold in range(_FOLDS):
        known = [one for one in pairs if _digest("fold", one[0]) % _FOLDS != fold]
        asked = [one for one in pairs if _digest("fold", one[0]) % _FOLDS == fold]
        coded = Coder.of(known).code([title for title, _ in asked])
        tried += [_Tried(title=title, code=code, found=one) for (title, code), one in zip(asked, coded, strict=True)]
    return tried


def _share(tried: Sequence[_Tried]) -> float:
    return sum(one.right for one in tried) / len(tried)


def _agreed(tried: Sequence[_Tried], stem: int) -> float:
    return sum(one.found.code[:stem] == one.code[:stem] for one in tried) / len(tried)


def _coded(tried: Sequence[_Tried]) -> float:
    return sum(bool(one.found.code) for one in tried) / len(tried)


def _bins(tried: Sequence[_Tried]) -> list[list[_Tried]]:
    """Part what was coded by confidence, in equal steps."""
    coded = [one for one in tried if one.found.code]
    at = [min(_BINS - 1, math.floor(one.found.confidence * _BINS)) for one in coded]
    return [[one for one, its in zip(coded, at, strict=True) if its == step] for step in range(_BINS)]


def _off(tried: Sequence[_Tried]) -> float:
    """Return the expected calibration error: the mean distance of confidence and share of right ones, by bins."""
    parts = [one for one in _bins(tried) if one]
    return sum(abs(_share(one) - _confidence(one)) * len(one) for one in parts) / sum(map(len, parts))


def _confidence(tried: Sequence[_Tried]) -> float:
    return sum(one.found.confidence for one in tried) / len(tried)


def _print_reliability(name: str, tried: Sequence[_Tried]) -> None:
    print(f"  {name}: titles, mean confidence, share of right ones")
    for part in filter(None, _bins(tried)):
        print(f"    {len(part):>5} {_confidence(part):.2f} {_share(part):.2f}")


def _speed(pairs: Sequence[tuple[str, str]]) -> float:
    """Return how many distinct titles a second of CPU codes, with a coder that learnt from all pairs."""
    titles = [f"{title}{at}号" for at in range(1 + _SPEED_TITLES // len(pairs)) for title, _ in pairs][:_SPEED_TITLES]
    coder = Coder.of(pairs)
    started = time.process_time()
    coder.code(titles)
    return len(titles) / (time.process_time() - started)


def _digest(purpose: str, title: str) -> int:
    return int(hashlib.sha256(f"{purpose}{title}".encode()).hexdigest(), 16)
