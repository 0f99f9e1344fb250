"""Evaluates a checked expression by walking it in Python, with the outcome that the CEL library would give.

The library checks every expression, but each call from it into a function of ours loses memory for good (100 to 800
bytes; cel-expr-python 0.1.3), which no worker can bear that serves for weeks. Walked here, nothing is lost, nothing
has to be handed over to C++ first, and days in rows can be compared. What is missing here is left to the library.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.functions import FUNCTIONS, GIVEN, WORKING_DAYS
from ronghe.rulebook.operators import OPERATORS, NotKnownError, counted
from ronghe.rulebook.syntax import Node

_MOST_ROWS = 10_000  # that one evaluation goes through, as in the library
_DEEPEST = 150
_PYTHON = {"int": int, "double": float, "string": str, "day": dt.datetime, "list": list}
_ACCUMULATED = "@result"  # what the steps of a comprehension collect
_ALWAYS = Node(kind="constant", value=True)

Run = Callable[["Sight"], object]
Standard = Callable[[str, int, bool], Callable[..., object]]


class TooLongError(Exception):
    """An evaluation that goes through too many rows; nothing can be said then, whatever else is known."""


class UnsupportedError(Exception):
    """A part that cannot be evaluated here."""


class Sight:
    """What an evaluation sees: the values by name, the calendar, the rows it is going through."""

    __slots__ = ("calendar", "data", "rows", "steps")

    def __init__(self, data: Mapping[str, object], calendar: Calendar) -> None:
        self.data = data
        self.calendar = calendar
        self.rows: dict[str, object] = {}
        self.steps = 0

    def step(self) -> None:
        """Count one row. Raises TooLongError when there have been too many."""
        self.steps += 1
        if self.steps >= _MOST_ROWS:
            raise TooLongError


@dataclass(frozen=True, slots=True)
class _Made:
    """A part ready to run; a fixed one always comes to the same."""

    run: Run
    fixed: bool = False


def walker(tree: Node, *, standard: Standard) -> Run:
    """Return what evaluates a checked expression. Raises UnsupportedError where only the library can.

    `standard` returns a function of the library's, by name, number of arguments and whether it follows a dot.
    """
    return _Walker(standard).made(tree, (), 0).run


class _Walker:
    def __init__(self, standard: Standard) -> None:
        self._standard = standard
        self._kinds: dict[str, Callable[[Node, tuple[str, ...], int], _Made]] = {
            "name": self._name,
            "constant": self._constant,
            "select": self._select,
            "call": self._call,
            "list": self._list,
            "comprehension": self._comprehension,
        }

    def made(self, node: Node, rows: tuple[str, ...], depth: int) -> _Made:
        """Return a part ready to run; `rows` are the rows in reach."""
        if node.kind not in self._kinds or depth > _DEEPEST:
            raise UnsupportedError(node.kind)
        return self._kinds[node.kind](node, rows, depth + 1)

    def _name(self, node: Node, rows: tuple[str, ...], _: int) -> _Made:
        name = node.text
        if name in rows:
            return _Made(lambda sight: sight.rows[name])

        def read(sight: Sight) -> object:
            try:
                return sight.data[name]
            except KeyError:
                raise NotKnownError(name) from None

        return _Made(read)

    def _constant(self, node: Node, _: tuple[str, ...], __: int) -> _Made:
        return _fixed(node.value)

    def _select(self, node: Node, rows: tuple[str, ...], depth: int) -> _Made:
        of, key = self.made(node.parts[0], rows, depth).run, node.text

        def selected(sight: Sight) -> object:
            row = of(sight)
            try:
                return row[key]  # type: ignore[index]  # what is no mapping is told below
            except (KeyError, TypeError, IndexError):
                raise NotKnownError(key) from None

        def present(sight: Sight) -> object:
            row = of(sight)
            if isinstance(row, Mapping):
                return key in row
            raise NotKnownError(key)

        return _Made(present if node.tests else selected)

    def _list(self, node: Node, rows: tuple[str, ...], depth: int) -> _Made:
        parts = [self.made(part, rows, depth) for part in node.parts]
        runs = [part.run for part in parts]
        return _folded(lambda sight: [run(sight) for run in runs], parts)

    def _call(self, node: Node, rows: tuple[str, ...], depth: int) -> _Made:
        if node.text == GIVEN:
            name = node.parts[0].value
            return _Made(lambda sight: name in sight.data)
        parts = [self.made(part, rows, depth) for part in node.parts]
        runs = [part.run for part in parts]
        if node.text in ("_&&_", "_||_"):
            return _folded(_either(*runs, decides=node.text == "_||_"), parts)
        if node.text == "_?_:_":
            return _folded(_choice(*runs), parts)
        if node.text == WORKING_DAYS:
            return _Made(_working_days(*runs))
        if node.text in FUNCTIONS:
            return _folded(_ours(node.text, runs), parts)
        apply = OPERATORS.get(node.text) or _guarded(self._standard(node.text, len(runs), node.member))
        return _folded(_applied(apply, runs), parts)

    def _comprehension(self, node: Node, rows: tuple[str, ...], depth: int) -> _Made:
        """The macros all, exists, exists_one, map and filter, known by what they start with and how they step on."""
        over, start, step = node.parts[0], node.parts[1], node.parts[3]
        source, inside = self.made(over, rows, depth).run, (*rows, node.text)
        if _goes_on(step) and step.text in ("_&&_", "_||_") and isinstance(start.value, bool):
            test = self.made(step.parts[1], inside, depth).run
            return _Made(_every(source, node.text, test, decides=step.text == "_||_"))
        when, then = (
            (step.parts[0], step.parts[1]) if step.text == "_?_:_" else (Node(kind="constant", value=True), step)
        )
        if not _goes_on(then) or then.text != "_+_":
            raise UnsupportedError(step.text)
        test = self.made(when, inside, depth).run
        added = then.parts[1]
        if start.kind == "list" and not start.parts and added.kind == "list" and len(added.parts) == 1:
            return _Made(_gathered(source, node.text, test, self.made(added.parts[0], inside, depth).run))
        if start.value == 0 and added.value == 1:
            count = _gathered(source, node.text, test, _fixed(1).run)
            return _Made(lambda sight: len(count(sight)) == 1)
        raise UnsupportedError(step.text)


def _goes_on(step: Node) -> bool:
    """Return whether a step adds to what has been collected before it."""
    return step.kind == "call" and bool(step.parts) and step.parts[0].text == _ACCUMULATED


def _fixed(value: object) -> _Made:
    return _Made(lambda _: value, fixed=True)


def _folded(run: Run, parts: Sequence[_Made]) -> _Made:
    """Return a part that always comes to the same as its value; one that fails goes on failing when it is asked."""
    if not all(part.fixed for part in parts):
        return _Made(run)
    try:
        return _fixed(run(Sight({}, Calendar())))
    except NotKnownError:
        return _Made(run)


def _either(left: Run, right: Run, *, decides: bool) -> Run:
    """`||` is decided by one that is true, `&&` by one that is false, whatever is not known of the other."""

    def decided(sight: Sight) -> bool:
        try:
            one = left(sight)
        except NotKnownError as error:
            if right(sight) is decides:
                return decides
            raise error from None
        if one is decides:
            return decides
        other = right(sight)
        if other is decides:
            return decides
        if not isinstance(one, bool) or not isinstance(other, bool):
            raise NotKnownError("only yes or no can be combined")
        return not decides

    return decided


def _choice(test: Run, then: Run, otherwise: Run) -> Run:
    def chosen(sight: Sight) -> object:
        return then(sight) if _yes(test(sight)) else otherwise(sight)

    return chosen


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise NotKnownError("only yes or no decides")


def _applied(apply: Callable[..., object], runs: Sequence[Run]) -> Run:
    """Fewer calls for one and two arguments, which is what nearly all operators take."""
    if len(runs) == 2:
        first, second = runs
        return lambda sight: apply(first(sight), second(sight))
    if len(runs) == 1:
        only = runs[0]
        return lambda sight: apply(only(sight))
    return lambda sight: apply(*[run(sight) for run in runs])


def _guarded(apply: Callable[..., object]) -> Callable[..., object]:
    def guarded(*arguments: object) -> object:
        try:
            return counted(apply(*arguments))
        except (ValueError, ArithmeticError, LookupError, TypeError, RuntimeError) as error:
            raise NotKnownError(str(error)) from None

    return guarded


def _ours(name: str, runs: Sequence[Run]) -> Run:
    function = FUNCTIONS[name]
    takes = [tuple(_PYTHON[kind] for kind in one) for one in function.takes]
    does = _guarded(function.does or _nothing)

    def called(sight: Sight) -> object:
        arguments = [run(sight) for run in runs]
        if tuple(map(type, arguments)) not in takes:
            raise NotKnownError(f"{name}() does not take these values")
        return does(*arguments)

    return called


def _nothing(*_: object) -> object:
    raise NotKnownError("a function without a body")


def _working_days(start: Run, end: Run) -> Run:
    def counted_days(sight: Sight) -> int:
        first, last = start(sight), end(sight)
        if isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
            return sight.calendar.working_days(first.date(), last.date())
        raise NotKnownError("working_days() takes days")

    return counted_days


def _every(source: Run, row: str, test: Run, *, decides: bool) -> Run:
    """Go through the rows until one decides; one of which nothing is known matters only when none does."""

    def decided(sight: Sight) -> bool:
        unknown: NotKnownError | None = None
        outer = sight.rows.get(row)
        for each in _through(source(sight)):
            sight.step()
            sight.rows[row] = each
            try:
                if (found := test(sight)) is decides:
                    return decides
                _yes(found)
            except NotKnownError as error:
                unknown = error
            finally:
                sight.rows[row] = outer
        if unknown is not None:
            raise unknown
        return not decides

    return decided


def _gathered(source: Run, row: str, test: Run, value: Run) -> Callable[[Sight], list[object]]:
    def gathered(sight: Sight) -> list[object]:
        found = []
        outer = sight.rows.get(row)
        for each in _through(source(sight)):
            sight.step()
            sight.rows[row] = each
            try:
                if _yes(test(sight)):
                    found.append(value(sight))
            finally:
                sight.rows[row] = outer
        return found

    return gathered


def _through(rows: object) -> Sequence[object]:
    if isinstance(rows, list):
        return rows
    if isinstance(rows, Mapping):
        return list(rows)
    raise NotKnownError("only a list can be gone through")
