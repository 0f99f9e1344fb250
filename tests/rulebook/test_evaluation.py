"""Evaluation in Python gives what the CEL library gives, for whatever the language allows, and loses no memory."""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from ronghe.rulebook import expressions
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.expressions import ExpressionError, Known, Language, Unknown, by_library, evaluate
from ronghe.rulebook.names import Name
from ronghe.rulebook.operators import NotKnownError
from ronghe.rulebook.programs import guarded, program
from ronghe.rulebook.reading import read
from ronghe.rulebook.structure import Column, FactType, Text

_SHARES = ["'1/3'", "'0.5'", "'x'"]
_LISTS = ["map(r, r.n)", "map(r, r.flag, r.n)", "filter(r, r.n > 1).map(r, r.n * 2)"]
_SPANS = ["24h", "36h", "99999999h"]
SEED = 20241122
_ANY = Text(zh="某", en="any")
_ROWS = (
    Column(key="n", label=_ANY, type=FactType.INTEGER),
    Column(key="word", label=_ANY, type=FactType.TEXT),
    Column(key="flag", label=_ANY, type=FactType.BOOLEAN),
    Column(key="part", label=_ANY, type=FactType.SHARE),
)
_TYPES = {
    "form.n": FactType.INTEGER,
    "form.m": FactType.INTEGER,
    "form.part": FactType.SHARE,
    "form.word": FactType.TEXT,
    "form.other": FactType.TEXT,
    "form.flag": FactType.BOOLEAN,
    "form.sure": FactType.BOOLEAN,
    "form.day": FactType.DATE,
    "act.day": FactType.DATE,
    "form.tags": FactType.CHOICES,
    "form.rows": FactType.TABLE,
}
LANGUAGE = Language(
    [
        Name(name=name, type=kind, label=_ANY, columns=_ROWS if kind is FactType.TABLE else ())
        for name, kind in _TYPES.items()
    ]
)


def by_the_library(text: str, known: Known) -> object:
    """Return what the library gives for an expression, called as it was before."""
    environment = LANGUAGE._environment
    try:
        return by_library(environment.compile(text), environment)(known)
    except NotKnownError as error:
        return Unknown(str(error))


