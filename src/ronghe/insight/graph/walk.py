"""Walking the map: what a node leads to and what leads to it, the way from a chain to a major, and what is missing."""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An edge of the map, from `source` to `target`."""

    source: str
    target: str
    relation: str
    weight: float
    support: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A skill that a link asks and no course teaches, with the occupations that ask it.

    `weight` is the share of the link's ads that ask the skill; `support` how many ads do.
    """

    skill: str
    occupations: tuple[str, ...]
    weight: float
    support: int


class Walk:
    """The edges of a table EDGE, by the nodes that they leave and enter."""

    def __init__(self, edges: pa.Table) -> None:
        self._out: dict[str, list[Step]] = defaultdict(list)
        self._in: dict[str, list[Step]] = defaultdict(list)
        wanted = ["source", "target", "relation", "weight", "support", "method"]
        for row in edges.select(wanted).to_pylist():
            step = Step(**row)
            self._out[step.source].append(step)
            self._in[step.target].append(step)
        for steps in (*self._out.values(), *self._in.values()):
            steps.sort(key=lambda step: (-step.weight, -step.support, step.target, step.source))

    def onward(self, node: str, *, relation: str = "") -> tuple[Step, ...]:
        """Return the edges that leave a node, of one relation or of all, the heaviest first."""
        return tuple(one for one in self._out.get(node, ()) if relation in ("", one.relation))

    def back(self, node: str, *, relation: str = "") -> tuple[Step, ...]:
        """Return the edges that enter a node, of one relation or of all, the heaviest first."""
        return tuple(one for one in self._in.get(node, ()) if relation in ("", one.relation))

    def way(self, start: str, end: str, *, relations: frozenset[str] = frozenset()) -> tuple[Step, ...]:
        """Return the way from a node to another with the greatest product of weights, or nothing if there is none.

        It takes edges of the relations given, or of any (Dijkstra's way over −ln of the weights, which lie in 0 to 1).
        """
        costs: dict[str, float] = {start: 0.0}
        came: dict[str, Step] = {}
        queue = [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == end:
                return tuple(reversed(list(_steps_back(came, end))))
            if cost > costs[node]:
                continue
            for step in self._out.get(node, ()):
                if step.weight <= 0 or (relations and step.relation not in relations):
                    continue
                further = cost - math.log(min(step.weight, 1.0))
                if further < costs.get(step.target, math.inf):
                    costs[step.target], came[step.target] = further, step
                    heapq.heappush(queue, (further, step.target))
        return ()

    def uncovered(self, node: str, *, major: str = "") -> tuple[Uncovered, ...]:
        """Return the skills that a link or an occupation asks and no course teaches, the most asked first.

        With a major (`major:…`) only its courses count.
        """
        taught = self._taught(major) if major else None
        shares: dict[str, float] = defaultdict(float)
        asking: dict[str, list[Step]] = defaultdict(list)
        for occupation, part in self._occupations(node):
            for step in self.onward(occupation, relation="asks"):
                shares[step.target] += part * step.weight
                asking[step.target].append(step)
        found = [
            Uncovered(
                skill=skill,
                occupations=tuple(step.source for step in steps),
                weight=shares[skill],
                support=sum(step.support for step in steps),
            )
            for skill, steps in asking.items()
            if not (self.onward(skill, relation="taught_in") if taught is None else skill in taught)
        ]
        return tuple(sorted(found, key=lambda one: (-one.weight, one.skill)))

    def _occupations(self, node: str) -> Iterator[tuple[str, float]]:
        if node.startswith("occupation:"):
            yield node, 1.0
        for step in self.onward(node, relation="employs"):
            yield step.target, step.weight

    def _taught(self, major: str) -> frozenset[str]:
        courses = (step.source for step in self.back(major, relation="part_of"))
        return frozenset(step.source for course in courses for step in self.back(course, relation="taught_in"))


def _steps_back(came: dict[str, Step], end: str) -> Iterator[Step]:
    while step := came.get(end):
        yield step
        end = step.source
