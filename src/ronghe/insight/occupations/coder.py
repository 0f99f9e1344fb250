"""Titles to the four-level codes of a classification: by rules alone, or by rules that labelled titles correct."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ronghe.insight.occupations.rules import Entry, Match, Rules, weight
from ronghe.insight.occupations.titles import cleaned

if TYPE_CHECKING:
    from ronghe.insight.occupations.ridge import Ridge

FLOOR = 0.2  # under this confidence no code is given: four of five such codes are wrong
_MOST_LABELLED = 6000  # the regression keeps a table of all pairs: 6,000 need 0.3 GB and some seconds
_FEWEST_LABELLED = 50
_CANDIDATES = 5
_BATCH = 2000
_REMEMBERED = 200_000
_TASK_WORDS = 80
_FROM_TASKS = 0.5
_CURVE = (-2.32, 1.95, 2.13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code with its confidence, the share of right ones among such; candidates with theirs, the likeliest first.

    The code is empty where the confidence is under the floor; the candidates are told even then.
    """

    code: str
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()


class Coder:
    """What is known of words, and of labelled titles if there are any."""

    def __init__(self, *, rules: Rules, ridge: "Ridge | None" = None, floor: float = FLOOR) -> None:
        self._rules, self._ridge, self._floor = rules, ridge, floor
        self._known: dict[str, Coded] = {}

    @classmethod
    def of(
        cls,
        labelled: Iterable[tuple[str, str]] | None = None,
        classification: Iterable[Entry] | None = None,
        *,
        floor: float = FLOOR,
    ) -> "Coder":
        """Return a coder for a classification, by default that of 2022, that learns from titles with their codes.

        Labelled titles without title or code are left out; of more than 6,000 distinct ones a fixed choice is taken,
        and fewer than 50 are not learnt from.
        """
        rules = Rules.of(classification)
        titles = _distinct(labelled or ())
        if len(titles) < _FEWEST_LABELLED:
            return cls(rules=rules, floor=floor)
        from ronghe.insight.occupations.ridge import Ridge

        matches = [rules.matches(title) for title, _ in titles]
        ridge = Ridge([title for title, _ in titles], matches, [code for _, code in titles])
        return cls(rules=rules, ridge=ridge, floor=floor)

    def code(self, titles: Sequence[str], tasks: Sequence[str] | None = None) -> list[Coded]:
        """Return the code of each title; where it says nothing, that of what is said of the tasks, half as sure."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        bare = [cleaned(one or "") for one in titles]
        self._learn([one for one in dict.fromkeys(bare) if one not in self._known])
        found = [self._known[one] for one in bare]
        if tasks is None:
            return found
        return [one if one.candidates else self._by_tasks(text) for one, text in zip(found, tasks, strict=True)]

    def _learn(self, titles: Sequence[str]) -> None:
        for start in range(0, len(titles), _BATCH):
            batch = titles[start : start + _BATCH]
            matches = [self._rules.matches(one) for one in batch]
            if self._ridge is not None:
                made = self._by_labels(self._ridge, batch, matches)
            else:
                made = [self._by_rules(title, found) for title, found in zip(batch, matches, strict=True)]
            self._known.update(zip(batch, made, strict=True))

    def _by_rules(self, title: str, found: tuple[Match, ...]) -> Coded:
        return self._coded([(one.code, _confidence(one, title)) for one in found])

    def _by_labels(self, ridge: "Ridge", titles: Sequence[str], matches: Sequence[tuple[Match, ...]]) -> list[Coded]:
        chosen = ridge.best(titles, matches, most=_CANDIDATES)
        return [self._coded(one if title else ()) for title, one in zip(titles, chosen, strict=True)]

    def _by_tasks(self, text: str) -> Coded:
        words = cleaned((text or "")[:_TASK_WORDS])
        found = self._rules.matches(words)
        return self._coded([(one.code, _FROM_TASKS * _confidence(one, words)) for one in found])

    def _coded(self, candidates: Sequence[tuple[str, float]]) -> Coded:
        if not candidates:
            return Coded(code="", confidence=0.0)
        code, confidence = candidates[0]
        kept = code if confidence >= self._floor else ""
        return Coded(code=kept, confidence=round(confidence, 4), candidates=tuple(candidates))


def _confidence(found: Match, title: str) -> float:
    """Return the likelihood that rules are right, from their share and how much of the title they cover.

    The logistic curve was fitted to one half of 2,951 labelled titles; `bench insight` shows it on the other.
    """
    constant, by_share, by_cover = _CURVE
    cover = min(1.0, found.score / max(weight(title), 1.0))
    return 1 / (1 + math.exp(-(constant + by_share * found.share + by_cover * cover)))


def _distinct(labelled: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return cleaned titles with their codes, at most 6,000 distinct ones as they were written, in a fixed order."""
    pairs = {(title, code.strip()) for title, code in labelled if title and code and code.strip()}
    chosen = sorted(pairs, key=lambda one: hashlib.sha256(repr(one).encode()).digest())[:_MOST_LABELLED]
    return [(bare, code) for title, code in chosen if (bare := cleaned(title))]
