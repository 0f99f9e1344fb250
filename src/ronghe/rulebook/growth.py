"""What an expression could grow into: a short text must not make a list or a text that fills the memory.

Going through rows is where things multiply. There, `+` adds only what is plainly a number, and lists and mappings hold
only constants and facts; the rest of the language cannot make anything much larger than what it reads.
"""

from collections.abc import Iterator, Mapping

from ronghe.rulebook.names import Name
from ronghe.rulebook.structure import FactType
from ronghe.rulebook.syntax import Node

_NUMBERS = frozenset({FactType.INTEGER, FactType.MONEY, FactType.DECIMAL, FactType.SHARE})
_NUMERIC_CALLS = frozenset(
    {
        *("_-_", "_*_", "_/_", "_%_", "-_", "int", "uint", "double", "size", "sum", "yuan"),
        *("years_between", "days_between", "working_days", "floor_share"),
    }
)
_ADDS = "goes through rows and adds what may be no number; only numbers can be added there"
_HOLDS = "goes through rows and makes a list of more than constants and facts"


def growing(tree: Node, names: Mapping[str, Name]) -> list[str]:
    """Return what could grow beyond measure in a checked expression over these names, in the author's words."""
    columns = {column.key for name in names.values() for column in name.columns if column.type in _NUMBERS} - {
        column.key for name in names.values() for column in name.columns if column.type not in _NUMBERS
    }
    return list(dict.fromkeys(_Growth(names, columns).found(tree)))


class _Growth:
    def __init__(self, names: Mapping[str, Name], columns: set[str]) -> None:
        self.names = names
        self.columns = columns  # whose name is a number's in every table that has it

    def found(self, node: Node) -> Iterator[str]:
        """Yield the complaints about all comprehensions in a part."""
        if node.kind != "comprehension":
            for part in node.parts:
                yield from self.found(part)
            return
        yield from self.found(node.parts[0])
        for part in node.parts[1:]:
            yield from self._inside(part)

    def _inside(self, node: Node) -> Iterator[str]:
        if node.kind == "call" and node.text == "_+_":
            yield from self._sum(node)
        elif node.kind in ("list", "map"):
            if any(part.kind != "constant" and part.text not in self.names for part in node.parts):
                yield _HOLDS
        else:
            for part in node.parts:
                yield from self._inside(part)

    def _sum(self, node: Node) -> Iterator[str]:
        left, right = node.parts
        if left.kind == "name" and left.text.startswith("@"):  # what map, filter and exists_one collect
            for part in right.parts if right.kind == "list" else ():
                yield from self._inside(part)
            return
        if not self._is_number(node):
            yield _ADDS
        for part in node.parts:
            yield from self._inside(part)

    def _is_number(self, node: Node) -> bool:
        if node.kind == "constant":
            return not isinstance(node.value, str)
        if node.kind == "name":
            named = self.names.get(node.text)
            return named is not None and named.type in _NUMBERS
        if node.kind == "select":
            return node.text in self.columns
        if node.kind == "call" and node.text == "_+_":
            return all(self._is_number(part) for part in node.parts)
        if node.kind == "call" and node.text == "_?_:_":
            return all(self._is_number(part) for part in node.parts[1:])
        return node.kind == "call" and node.text in _NUMERIC_CALLS
