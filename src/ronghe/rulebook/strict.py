"""YAML without its surprises: a small, strict subset read into plain values with the line of every part.

Refused: keys and anchors given twice, keys that are not text, tags (so nothing of Python's can be named), YAML 1.1's
other words for true and false, numbers with leading zeros, moments without a zone, several documents, deep nesting,
cycles, texts that grow beyond all measure through aliases, and signs that nobody sees but that change what is read.
"""

import datetime as dt
import re
import stat
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import yaml

from ronghe.rulebook.problems import DefinitionError, Problem

MOST_BYTES = 1_000_000
_MOST_DEPTH = 40
_MOST_NODES = 100_000  # after aliases are written out

PartPath = tuple[str | int, ...]
Plain = None | bool | int | Decimal | str | dt.date | dt.datetime | list["Plain"] | dict[str, "Plain"]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_ODD_NUMBER = re.compile(r"[-+]?(0[0-9]+|[0-9][0-9_]*(:[0-5]?[0-9])+|0[xob][0-9a-fA-F_]+|[0-9]+_[0-9_]+|\.[0-9]+)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[-+]\d{2}:\d{2}))?")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control signs, marks of direction, halves of pairs
_MOST_SHOWN = 60  # characters of a text that is complained about
_ODD_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


class Loaded:
    """The value of a text and the line of each of its parts."""

    def __init__(self, *, value: Plain, lines: dict[PartPath, int]) -> None:
        self.value = value
        self.lines = lines

    def line(self, path: PartPath) -> int:
        """Return the line of a part, or of the nearest part around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def load_file(path: Path, *, name: str) -> Loaded:
    """Return what a file says. Raises DefinitionError when it is missing, too large, not UTF-8 or not strict YAML."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise DefinitionError([Problem(path="", message="is not a file", file=name)])
        if found.st_size > MOST_BYTES:
            raise DefinitionError([Problem(path="", message="is larger than 1 MB", file=name)])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DefinitionError([Problem(path="", message="is not UTF-8", file=name)]) from None
    except (OSError, ValueError):  # a name with signs that no file has is a ValueError
        raise DefinitionError([Problem(path="", message="there is no such file", file=name)]) from None
    return load(text, name=name)


