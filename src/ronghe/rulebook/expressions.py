"""Expressions: CEL, typed against declared names, three-valued, terminating. Only this module knows the CEL library.

The library reads and checks an expression; `evaluation` walks what it read, for the reason given there. Money is an
integer of 分 and a day is its midnight in UTC, so both compare exactly. A name without a value makes an expression
unknown unless its outcome does not depend on it.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property

from cel_expr_python import cel

from ronghe.rulebook import functions
from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.evaluation import Run, Sight, TooLongError, UnsupportedError, walker
from ronghe.rulebook.growth import growing
from ronghe.rulebook.names import Name
from ronghe.rulebook.operators import NotKnownError
from ronghe.rulebook.sense import mistakes_in
from ronghe.rulebook.structure import FactType, Vocabulary
from ronghe.rulebook.syntax import Node, tree
from ronghe.rulebook.values import to_cel

_POSITION = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_HAS_NAME = re.compile(r"\bhas\s*\(\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*\)")
_LITERAL = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_RESERVED_IN_CEL = frozenset(
    {
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop"),
        *("namespace", "null", "package", "return", "true", "var", "void", "while"),
    }
)

_T = cel.Type
_TYPES = {
    FactType.TEXT: _T.STRING,
    FactType.PARAGRAPH: _T.STRING,
    FactType.CHOICE: _T.STRING,
    FactType.PERSON: _T.STRING,
    FactType.ORGANISATION: _T.STRING,
    FactType.INTEGER: _T.INT,
    FactType.MONEY: _T.INT,
    FactType.DECIMAL: _T.DOUBLE,
    FactType.SHARE: _T.DOUBLE,
    FactType.DATE: _T.TIMESTAMP,
    FactType.MOMENT: _T.TIMESTAMP,
    FactType.BOOLEAN: _T.BOOL,
    FactType.CHOICES: _T.List(_T.STRING),
    FactType.TABLE: _T.List(_T.Map(_T.STRING, _T.DYN)),
    FactType.FILE: _T.Map(_T.STRING, _T.DYN),
}
_KINDS = {
    functions.INT: _T.INT,
    functions.DOUBLE: _T.DOUBLE,
    functions.STRING: _T.STRING,
    functions.DAY: _T.TIMESTAMP,
    functions.LIST: _T.List(_T.DYN),
    functions.BOOL: _T.BOOL,
    functions.ANY: _T.DYN,
}
_OF_PYTHON = {dt.datetime: _T.TIMESTAMP, dt.timedelta: _T.DURATION}
_NO_HOLIDAYS = Calendar()


class ExpressionError(ValueError):
    """An expression that cannot be accepted; says what is wrong and, if known, at which line and column."""


class Unknown:
    """The outcome of an expression that depends on something not known; `reason` is the library's own word."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A compiled expression with the names it reads, in the order of first mention, and the columns of rows."""

    text: str
    reads: tuple[str, ...]
    columns: frozenset[str]
    returns: str
    run: Run


class Known(Sight):
    """The values that expressions of one language are evaluated against; shared by all rules of an act.

    Expressions may be shared between threads, these values may not: they note how far an evaluation has come.
    """

    __slots__ = ("values",)

    def __init__(self, data: Mapping[str, object], values: Mapping[str, Value], calendar: Calendar | None) -> None:
        super().__init__(data, calendar or _NO_HOLIDAYS)
        self.values = values


class Language:
    """CEL with the names that may be read in one place, e.g. in the rules of one action.

    With vocabularies, texts that a choice is compared with must be among its options.
    """

    def __init__(self, names: Sequence[Name], *, vocabularies: Mapping[str, Vocabulary] | None = None) -> None:
        self.names = {name.name: name for name in names}
        self._vocabularies = vocabularies or {}

    @cached_property
    def _environment(self) -> cel.Env:
        variables = {name.name: _TYPES[name.type] for name in self.names.values()}
        return cel.NewEnv(variables=variables, extensions=[cel.CelExtension("ronghe", _declarations())])

    def compile(self, text: str, *, returns: Sequence[str] = ("BOOL",)) -> Expression:
        """Return an expression that gives one of these CEL types. Raises ExpressionError with every mistake found."""
        self._refuse_has(text)
        try:
            program = self._environment.compile(text)
        except RuntimeError as error:
            raise ExpressionError(_said(str(error), self.names)) from None
        parts = tree(program.serialize())
        reads = self._reads(parts)
        mistakes = [*mistakes_in(parts, self.names, self._vocabularies), *growing(parts, self.names)]
        kind = program.return_type().name()
        if kind not in returns:
            mistakes.append(f"gives {kind.lower()}, but {' or '.join(returns).lower()} is needed")
        if mistakes:
            raise ExpressionError("; ".join(dict.fromkeys(mistakes)))
        columns = frozenset(node.text for node in parts.walk() if node.kind == "select")
        try:
            run = walker(parts, standard=_standard)
        except UnsupportedError:
            run = by_library(program, self._environment)
        return Expression(text=text, reads=reads, columns=columns, returns=kind, run=run)

    def known(self, values: Mapping[str, Value], *, calendar: Calendar | None = None) -> Known:
        """Return the known values, ready for evaluation. Names that are not of this language are left out.

        Raises TypeError for a value that is not of the declared type: whoever offers facts must offer them typed.
        """
        data: dict[str, object] = {}
        for name, value in values.items():
            if value is not None and (declared := self.names.get(name)):
                with suppress(OverflowError):  # what is larger than expressions can count is unknown to them
                    data[name] = to_cel(value, kind=declared.type, columns=declared.columns)
        return Known(data, values, calendar)

    def _refuse_has(self, text: str) -> None:
        for found in _HAS_NAME.finditer(_LITERAL.sub("''", text)):
            if found[1] in self.names:
                raise ExpressionError(f'has() is for columns of rows; write given("{found[1]}")')

    def _reads(self, parts: Node) -> tuple[str, ...]:
        """Return the facts an expression reads: its names, and those that it asks `given` about."""
        found = [
            node.text if node.kind == "name" else str(node.parts[0].value)
            for node in parts.walk()
            if node.kind == "name" or _is_given(node)
        ]
        return tuple(dict.fromkeys(name for name in found if name in self.names))


