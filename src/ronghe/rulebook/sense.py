"""What an expression still gets wrong when its types are right: endless loops, money without a unit, unknown columns.

The CEL library sees the cells of rows as of any type; here they are compared with the columns that the table declares.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ronghe.rulebook.names import Name
from ronghe.rulebook.problems import suggestion
from ronghe.rulebook.structure import Column, FactType, Option, Vocabulary
from ronghe.rulebook.syntax import Node

_MOST_COMPREHENSIONS = 6  # each may double what it holds: with more of them a short text could fill the memory
_DEEPEST_COMPREHENSION = 2
_COMPARISONS = frozenset({"_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_"})
_SORTS = {
    FactType.INTEGER: "number",
    FactType.MONEY: "number",
    FactType.DECIMAL: "number",
    FactType.SHARE: "number",
    FactType.DATE: "day",
    FactType.MOMENT: "day",
    FactType.BOOLEAN: "yes or no",
    FactType.CHOICES: "list",
    FactType.TABLE: "table",
    FactType.FILE: "file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operand:
    """One side of a comparison, as the author calls it, with its type; a bare constant has none."""

    called: str
    type: FactType | None
    sort: str
    constant: float | str | None = None
    options: str | tuple[Option, ...] = ()


def mistakes_in(tree: Node, names: Mapping[str, Name], vocabularies: Mapping[str, Vocabulary]) -> list[str]:
    """Return what is wrong with a checked expression over these names, in the author's words."""
    return _Sense(names, vocabularies).mistakes(tree)


class _Sense:
    def __init__(self, names: Mapping[str, Name], vocabularies: Mapping[str, Vocabulary]) -> None:
        self.names = names
        self.vocabularies = vocabularies

    def mistakes(self, tree: Node) -> list[str]:
        found = []
        comprehensions = [node for node in tree.walk() if node.kind == "comprehension"]
        if len(comprehensions) > _MOST_COMPREHENSIONS or _depth(tree) > _DEEPEST_COMPREHENSION:
            found.append(
                f"goes through rows more than {_MOST_COMPREHENSIONS} times or nests it deeper than "
                f"{_DEEPEST_COMPREHENSION}"
            )
        spaces = {name.split(".")[0] for name in self.names}
        found += [
            f"a row cannot be called {node.text!r}, which names facts" for node in comprehensions if node.text in spaces
        ]
        for node in tree.walk():
            if node.kind == "call" and node.text == "given":
                found += self._given(node)
        return [*found, *self._columns(tree, {})]

    def _given(self, node: Node) -> list[str]:
        name = node.parts[0].value
        if not isinstance(name, str):
            return ['given() takes a name in quotes, e.g. given("form.title")']
        return [] if name in self.names else [f"there is no {name!r} to be given"]

    def _compared(self, node: Node, rows: Mapping[str, Name]) -> list[str]:
        """Return what is wrong with a comparison of two sides whose types are plain to see."""
        left, right = (self._operand(part, rows) for part in node.parts)
        if left is None or right is None:
            return []
        for money, number in ((left, right), (right, left)):
            if money.type is FactType.MONEY and number.sort == "number" and number.constant:
                return [f"{money.called} is money: compare it with yuan({number.constant}), not with a bare number"]
        if left.sort != right.sort:
            return [f"{left.called} is a {left.sort}, {right.called} a {right.sort}: they cannot be compared"]
        return [*self._no_option(left, right), *self._no_option(right, left)]

    def _contained(self, node: Node, rows: Mapping[str, Name]) -> list[str]:
        """Return what is wrong with `x in list`: constants that the choice on the other side does not have."""
        one, many = node.parts
        chosen = self._operand(one if many.kind == "list" else many, rows)
        constants = many.parts if many.kind == "list" else (one,)
        operands = [self._operand(constant, rows) for constant in constants]
        return [said for each in operands if chosen and each for said in self._no_option(chosen, each)]

    def _no_option(self, chosen: _Operand, constant: _Operand) -> list[str]:
        if isinstance(chosen.options, str):
            vocabulary = self.vocabularies.get(chosen.options)
            keys = [value.key for value in vocabulary.values] if vocabulary else []
        else:
            keys = [option.key for option in chosen.options]
        if not keys or not isinstance(constant.constant, str) or constant.constant in keys:
            return []
        return [f"{chosen.called} cannot be {constant.constant!r}{suggestion(constant.constant, keys)}"]

    def _operand(self, node: Node, rows: Mapping[str, Name]) -> _Operand | None:
        if node.kind == "constant" and node.value is not None:
            sort = "text" if isinstance(node.value, str) else "yes or no" if isinstance(node.value, bool) else "number"
            return _Operand(called=repr(node.value), type=None, sort=sort, constant=node.value)
        if node.kind == "name" and (named := self.names.get(node.text)):
            sort = _SORTS.get(named.type, "text")
            return _Operand(called=node.text, type=named.type, sort=sort, options=named.options)
        column = self._column(node, rows)
        if column is None:
            return None
        row = node.parts[0].text if node.parts[0].kind == "name" else ""
        called = f"{row}.{column.key}" if row else column.key
        sort = _SORTS.get(column.type, "text")
        return _Operand(called=called, type=column.type, sort=sort, options=column.options)

    def _column(self, node: Node, rows: Mapping[str, Name]) -> Column | None:
        table = self._row_of(node.parts[0], rows) if node.kind == "select" else None
        return next((column for column in (table.columns if table else ()) if column.key == node.text), None)

    def _columns(self, node: Node, rows: Mapping[str, Name]) -> list[str]:
        """Return what is wrong with columns, and with money compared; `rows` are the names of rows in reach."""
        found = []
        if node.kind == "select" and (table := self._row_of(node.parts[0], rows)):
            columns = [column.key for column in table.columns]
            if table.type is FactType.TABLE and node.text not in columns:
                found.append(f"{table.name} has no column {node.text!r}")
        if node.kind == "call" and node.text in _COMPARISONS:
            found += self._compared(node, rows)
        if node.kind == "call" and node.text == "@in":
            found += self._contained(node, rows)
        if node.kind == "comprehension":
            table = self._table_of(node.parts[0], rows)
            rows = {**rows, node.text: table} if table else {name: t for name, t in rows.items() if name != node.text}
        for part in node.parts:
            found += self._columns(part, rows)
        return found

    def _row_of(self, node: Node, rows: Mapping[str, Name]) -> Name | None:
        if node.kind == "name":
            return rows.get(node.text)
        if node.kind == "call" and node.text == "_[_]":
            return self._table_of(node.parts[0], rows)
        return None

    def _table_of(self, node: Node, rows: Mapping[str, Name]) -> Name | None:
        """Return the table that a list of rows comes from: the table itself, or a filter over it."""
        if node.kind == "name" and (named := self.names.get(node.text)) and named.type is FactType.TABLE:
            return named
        if node.kind == "comprehension" and _is_filter(node):
            return self._table_of(node.parts[0], rows)
        return None


def _is_filter(node: Node) -> bool:
    """A filter keeps whole rows: its step adds a list of nothing but the row."""
    return any(part.kind == "list" and [p.text for p in part.parts] == [node.text] for part in node.parts[3].walk())


def _depth(node: Node) -> int:
    """Return how deep comprehensions are nested in each other's steps; a chain of them counts as one."""
    if node.kind != "comprehension":
        return max((_depth(part) for part in node.parts), default=0)
    return max(_depth(node.parts[0]), 1 + max(_depth(part) for part in node.parts[1:]))
