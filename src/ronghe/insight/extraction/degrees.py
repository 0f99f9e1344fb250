"""Lists of majors in texts: who wants 计算机、数学等相关专业 wants a degree in them, and asks for no such skill.

A list ends before 专业, 学科 or 学历. It begins with its clause, or behind the comma after which nothing else is asked
for: in 熟悉自动化，数学等专业优先 the first is a skill, the second a major. All lists of a text are followed at once,
in columns; the words were chosen on one half of the labelled sentences (`bench/labels`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ronghe.insight.extraction.normalising import Flags, Numbers, Positions

SEPARATOR = "\uffff"  # a noncharacter, put between texts: no text that means anything has it
_LONGEST = 64  # how far back a list is followed, in characters
_ENDS = {"专": "业", "学": "科历"}
_BUT_BEFORE = (
    "知识 技能 英语 英文 能力 理论 技术 领域 化 性 人 咨询 服务 团队 基础 工作 软件 四级 八级 培训 教师 老师 授课 "
    "专任 的"
)
_BUT_IN = "科研 科学"  # 教学科研, 小学科学
_CLAUSE, _COMMA = ("。", ";", ":", "!", "?", "|", "\n", SEPARATOR), ","
_ASKS = (
    "熟悉 掌握 精通 了解 熟练 负责 参与 能力 使用 经验 从事 进行 扎实 良好 精神 运用 擅长 研发 编程 向是 优先 提供 "
    "完成 协助"
)
_HAS = "具有 具备"  # ask for something else only in front of a comma: 具有计算机专业学历
LETTERS = "".join((*_ENDS, *_ENDS.values(), *_CLAUSE, _COMMA, *(_BUT_BEFORE + _BUT_IN + _ASKS + _HAS).split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Words of one or two letters: the number of each letter as the first and as the second of them, and what each
    pair of such numbers is, 0 if no word.
    """

    firsts: npt.NDArray[np.uint8]
    seconds: npt.NDArray[np.uint8]
    kinds: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, kinds: Sequence[Sequence[str]], letters: Mapping[str, int]) -> Self:
        firsts, seconds = (np.zeros(len(letters) + 1, dtype=np.uint8) for _ in range(2))
        words = {word: kind for kind, several in enumerate(kinds, start=1) for word in several}
        for at, numbers in enumerate((firsts, seconds)):
            known = dict.fromkeys(letters[word[at]] for word in words if word[at:])
            numbers[[*known]] = np.arange(1, len(known) + 1)
        found = np.zeros((int(firsts.max()) + 1, int(seconds.max()) + 1), dtype=np.uint8)
        for word, kind in words.items():
            found[firsts[letters[word[0]]], seconds[letters[word[1]]] if word[1:] else slice(None)] = kind
        return cls(firsts=firsts, seconds=seconds, kinds=found)

    def kind(self, first: Numbers, second: Numbers) -> npt.NDArray[np.uint8]:
        """Return what each of some letters is with the one behind it."""
        return np.asarray(self.kinds[self.firsts.take(first), self.seconds.take(second)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Degrees:
    """The words around lists of majors, as numbers of letters."""

    ends: Mapping[int, tuple[int, ...]]
    but_before: _Pairs
    but_in: _Pairs
    around: _Pairs

    @classmethod
    def of(cls, letters: Mapping[str, int]) -> Self:
        """Return the words as numbers of letters, which hold all of LETTERS and are numbered from 1."""
        return cls(
            ends={letters[one]: tuple(letters[other] for other in others) for one, others in _ENDS.items()},
            but_before=_Pairs.of([_BUT_BEFORE.split()], letters),
            but_in=_Pairs.of([_BUT_IN.split()], letters),
            around=_Pairs.of([_CLAUSE, _COMMA, _ASKS.split(), _HAS.split()], letters),
        )

    def hold(self, starts: Positions, text: Numbers) -> Flags:
        """Return which of some places in a text, in its order, lie in a list of majors."""
        ends = self._list_ends(text)
        begins = ends - self._lengths(text, ends)
        inside = np.zeros(len(starts) + 1, dtype=np.int64)
        np.add.at(inside, np.searchsorted(starts, begins), 1)
        np.subtract.at(inside, np.searchsorted(starts, ends), 1)
        return np.cumsum(inside)[:-1] > 0

    def _list_ends(self, text: Numbers) -> Positions:
        """Return where 专业, 学科 and 学历 are of a degree, in the order of the text."""
        found = []
        for first, seconds in self.ends.items():
            at = np.flatnonzero(text[:-1] == first)
            found.append(at[np.isin(text.take(at + 1), seconds)])
        ends = np.sort(np.concatenate(found))
        beyond = np.append(text, np.zeros(2, dtype=text.dtype))
        one, two, three = (beyond.take(ends + ahead) for ahead in (1, 2, 3))
        return np.asarray(ends[(self.but_before.kind(two, three) == 0) & (self.but_in.kind(one, two) == 0)])

    def _lengths(self, text: Numbers, ends: Positions) -> Positions:
        """Return how many characters each list has."""
        rows, columns, kinds = self._around(text, ends)

        def nearest(chosen: Flags) -> Positions:
            found = np.full(len(ends), _LONGEST + 1)
            found[rows[chosen][::-1]] = columns[chosen][::-1]  # of several, the last assignment stands
            return found

        clause, comma, asks = (nearest(kinds == kind) for kind in (1, 2, 3))
        asked = np.minimum(asks, nearest((kinds == 4) & (columns > comma.take(rows))))
        farthest = np.ones_like(asked)
        within = (kinds == 2) & (columns < asked.take(rows))
        farthest[rows[within]] = columns[within]
        return np.where(asked < clause, farthest, clause) - 1

    def _around(self, text: Numbers, ends: Positions) -> tuple[Positions, Positions, npt.NDArray[np.uint8]]:
        """Return where before which end, from 1, the nearest first, a clause or a part of one ends or a word begins."""
        known = self.around
        before = text.take(ends[:, None] - np.arange(1, _LONGEST + 1), mode="clip").ravel()
        firsts = known.firsts.take(before)
        at = np.flatnonzero(firsts != 0)
        behind = known.seconds.take(before.take(at - 1, mode="clip"))
        kinds = known.kinds[firsts.take(at), behind]
        words = np.flatnonzero(kinds != 0)
        rows, columns = np.divmod(at.take(words), _LONGEST)
        return rows, columns + 1, kinds.take(words)