def evaluate(expression: Expression, known: Known) -> object:
    """Return the plain CEL value of an expression, or Unknown."""
    known.steps = 0
    try:
        return expression.run(known)
    except NotKnownError as error:
        return Unknown(str(error))
    except TooLongError:
        return Unknown("too many rows")


def by_library(program: cel.Expression, environment: cel.Env) -> Run:
    """Return the same evaluation done by the library: for what is not walked here, and to compare with."""

    def run(sight: Sight) -> object:
        offered = [
            cel.Function(functions.GIVEN, [_T.STRING], False, lambda name: name in sight.data),
            cel.Function(functions.WORKING_DAYS, [_T.TIMESTAMP] * 2, False, _working_days(sight.calendar)),
        ]
        try:
            result = program.eval(environment.Activation(dict(sight.data), functions=offered))
        except RuntimeError as error:  # too many steps: nothing can be said
            raise NotKnownError(str(error)) from None
        return _plain(result)

    return run


def _plain(result: cel.Value) -> object:
    value = result.plain_value() if hasattr(result, "plain_value") else result.value()
    if result.type() == _T.ERROR:
        raise NotKnownError(str(value))
    return value


def _standard(name: str, count: int, member: bool) -> Callable[..., object]:
    """Return one of the library's own functions, such as `matches`. Raises UnsupportedError for what it cannot call."""
    try:
        _calling(name, member, (object,) * count)
    except RuntimeError:
        raise UnsupportedError(name) from None

    def called(*values: object) -> object:
        environment, program = _calling(name, member, tuple(map(type, values)))
        given = {f"x{number}": value for number, value in enumerate(values)}
        return _plain(program.eval(environment.Activation(given)))

    return called


@cache
def _calling(name: str, member: bool, kinds: tuple[type, ...]) -> tuple[cel.Env, cel.Expression]:
    """Return a call of one of the library's functions on values of these types."""
    typed = {f"x{number}": _OF_PYTHON.get(kind, _T.DYN) for number, kind in enumerate(kinds)}
    environment = cel.NewEnv(variables=typed)
    names = [*typed]
    text = f"x0.{name}({', '.join(names[1:])})" if member else f"{name}({', '.join(names)})"
    return environment, environment.compile(text)


def is_reserved(word: str) -> bool:
    """Return whether CEL keeps a word for itself, so that no fact may be called so."""
    return word in _RESERVED_IN_CEL


def _is_given(node: Node) -> bool:
    return node.kind == "call" and node.text == "given" and bool(node.parts)


def _said(message: str, names: Mapping[str, Name]) -> str:
    """Return the library's message in fewer words: position and complaint, one per mistake."""
    found = [
        f"{complaint.removesuffix(' [INVALID_ARGUMENT]')} (line {line}, column {column})"
        if int(line) > 0
        else complaint
        for line, column, complaint in _POSITION.findall(message)
    ]
    text = "; ".join(found) or message.splitlines()[0]
    return text.replace(" (in container '')", "").replace("undeclared reference to", "there is no")


def _declarations() -> list[cel.FunctionDecl]:
    return [_declared(name, function) for name, function in functions.FUNCTIONS.items()]


def _declared(name: str, function: functions.Function) -> cel.FunctionDecl:
    """A function without a body gets it with the values, since it depends on them."""
    overloads = [
        cel.Overload(
            f"ronghe_{name}_{'_'.join(takes)}",
            _KINDS[function.gives],
            [_KINDS[kind] for kind in takes],
            False,
            *([function.does] if function.does else []),
        )
        for takes in function.takes
    ]
    return cel.FunctionDecl(name, overloads)


def _working_days(calendar: Calendar) -> Callable[[dt.datetime, dt.datetime], int]:
    return lambda start, end: calendar.working_days(start.date(), end.date())
