"""A layered layout for small directed graphs: boxes in rows, a label of its own place on every edge, few crossings.

Steps: turn round the edges that lead back, rank nodes by their longest way from the first, give labels and long edges
places in the rows between, order each row by where its neighbours stand, then pull boxes towards their neighbours
without letting any overlap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

_SWEEPS = 24
_STIFF = 6.0  # how much more a long edge insists on going straight than a box on standing in the middle
_GAP_ACROSS = 28.0
_GAP_DOWN = 26.0
_THIN = 12.0
_CORNER = 14.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something with a size that wants a place."""

    key: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A way from one node to another, with the box of its label."""

    source: str
    target: str
    label: Box


@dataclass(slots=True, kw_only=True)
class Layout:
    """The middle of every box by key, the corners of every edge in its own direction, and the size of the whole."""

    places: dict[str, Point] = field(default_factory=dict)
    ways: list[tuple[Edge, list[Point]]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def arrange(nodes: Sequence[Box], edges: Sequence[Edge], *, first: str) -> Layout:
    """Return a layout; `first` stands on top. Edges from a node to itself are left out."""
    rows = _Rows(nodes, [edge for edge in edges if edge.source != edge.target], first=first)
    rows.order()
    return rows.placed()


class _Rows:
    def __init__(self, nodes: Sequence[Box], edges: Sequence[Edge], *, first: str) -> None:
        self.boxes = {node.key: node for node in nodes}
        self.chains: list[tuple[Edge, list[str], bool]] = []
        self.rows: list[list[str]] = []
        self.near: dict[str, list[str]] = {}
        names = [first, *(node.key for node in nodes if node.key != first)]
        back = _leading_back(names, edges)
        ranks = _ranks(
            names, [(e.target, e.source) if at in back else (e.source, e.target) for at, e in enumerate(edges)]
        )
        for name in names:
            self._put(name, 2 * ranks[name])
        for at, edge in enumerate(edges):
            self._chain(edge, ranks, turned=at in back)

    def _put(self, key: str, row: int) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].append(key)
        self.near.setdefault(key, [])

    def _chain(self, edge: Edge, ranks: Mapping[str, int], *, turned: bool) -> None:
        """Lead an edge through all rows between its ends; its label stands next to where the edge begins."""
        top, bottom = (edge.target, edge.source) if turned else (edge.source, edge.target)
        between = list(range(2 * ranks[top] + 1, 2 * ranks[bottom]))
        chain = [top]
        for row in between:
            labelled = row == (between[-1] if turned else between[0])
            box = edge.label if labelled else Box(key=f"{edge.label.key}@{row}", width=_THIN, height=0)
            self.boxes[box.key] = box
            self._put(box.key, row)
            chain.append(box.key)
        chain.append(bottom)
        for one, other in pairwise(chain):
            self.near[one].append(other)
            self.near[other].append(one)
        self.chains.append((edge, chain, turned))

    def order(self) -> None:
        """Order each row by the middle of its neighbours above, then below; keep the order that crosses least."""
        best, least = [list(row) for row in self.rows], self._crossings()
        for sweep in range(_SWEEPS):
            downwards = sweep % 2 == 0
            along = range(1, len(self.rows)) if downwards else range(len(self.rows) - 2, -1, -1)
            for at in along:
                self._sort(at, at - 1 if downwards else at + 1)
            if (crossings := self._crossings()) < least:
                best, least = [list(row) for row in self.rows], crossings
        self.rows = best

    def _sort(self, at: int, beside: int) -> None:
        places = {key: place for place, key in enumerate(self.rows[beside])}
        now = {key: place for place, key in enumerate(self.rows[at])}

        def wanted(key: str) -> float:
            seen = [places[other] for other in self.near[key] if other in places]
            return fmean(seen) if seen else now[key]

        self.rows[at].sort(key=wanted)

    def _crossings(self) -> int:
        count = 0
        for upper, lower in pairwise(self.rows):
            places = {key: place for place, key in enumerate(lower)}
            ends = [
                places[other]
                for key in upper
                for other in sorted((each for each in self.near[key] if each in places), key=places.__getitem__)
            ]
            count += sum(one > other for at, one in enumerate(ends) for other in ends[at + 1 :])
        return count

    def placed(self) -> Layout:
        across = self._across()
        left = min((across[key] - self.boxes[key].width / 2 for key in across), default=0.0)
        layout = Layout()
        down = 0.0
        for row in self.rows:
            height = max((self.boxes[key].height for key in row), default=0.0)
            for key in row:
                layout.places[key] = (across[key] - left, down + height / 2)
            down += height + _GAP_DOWN
        layout.height = down - _GAP_DOWN
        layout.width = max(layout.places[key][0] + self.boxes[key].width / 2 for key in layout.places)
        for edge, chain, turned in self.chains:
            layout.ways.append((edge, self._way(layout, chain[::-1] if turned else chain)))
        return layout

    def _way(self, layout: Layout, chain: Sequence[str]) -> list[Point]:
        """Return the corners of an edge: out of a box, past its label and the rows between, into a box."""
        points: list[Point] = []
        ends = {0: chain[1], len(chain) - 1: chain[-2]}
        falls = layout.places[chain[0]][1] < layout.places[chain[-1]][1]
        for at, key in enumerate(chain):
            (x, y), half = layout.places[key], self.boxes[key].height / 2
            if at in ends:
                x += self._port(key, layout.places[ends[at]][0] - x)
            enter, leave = (y - half, y + half) if falls else (y + half, y - half)
            if at:
                points.append((x, enter))
            if at < len(chain) - 1:
                points.append((x, leave))
        return points

    def _port(self, key: str, aside: float) -> float:
        """Return how far from its middle a box is left or entered by an edge that goes aside: edges part early."""
        most = self.boxes[key].width / 2 - _CORNER
        return max(-most, min(most, aside * 0.3))

    def _across(self) -> dict[str, float]:
        across: dict[str, float] = {}
        for row in self.rows:
            self._spread(row, across, dict.fromkeys(row, 0.0))
        for sweep in range(_SWEEPS):
            for row in self.rows if sweep % 2 == 0 else self.rows[::-1]:
                wanted = {key: fmean([across[o] for o in self.near[key]] or [across[key]]) for key in row}
                self._spread(row, across, wanted)
        return across

    def _spread(self, row: Sequence[str], across: dict[str, float], wanted: Mapping[str, float]) -> None:
        """Put each box as near to where it wants to be as its neighbours allow, in the row's order (pooled means)."""
        offset, offsets = 0.0, []
        for at, key in enumerate(row):
            if at:
                offset += (self.boxes[row[at - 1]].width + self.boxes[key].width) / 2 + _GAP_ACROSS
            offsets.append(offset)
        pools: list[tuple[float, float, int]] = []  # weight, weighted sum, number of boxes
        for at, key in enumerate(row):
            weight = _STIFF if self.boxes[key].height == 0 else 1.0
            pools.append((weight, weight * (wanted[key] - offsets[at]), 1))
            while len(pools) > 1 and pools[-2][1] / pools[-2][0] > pools[-1][1] / pools[-1][0]:
                last, before = pools.pop(), pools.pop()
                pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
        starts = [total / weight for weight, total, count in pools for _ in range(count)]
        across.update({key: starts[at] + offsets[at] for at, key in enumerate(row)})


def _leading_back(names: Iterable[str], edges: Sequence[Edge]) -> frozenset[int]:
    """Return the edges that close a circle when nodes are visited depth first."""
    leaving: dict[str, list[int]] = {name: [] for name in names}
    for at, edge in enumerate(edges):
        leaving[edge.source].append(at)
    back: set[int] = set()
    done: set[str] = set()
    above: list[str] = []

    def visit(name: str) -> None:
        above.append(name)
        for at in leaving[name]:
            if edges[at].target in above:
                back.add(at)
            elif edges[at].target not in done:
                visit(edges[at].target)
        done.add(above.pop())

    for name in leaving:
        if name not in done:
            visit(name)
    return frozenset(back)


def _ranks(names: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return each node's longest way from a beginning; the arrows form no circle."""
    ranks = dict.fromkeys(names, 0)
    for _ in names:
        for source, target in arrows:
            ranks[target] = max(ranks[target], ranks[source] + 1)
    return ranks
