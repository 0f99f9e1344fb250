"""The way of a kind of case as a picture: states, actions and who may perform them; SVG without scripts or styles."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from ronghe.rulebook.layout import Box, Edge, Layout, Point, arrange
from ronghe.rulebook.structure import Action, CaseKind, Definition, State, Text

_SYSTEM = Text(zh="系统", en="system")
_STATE_SIZE = 15
_ACTION_SIZE = 13
_ROLE_SIZE = 11
_LINE = 1.35
_MARGIN = 24.0
_START = 34.0
_FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
_INK, _QUIET, _PAPER = "#1f2a37", "#5b6675", "#ffffff"
_WIDEST = {"zh": 150.0, "en": 170.0}

_WORDS = re.compile(r"[\u2e80-\u2fff\u3040-\uffef][，。、；：！？）”》]*\s*|[^\s\u2e80-\uffef]+\s*|\S\s*")

_TONES = {  # ground, border: dark text on each ground reaches a contrast of 7:1
    "neutral": ("#f3f5f7", "#7b8794"),
    "waiting": ("#fdf3dc", "#b07d18"),
    "good": ("#e3f4e8", "#2f855a"),
    "bad": ("#fbe6e6", "#b83232"),
    "public": ("#e2eefb", "#2b6cb0"),
}
_ARROWS = {"primary": "#2b6cb0", "secondary": "#5b6675", "danger": "#b83232"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Text in lines with its size: first the name in larger, then who in smaller letters."""

    name: tuple[str, ...]
    who: tuple[str, ...] = ()
    size: int

    @property
    def width(self) -> float:
        return max([_width(line, self.size) for line in self.name] + [_width(line, _ROLE_SIZE) for line in self.who])

    @property
    def height(self) -> float:
        return (len(self.name) * self.size + len(self.who) * _ROLE_SIZE) * _LINE


def svg(definition: Definition, kind: str, language: str = "zh") -> str:
    """Return the picture of a kind of case in zh or en. Raises KeyError for a kind that does not exist."""
    return _Picture(definition, kind, "en" if language == "en" else "zh").svg()


