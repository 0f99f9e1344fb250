"""A programme's documents: their text from a case's values, the same values giving the same text, byte for byte."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ronghe.rulebook.calendar import Calendar
from ronghe.rulebook.decisions import Act, FoundValue, Value
from ronghe.rulebook.forms import labels_of
from ronghe.rulebook.programs import PLACEHOLDER, Template, template
from ronghe.rulebook.sight import CaseView, Sight, look
from ronghe.rulebook.structure import Block, Column, Definition, FactType, Text

UNFILLED = Text(zh="（未填写）", en="(not filled in)")
BLANK = "________"
_YES, _NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
_DIGITS = "零一二三四五六七八九"
_LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A part of a rendered document, as text only: a heading, a paragraph or clause, pairs, a table, who signs."""

    type: str
    number: str = ""
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the part as lines."""
        if self.text:
            yield f"{self.number} {self.text}".strip()
        yield from (f"{label}: {value}" for label, value in self.pairs)
        if self.head:
            yield " | ".join(self.head)
        yield from (" | ".join(row) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A document as its readers see it; `missing` are the labels of what it names and nobody has filled in."""

    title: str
    blocks: tuple[Plain, ...]
    missing: tuple[Text, ...] = ()

    def text(self) -> str:
        """Return the whole as plain text, one line to a paragraph, row or value: what a digest is made of."""
        return "\n".join([self.title, *(line for block in self.blocks for line in block.lines())]) + "\n"


def names(definition: Definition, *, document: str) -> frozenset[str]:
    """Return the declared facts and settings that a document names, to be collected before it is rendered."""
    return template(definition, document=document).reads_of_platform


def render(
    definition: Definition,
    *,
    document: str,
    case: CaseView,
    facts: Mapping[str, Value],
    at: dt.datetime,
    language: str = "zh",
    calendar: Calendar | None = None,
) -> Rendered:
    """Return a document of a case in one language, as things stand at a moment. Parts whose condition is not known
    to be true are left out; a value that is not known is said to be unfilled."""
    prepared = template(definition, document=document)
    act = Act(action="", roles=frozenset(), at=at)
    return _Writer(prepared, look(prepared, case=case, act=act, facts=facts, calendar=calendar), language).written()


def blank(definition: Definition, *, document: str, language: str = "zh") -> Rendered:
    """Return a document with a line to write on wherever a case's value would stand."""
    return _Blank(template(definition, document=document), None, language).written()


class _Writer:
    def __init__(self, prepared: Template, sight: Sight | None, language: str) -> None:
        self._prepared = prepared
        self._sight = sight
        self._language = language
        self._vocabularies = prepared.definition.vocabularies
        self._missing: dict[str, Text] = {}
        self._clauses = 0

    def written(self) -> Rendered:
        document = self._prepared.document
        blocks = tuple(self._block(block) for at, block in enumerate(document.blocks) if self._stands(at))
        return Rendered(title=self._in(document.title), blocks=blocks, missing=tuple(self._missing.values()))

    def _stands(self, at: int) -> bool:
        condition = self._prepared.conditions.get(at)
        return condition is None or self._sight is None or self._sight.holds(condition)

    def _block(self, block: Block) -> Plain:
        text = PLACEHOLDER.sub(lambda found: self._value(found[1]), self._in(block.text)) if block.text else ""
        pairs = tuple((self._label(name), self._value(name)) for name in block.fields)
        head, rows = self._table(block.of) if block.of else ((), ())
        if block.parties:
            pairs = tuple((self._in(self._prepared.definition.parties[key].label), "") for key in block.parties)
        return Plain(
            type=block.type,
            number=self._number() if block.type == "clause" else "",
            text=_LINE_ENDS.sub("\n", text),
            pairs=pairs,
            head=head,
            rows=rows,
        )

    def _number(self) -> str:
        self._clauses += 1
        return f"第{_chinese(self._clauses)}条" if self._language == "zh" else f"Article {self._clauses}"

    def _label(self, name: str) -> str:
        return self._in(self._prepared.language.names[name].label)

    def _value(self, name: str) -> str:
        (found,) = self._seen([name])
        if found.value in (None, "", ()):
            self._missing.setdefault(name, found.label)
            return self._in(UNFILLED)
        return self._said(found.value, found.type, found.options)

    def _seen(self, wanted: Sequence[str]) -> tuple[FoundValue, ...]:
        return self._sight.shown(wanted) if self._sight else ()

    def _table(self, name: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        columns = self._prepared.language.names[name].columns
        rows = self._sight.rows(name) if self._sight else ()
        return (
            tuple(self._in(column.label) for column in columns),
            tuple(tuple(self._cell(row.get(column.key), column) for column in columns) for row in rows),
        )

    def _cell(self, value: object, column: Column) -> str:
        if value in (None, "", ()):
            return ""
        options = labels_of(column.options, vocabularies=self._vocabularies) if column.options else {}
        return self._said(value, column.type, options)

    def _said(self, value: object, kind: FactType, options: Mapping[str, Text]) -> str:
        chinese = self._language == "zh"
        match value:
            case bool():
                return self._in(_YES if value else _NO)
            case Decimal() if kind is FactType.MONEY:
                return f"{value:,.2f} 元" if chinese else f"CNY {value:,.2f}"
            case Decimal():
                return f"{value.normalize():f}"
            case dt.datetime():
                return value.isoformat(timespec="minutes")
            case dt.date():
                return f"{value.year}年{value.month}月{value.day}日" if chinese else value.isoformat()
            case Mapping():
                return str(value.get("name", ""))
            case tuple():
                return ("、" if chinese else ", ").join(self._chosen(str(one), options) for one in value)
        return self._chosen(str(value), options)

    def _chosen(self, key: str, options: Mapping[str, Text]) -> str:
        return self._in(options[key]) if key in options else key

    def _in(self, text: Text) -> str:
        return text.zh if self._language == "zh" else text.en


class _Blank(_Writer):
    def _value(self, name: str) -> str:
        return BLANK


def _chinese(number: int) -> str:
    """Return a number from 1 to 99 as clauses are counted: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    first = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return first + (_DIGITS[ones] if ones else "")