class Expressions:
    """Makes expressions at random, well typed but for the cells of rows, which are of any type."""

    def __init__(self, chance: random.Random) -> None:
        self.pick = chance.choice
        self.deep = 0
        self.rows: list[str] = []

    def of(self, kind: str) -> str:
        """Return an expression of a kind: bool, int, text, day or list."""
        ways: Mapping[str, tuple[Callable[[], str], ...]] = {
            "bool": (self._combined, self._compared, self._asked, self._quantified, self._chosen, self._denied),
            "int": (self._reckoned, self._function, self._sized, self._summed, self._number, self._number),
            "text": (self._word, self._word, self._joined),
            "day": (self._day, self._day, self._moved),
            "list": (self._listed, self._filtered),
        }
        self.deep += 1
        made = (self.pick(ways[kind]) if self.deep < 5 else self._leaf(kind))()
        self.deep -= 1
        return made

    def _leaf(self, kind: str) -> Callable[[], str]:
        return {
            "bool": lambda: self.pick(["form.flag", "form.sure", "true", "false"]),
            "int": self._number,
            "text": self._word,
            "day": self._day,
            "list": lambda: "form.tags",
        }[kind]

    def _combined(self) -> str:
        return f"({self.of('bool')} {self.pick(['&&', '||'])} {self.of('bool')})"

    def _denied(self) -> str:
        return f"!({self.of('bool')})"

    def _chosen(self) -> str:
        return f"({self.of('bool')} ? {self.of('bool')} : {self.of('bool')})"

    def _compared(self) -> str:
        kind = self.pick(["int", "text", "day"])
        return f"{self.of(kind)} {self.pick(['==', '!=', '<', '<=', '>', '>='])} {self.of(kind)}"

    def _asked(self) -> str:
        return self.pick(
            [
                f'given("{self.pick([*_TYPES])}")',
                f"{self.of('text')} in {self.of('list')}",
                f"{self.of('text')}.{self.pick(['startsWith', 'endsWith', 'contains', 'matches'])}({self.of('text')})",
                f"share({self.of('int')}, {self.of('int')}, {self.pick(_SHARES)})",
                "form.part > 0.5",
                f"{self.of('int')} in [1, 2, {self.of('int')}]",
            ]
        )

    def _quantified(self) -> str:
        if len(self.rows) > 1:
            return "form.sure"
        row = f"r{len(self.rows)}"
        self.rows.append(row)
        inner = self.pick(
            [
                lambda: f"{row}.n {self.pick(['<', '==', '>='])} {self.of('int')}",
                lambda: f"{row}.{self.pick(['n', 'word', 'flag'])} == {self.rows[0]}.{self.pick(['n', 'word'])}",
                lambda: f"{row}.flag && {self.of('bool')}",
                lambda: f"has({row}.word) || {row}.part < 0.5",
                lambda: f"{row}.flag ? {self.of('bool')} : {row}.word == {self.of('text')}",
                lambda: f"{row}.n + {self.pick(['1', '0.5', row + '.n'])} > {self.of('int')}",
                lambda: self.of("bool"),
            ]
        )()
        self.rows.pop()
        return f"form.rows.{self.pick(['all', 'exists', 'exists_one'])}({row}, {inner})"

    def _reckoned(self) -> str:
        return f"({self.of('int')} {self.pick(['+', '-', '*', '/', '%'])} {self.of('int')})"

    def _function(self) -> str:
        return self.pick(
            [
                f"years_between({self.of('day')}, {self.of('day')})",
                f"days_between({self.of('day')}, {self.of('day')})",
                "working_days(form.day, act.day)",
                f"yuan({self.pick(['1', '0.05', '0.005', self.of('int')])})",
                f"floor_share(20, {self.of('int')})",
                f"{self.of('day')}.getFullYear()",
                f"-{self.of('int')}",
            ]
        )

    def _sized(self) -> str:
        return f"size({self.of(self.pick(['text', 'list']))})"

    def _summed(self) -> str:
        return f"sum(form.rows.{self.pick(_LISTS)})"

    def _number(self) -> str:
        cells = [f"{row}.n" for row in self.rows]
        return self.pick(["0", "1", "-7", "9223372036854775807", "form.n", "form.m", "form.rows[0].n", *cells])

    def _word(self) -> str:
        cells = [f"{row}.word" for row in self.rows]
        return self.pick(["''", "'工业'", "'a'", "form.word", "form.other", "form.rows[1].word", *cells])

    def _joined(self) -> str:
        return "(form.word + form.other)" if self.rows else f"({self.of('text')} + {self.of('text')})"

    def _day(self) -> str:
        return self.pick(["form.day", "act.day", 'date("2024-02-29")', 'date("junk")'])

    def _moved(self) -> str:
        return f"({self.of('day')} {self.pick(['+', '-'])} duration('{self.pick(_SPANS)}'))"

    def _listed(self) -> str:
        return self.pick(["form.tags", "['a', form.word]", "['a', 'b']", "[]"])

    def _filtered(self) -> str:
        return "form.rows.map(r, r.word)" if self.rows else "form.tags.filter(t, t != form.word)"


def values(chance: random.Random) -> dict[str, Value]:
    """Return values at random, many of them not known."""
    pick = chance.choice
    rows = tuple(
        {
            "n": pick([None, 0, 1, 3, -2]),
            "word": pick([None, "a", "工业"]),
            "flag": pick([None, True, False]),
            "part": pick([None, Decimal("0.25"), Decimal(1)]),
        }
        for _ in range(chance.randrange(4))
    )
    return {
        "form.n": pick([None, 0, 1, -3, 2**62]),
        "form.m": pick([None, 2, 7]),
        "form.part": pick([None, Decimal("0.5"), Decimal("0.75")]),
        "form.word": pick([None, "", "a", "工业软件", "["]),
        "form.other": pick([None, "b", "^a*$"]),
        "form.flag": pick([None, True, False]),
        "form.sure": pick([True, False]),
        "form.day": pick([None, dt.date(2020, 2, 29), dt.date(2024, 12, 31)]),
        "act.day": dt.date(2024, 11, 22),
        "form.tags": pick([None, (), ("a", "b")]),
        "form.rows": pick([None, rows, rows]),
    }