class _Picture:
    def __init__(self, definition: Definition, kind: str, language: str) -> None:
        self.definition, self.kind, self.language = definition, kind, language
        self.shape: CaseKind = definition.cases[kind]
        self.states = {key: self._state_lines(key, state) for key, state in self.shape.states.items()}
        self.arrows = [
            (name, action, source)
            for name, action in self.shape.actions.items()
            for source in action.source
            if action.target is not None and action.target != source and not self._goes_on(action, source)
        ]

    def _goes_on(self, action: Action, source: str) -> bool:
        """Return whether an action leaves a stage only as it leaves the state around it, where it is drawn already."""
        return self.shape.states[source].within in action.source

    def svg(self) -> str:
        boxes = [Box(key=key, width=t.width + 28, height=t.height + 18) for key, t in self.states.items()]
        labels = {(name, source): self._action_lines(action) for name, action, source in self.arrows}
        edges = [
            Edge(
                source=source,
                target=action.target or source,
                label=Box(key=f"{name}:{source}", width=text.width + 12, height=text.height + 6),
            )
            for name, action, source in self.arrows
            for text in [labels[name, source]]
        ]
        layout = arrange(boxes, edges, first=self.shape.initial)
        sizes = {box.key: box for box in boxes}
        body = [
            *self._ways(layout),
            *self._labels(layout, labels),
            *self._boxes(layout, sizes),
            *self._start(layout, sizes),
        ]
        return self._document(layout, body)

    def _document(self, layout: Layout, body: Iterable[str]) -> str:
        width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN + _START
        name, told = f"diagram-{self.kind}-title", f"diagram-{self.kind}-desc"
        markers = "".join(
            f'<marker id="arrow-{self.kind}-{tone}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
            for tone, colour in _ARROWS.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{self.language}" class="case-diagram" '
            f'aria-labelledby="{name} {told}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" font-family="{_FONT}">\n'
            f'<title id="{name}">{escape(self._say(self.shape.title))}</title>\n'
            f'<desc id="{told}">{escape(self._described())}</desc>\n<defs>{markers}</defs>\n'
            f'<rect width="100%" height="100%" fill="{_PAPER}"/>\n'
            f'<g transform="translate({_MARGIN:.0f} {_MARGIN + _START:.0f})">\n' + "\n".join(body) + "\n</g>\n</svg>\n"
        )

    def _described(self) -> str:
        """Say the picture in words, for those who do not see it."""
        arrow, by, stop = ("→", "办理：", "。") if self.language == "zh" else ("→", "by ", ". ")
        ways = [
            f"{self._state(source)} {arrow} {self._state(action.target or source)}: {self._say(action.label)} "
            f"({by}{self._who(action)})"
            for _, action, source in self.arrows
        ]
        return stop.join(ways) + stop.strip()

    def _ways(self, layout: Layout) -> Iterable[str]:
        actions = {f"{name}:{source}": action for name, action, source in self.arrows}
        for edge, points in layout.ways:
            action = actions[edge.label.key]
            dashes = ' stroke-dasharray="5 4"' if set(action.by) == {"system"} else ""
            yield (
                f'<path class="way" d="{_curve(points)}" fill="none" stroke="{_ARROWS[action.tone]}" '
                f'stroke-width="1.5"{dashes} marker-end="url(#arrow-{self.kind}-{action.tone})"/>'
            )

    def _labels(self, layout: Layout, labels: dict[tuple[str, str], _Lines]) -> Iterable[str]:
        for (name, source), text in labels.items():
            x, y = layout.places[f"{name}:{source}"]
            half, tall = text.width / 2 + 6, text.height + 6
            yield (
                f'<rect x="{x - half:.1f}" y="{y - tall / 2:.1f}" width="{2 * half:.1f}" height="{tall:.1f}" rx="4" '
                f'fill="{_PAPER}"/>'
            )
            yield from _text(text, x, y, bold=False)

    def _boxes(self, layout: Layout, sizes: dict[str, Box]) -> Iterable[str]:
        for key, text in self.states.items():
            state, box, (x, y) = self.shape.states[key], sizes[key], layout.places[key]
            ground, border = _TONES[state.tone]
            yield f'<g class="state tone-{state.tone}" data-state={quoteattr(key)}>'
            if state.final:
                yield _rect(x, y, box.width + 8, box.height + 8, radius=11, fill="none", stroke=border)
            dashes = ' stroke-dasharray="5 4"' if state.within else ""  # a stage of an overlay
            yield _rect(x, y, box.width, box.height, radius=8, fill=ground, stroke=border, extra=dashes)
            yield from _text(text, x, y, bold=True)
            yield "</g>"

    def _start(self, layout: Layout, sizes: dict[str, Box]) -> Iterable[str]:
        x, y = layout.places[self.shape.initial]
        top = y - sizes[self.shape.initial].height / 2
        yield f'<circle cx="{x:.1f}" cy="{top - _START + 6:.1f}" r="6" fill="{_INK}"/>'
        yield (
            f'<path d="M{x:.1f} {top - _START + 12:.1f} V{top - 1:.1f}" stroke="{_ARROWS["secondary"]}" '
            f'stroke-width="1.5" marker-end="url(#arrow-{self.kind}-secondary)"/>'
        )

    def _state_lines(self, key: str, state: State) -> _Lines:
        """A state's name, and below it what can be done there without leaving it."""
        stays = [
            self._say(action.label)
            for action in self.shape.actions.values()
            if key in action.source and action.target in (None, key) and not self._goes_on(action, key)
        ]
        wide = _WIDEST[self.language]
        return _Lines(
            name=_wrapped(self._say(state.label), _STATE_SIZE, wide),
            who=tuple(line for label in stays for line in _wrapped(f"↻ {label}", _ROLE_SIZE, wide)),
            size=_STATE_SIZE,
        )

    def _action_lines(self, action: Action) -> _Lines:
        wide = _WIDEST[self.language]
        return _Lines(
            name=_wrapped(self._say(action.label), _ACTION_SIZE, wide),
            who=_wrapped(self._who(action), _ROLE_SIZE, wide),
            size=_ACTION_SIZE,
        )

    def _who(self, action: Action) -> str:
        between = "、" if self.language == "zh" else ", "
        return between.join(self._role(role) for role in action.by)

    def _role(self, role: str) -> str:
        party, _, name = role.partition(".")
        found = self.definition.parties.get(party)
        return self._say(found.roles[name].label if found and name in found.roles else _SYSTEM)

    def _state(self, key: str) -> str:
        return self._say(self.shape.states[key].label)

    def _say(self, text: Text) -> str:
        return text.en if self.language == "en" else text.zh


def _curve(points: Sequence[Point]) -> str:
    """Lead a smooth line through pairs of points: straight inside a box's row, bent between rows."""
    words = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        straight = abs(x - to_x) < 0.5
        words.append(
            f"L{to_x:.1f} {to_y:.1f}"
            if straight
            else f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
        )
    return " ".join(words)


def _rect(
    x: float, y: float, width: float, height: float, *, radius: int, fill: str, stroke: str, extra: str = ""
) -> str:
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"{extra}/>'
    )


def _text(text: _Lines, x: float, y: float, *, bold: bool) -> Iterable[str]:
    top = y - text.height / 2
    weight = ' font-weight="600"' if bold else ""
    for lines, size, colour, extra in (
        (text.name, text.size, _INK, weight),
        (text.who, _ROLE_SIZE, _QUIET, ""),
    ):
        for line in lines:
            base = top + size * 1.02
            top += size * _LINE
            yield (
                f'<text x="{x:.1f}" y="{base:.1f}" font-size="{size}" fill="{colour}" text-anchor="middle"{extra}>'
                f"{escape(line)}</text>"
            )


def _width(text: str, size: int) -> float:
    """Return about how wide a text is: Chinese signs are square, others a little more than half of that."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.58 for sign in text) * size


def _wrapped(text: str, size: int, widest: float) -> tuple[str, ...]:
    """Break a text into lines: between words or Chinese signs, never before a closing mark."""
    lines = [""]
    for word in _WORDS.findall(text):
        longer = lines[-1] + word
        if lines[-1] and _width(longer.rstrip(), size) > widest:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(line.strip() for line in lines)
