"""Expressions: CEL, typed against declared names, three-valued, terminating. Only this module knows the CEL library.

Money is an integer of 分 and a day is its midnight in UTC, so both compare exactly. A name without a value makes an
expression unknown unless its outcome does not depend on it.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from cel_expr_python import cel

from ronghe.rulebook.calendar import Calendar, whole_years
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.growth import growing
from ronghe.rulebook.names import Name
from ronghe.rulebook.sense import mistakes_in
from ronghe.rulebook.structure import FactType, Vocabulary
from ronghe.rulebook.syntax import Node, tree
from ronghe.rulebook.values import midnight, to_cel

_POSITION = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_HAS_NAME = re.compile(r"\bhas\s*\(\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*\)")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_SHARE = re.compile(r"[0-9]{1,9}(/0*[1-9][0-9]{0,8}|\.[0-9]{1,9})?")
_FIXED_YUAN = re.compile(r"\byuan\(\s*([0-9]{1,15}(?:\.[0-9]{1,2})?)\s*\)")
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
    program: cel.Expression


class Known:
    """The values that expressions of one language are evaluated against; shared by all rules of an act.

    Expressions may be shared between threads, these values may not: the library ties them to the thread that made them.
    """

    __slots__ = ("activation", "calendar", "values")

    def __init__(self, activation: cel.Activation, values: Mapping[str, Value], calendar: Calendar | None) -> None:
        self.activation = activation
        self.values = values
        self.calendar = calendar


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
        return cel.NewEnv(variables=variables, extensions=[cel.CelExtension("ronghe", _functions())])

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
        if (folded := _with_fixed_amounts(text)) != text:
            program = self._environment.compile(folded)
        return Expression(text=text, reads=reads, columns=columns, returns=kind, program=program)

    def known(self, values: Mapping[str, Value], *, calendar: Calendar | None = None) -> Known:
        """Return the known values, ready for evaluation. Names that are not of this language are left out.

        Raises TypeError for a value that is not of the declared type: whoever offers facts must offer them typed.
        """
        data: dict[str, object] = {}
        for name, value in values.items():
            if value is not None and (declared := self.names.get(name)):
                with suppress(OverflowError):  # what is larger than expressions can count is unknown to them
                    data[name] = to_cel(value, kind=declared.type, columns=declared.columns)
        functions = [
            cel.Function("given", [_T.STRING], False, lambda name: name in data),
            cel.Function("working_days", [_T.TIMESTAMP, _T.TIMESTAMP], False, _working_days(calendar or Calendar())),
        ]
        return Known(self._environment.Activation(data, functions=functions), values, calendar)

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
    try:
        result = expression.program.eval(known.activation)
    except RuntimeError as error:  # too many steps: nothing can be said
        return Unknown(str(error))
    value = result.plain_value() if hasattr(result, "plain_value") else result.value()
    return Unknown(str(value)) if result.type() == _T.ERROR else value


def _with_fixed_amounts(text: str) -> str:
    """Return the expression with `yuan(20000)` as its number of 分, outside of quoted texts.

    Every call of a function of ours costs a little memory that cel-expr-python 0.1 never gives back.
    """
    parts, end = [], 0
    for quoted in _LITERAL.finditer(text):
        parts += [_FIXED_YUAN.sub(_in_cents, text[end : quoted.start()]), quoted[0]]
        end = quoted.end()
    return "".join([*parts, _FIXED_YUAN.sub(_in_cents, text[end:])])


def _in_cents(found: re.Match[str]) -> str:
    return str(_yuan(found[1]))


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


def _functions() -> list[cel.FunctionDecl]:
    day = _T.TIMESTAMP
    return [
        _function("years_between", _T.INT, [day, day], lambda start, end: whole_years(start.date(), end.date())),
        _function("days_between", _T.INT, [day, day], lambda start, end: (end.date() - start.date()).days),
        _function("working_days", _T.INT, [day, day], None),
        _function("date", day, [_T.STRING], lambda text: midnight(dt.date.fromisoformat(text))),
        cel.FunctionDecl(
            "yuan",
            [
                cel.Overload(f"yuan_{kind.name().lower()}", _T.INT, [kind], False, _yuan)
                for kind in (_T.INT, _T.DOUBLE, _T.STRING)
            ],
        ),
        _function("share", _T.BOOL, [_T.INT, _T.INT, _T.STRING], _share),
        _function("floor_share", _T.INT, [_T.INT, _T.INT], lambda percent, count: percent * count // 100),
        _function("sum", _T.DYN, [_T.List(_T.DYN)], _sum),
        _function("given", _T.BOOL, [_T.STRING], None),
    ]


def _function(
    name: str, returns: cel.Type, takes: list[cel.Type], does: Callable[..., object] | None
) -> cel.FunctionDecl:
    """A function without `does` gets it with the values, since it depends on them."""
    return cel.FunctionDecl(name, [cel.Overload(f"ronghe_{name}", returns, takes, False, *([does] if does else []))])


def _working_days(calendar: Calendar) -> Callable[[dt.datetime, dt.datetime], int]:
    return lambda start, end: calendar.working_days(start.date(), end.date())


def _yuan(amount: float | str) -> int:
    if not _AMOUNT.fullmatch(str(amount)):
        raise ValueError("this is no amount of money")
    cents = Decimal(str(amount)) * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount!r} is finer than 分")
    return int(cents)


def _share(part: int, whole: int, least: str) -> bool:
    """Return whether part/whole is at least a fraction such as "1/3", exactly. Of nothing there is no share."""
    if whole <= 0:
        raise ValueError("there is no share of nothing")
    if not _SHARE.fullmatch(least):
        raise ValueError("a share is written as 1/3 or 0.25")
    return Fraction(part, whole) >= Fraction(least)


def _sum(amounts: list[float]) -> float:
    if any(isinstance(amount, bool) or not isinstance(amount, int | float) for amount in amounts):
        raise ValueError("sum() adds numbers")
    return sum(amounts)