def load(text: str, *, name: str) -> Loaded:
    """Return what a text says. Raises DefinitionError with the first mistake of form and every double key."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise DefinitionError([Problem(path="", message="is larger than 1 MB", file=name)])
    return _Builder(text, name=name).document()


class _Builder:
    """Builds plain values from the parser's events; the parser itself is PyYAML's, nothing else of it is used."""

    def __init__(self, text: str, *, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines: dict[PartPath, int] = {}
        self.anchors: dict[str, tuple[Plain, int, int]] = {}  # with the number of parts and the depth
        self.nodes = 0
        self.deepest = 0
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def document(self) -> Loaded:
        try:
            value = self._stream()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            self._stop((), str(getattr(error, "problem", None) or error), line=line)
        if self.problems:
            raise DefinitionError(self.problems)
        return Loaded(value=value, lines=self.lines)

    def _stream(self) -> Plain:
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            self._stop((), "is empty", line=1)
        value = self._value(event, ())
        self._next()
        if not isinstance(after := self._next(), yaml.StreamEndEvent):
            self._stop((), "holds more than one document", line=_line(after))
        return value

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _value(self, event: yaml.Event, path: PartPath) -> Plain:
        self.lines.setdefault(path, _line(event))
        before, outside = self.nodes, self.deepest
        self.deepest = len(path)
        self._count(event, path, 1)
        value: Plain
        if isinstance(event, yaml.AliasEvent):
            value = self._alias(event, path)
            self.deepest = max(outside, self.deepest)
            return value
        if (tag := getattr(event, "tag", None)) is not None:
            self._stop(path, f"tags such as {tag} are not allowed", line=_line(event))
        if isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(path)
        else:
            value = self._scalar(event, path)
        if anchor := getattr(event, "anchor", None):
            self._anchor(event, path, anchor, (value, self.nodes - before, self.deepest - len(path)))
        self.deepest = max(outside, self.deepest)
        return value

    def _anchor(self, event: yaml.Event, path: PartPath, anchor: str, whole: tuple[Plain, int, int]) -> None:
        if anchor in self.anchors:
            self._note(path, f"the anchor &{_short(anchor)} is given twice", line=_line(event))
        self.anchors[anchor] = whole

    def _count(self, event: yaml.Event, path: PartPath, more: int) -> None:
        self.nodes += more
        if self.nodes > _MOST_NODES:
            self._stop(path, f"has more than {_MOST_NODES:,} parts once aliases are written out", line=_line(event))
        self._deepen(event, path, len(path))

    def _deepen(self, event: yaml.Event, path: PartPath, depth: int) -> None:
        self.deepest = max(self.deepest, depth)
        if depth > _MOST_DEPTH:
            self._stop(path[:3], f"is nested deeper than {_MOST_DEPTH} levels", line=_line(event))

    def _alias(self, event: yaml.AliasEvent, path: PartPath) -> Plain:
        if event.anchor not in self.anchors:
            self._stop(path, f"there is no finished anchor &{event.anchor} before this", line=_line(event))
        value, nodes, depth = self.anchors[event.anchor]
        self._count(event, path, nodes)
        self._deepen(event, path, len(path) + depth)
        return value

    def _sequence(self, path: PartPath) -> list[Plain]:
        values: list[Plain] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _mapping(self, path: PartPath) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, path)
            value = self._value(self._next(), (*path, key))
            if key == "<<":
                merged.update(self._merge(value, path, event))
            elif key in values:
                self._note((*path, key), "this key is given twice", line=_line(event))
            else:
                values[key] = value
        return merged | values

    def _merge(self, value: Plain, path: PartPath, event: yaml.Event) -> dict[str, Plain]:
        if not isinstance(value, dict):
            self._stop(path, "<< must name a mapping", line=_line(event))
        return value

    def _key(self, event: yaml.Event, path: PartPath) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(path, "keys must be plain words", line=_line(event))
        if event.tag is not None or event.anchor is not None:
            self._stop(path, "keys have neither tags nor anchors", line=_line(event))
        if not event.style and event.value.lower() in _ODD_WORDS:
            self._note(
                (*path, event.value),
                f"YAML reads the key {event.value!r} as true, false or nothing; quote it",
                line=_line(event),
            )
        self._visible(event, (*path, "…"), str(event.value))
        return str(event.value)

    def _visible(self, event: yaml.Event, path: PartPath, text: str) -> None:
        """Refuse what cannot be shown, kept or trusted to be read as it stands, such as signs that turn its order."""
        hidden = next((sign for sign in text if unicodedata.category(sign) in _HIDDEN and sign not in "\n\t"), "")
        if hidden:
            self._note(path, f"has the sign U+{ord(hidden):04X}, which cannot be seen", line=_line(event))

    def _scalar(self, event: yaml.Event, path: PartPath) -> Plain:
        text = str(getattr(event, "value", ""))
        self._visible(event, path, text)
        if getattr(event, "style", None):
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if text.lower() in _ODD_WORDS:
            self._note(path, f"{text!r} is ambiguous in YAML: write true or false, or quote it", line=_line(event))
            return None
        return self._number_or_day(event, text, path)

    def _number_or_day(self, event: yaml.Event, text: str, path: PartPath) -> Plain:
        try:
            if _INTEGER.fullmatch(text):
                return int(text)
            if _DECIMAL.fullmatch(text):
                return Decimal(text)
            if _DATE.fullmatch(text):
                return dt.date.fromisoformat(text)
            if _MOMENT.fullmatch(text):
                return self._moment(event, text, path)
        except ValueError as error:
            self._note(path, f"{_short(text)!r}: {error}", line=_line(event))
            return None
        if _ODD_NUMBER.fullmatch(text):
            self._note(path, f"{_short(text)!r} is ambiguous in YAML: quote it if it is a text", line=_line(event))
        return text

    def _moment(self, event: yaml.Event, text: str, path: PartPath) -> Plain:
        moment = dt.datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        if moment.tzinfo is None:
            self._note(path, f"the moment {text} needs a zone, e.g. +08:00", line=_line(event))
        return moment

    def _note(self, path: PartPath, message: str, *, line: int) -> None:
        self.problems.append(Problem(path=".".join(map(str, path)), message=message, file=self.name, line=line))

    def _stop(self, path: PartPath, message: str, *, line: int) -> NoReturn:
        self._note(path, message, line=line)
        raise DefinitionError(self.problems)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