def plain(outcome: object) -> object:
    """Return an outcome as it can be compared: True is not 1, and all that is unknown is alike."""
    return ("unknown",) if isinstance(outcome, Unknown) else (type(outcome).__name__, outcome)


def test_it_gives_what_the_library_gives() -> None:
    chance = random.Random(SEED)
    make = Expressions(chance)
    differing, unknown, compared = [], 0, 0
    for _ in range(1500):
        kind = chance.choice(["bool", "bool", "bool", "int"])
        text = make.of(kind)
        try:
            expression = LANGUAGE.compile(text, returns=("BOOL", "INT", "DYN", "DOUBLE"))
        except ExpressionError:  # such as one that could grow without end
            continue
        for _ in range(3):
            known = LANGUAGE.known(values(chance))
            ours, theirs = plain(evaluate(expression, known)), plain(by_the_library(text, known))
            compared += 1
            unknown += ours == ("unknown",)
            if ours != theirs:
                differing.append((text, dict(known.data), ours, theirs))

    assert differing == []
    assert compared > 3000
    assert compared // 10 < unknown < compared * 9 // 10, "expressions that say something about the matter"


def test_every_expression_of_every_definition_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("left to the library")

    monkeypatch.setattr(expressions, "by_library", refused)
    library = Path(__file__).parents[2] / "definitions"
    for folder in sorted(path.parent for path in library.glob("*/definition.yaml")):
        definition = read(folder, library=library)
        for kind, action in guarded(definition).values():
            assert program(definition, kind=kind, action=action).parts is not None


@pytest.mark.parametrize(
    "text",
    [
        'given("form.word")',
        "years_between(form.day, act.day) >= 2",
        "working_days(form.day, act.day) > 3",
        "sum(form.rows.map(r, r.n * yuan(2))) >= yuan(form.n)",
        "form.rows.all(r, share(r.n, 3, '1/3'))",
        "form.word.matches('^工.*$')",
    ],
)
def test_no_memory_is_lost(text: str) -> None:
    expression = LANGUAGE.compile(text)
    rows = tuple({"n": number, "word": "a", "flag": True, "part": Decimal(1)} for number in (1, 2, 3))
    data: dict[str, Value] = {
        "form.word": "工业",
        "form.n": 3,
        "form.day": dt.date(2020, 2, 29),
        "act.day": dt.date(2024, 1, 1),
        "form.rows": rows,
    }
    for _ in range(1000):
        evaluate(expression, LANGUAGE.known(data))
    before = resident()
    for _ in range(5000):
        evaluate(expression, LANGUAGE.known(data))

    assert (resident() - before) / 5000 < 60, "bytes lost in each evaluation"


def test_days_in_rows_can_be_compared() -> None:
    columns = (Column(key="on", label=_ANY, type=FactType.DATE),)
    language = Language(
        [
            Name(name="form.rows", type=FactType.TABLE, label=_ANY, columns=columns),
            Name(name="act.day", type=FactType.DATE, label=_ANY),
        ]
    )
    known = language.known({"form.rows": ({"on": dt.date(2024, 1, 1)},), "act.day": dt.date(2024, 1, 2)})

    assert evaluate(language.compile("form.rows.all(r, r.on < act.day)"), known) is True


def test_an_evaluation_that_goes_through_too_many_rows_says_nothing_even_beside_what_is_known() -> None:
    known = LANGUAGE.known({"form.rows": tuple({"n": 1} for _ in range(101)), "form.sure": True})
    text = "form.rows.all(a, form.rows.all(b, a.n == b.n)) || form.sure"

    outcomes = [evaluate(LANGUAGE.compile(text), known), by_the_library(text, known)]

    assert [type(outcome) for outcome in outcomes] == [Unknown, Unknown]


def test_rows_of_the_same_name_inside_each_other_are_kept_apart() -> None:
    known = LANGUAGE.known({"form.rows": ({"n": 1, "word": "a"}, {"n": 2, "word": "b"})})
    text = "form.rows.all(r, form.rows.exists(r, r.n == 2) && r.n < 3) && form.rows.exists_one(r, r.word == 'a')"

    assert [evaluate(LANGUAGE.compile(text), known), by_the_library(text, known)] == [True, True]


def resident() -> int:
    """Return the memory that this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
