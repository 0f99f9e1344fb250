"""What a finding shows of a table: the cells that a condition stumbles over, rather than the table as a whole."""

from collections.abc import Iterator

from ronghe.rulebook.decisions import FoundValue, Outcome
from ronghe.rulebook.expressions import Expression, Known, Language, evaluate
from ronghe.rulebook.names import Name
from ronghe.rulebook.structure import Column, FactType, Text

MOST_ROWS = 10
_UNSHOWN = frozenset({FactType.CHOICE, FactType.CHOICES, FactType.TABLE, FactType.FILE})  # mere keys

Row = tuple[int, dict[str, object]]


def spread(
    shown: tuple[FoundValue, ...], *, require: Expression | None, outcome: Outcome, language: Language, known: Known
) -> tuple[FoundValue, ...]:
    """Return the values found, each table replaced: by its number of rows where the rule held, else by cells at fault.

    A condition that all rows must meet (`form.items.all(…)`) shows those that do not; any other shows the first rows.
    """
    found: list[FoundValue] = []
    for one in shown:
        if one.type is not FactType.TABLE or one.value is None:
            found.append(one)
        elif outcome in (Outcome.HELD, Outcome.NOT_APPLICABLE) or require is None:
            found.append(_number(one))
        else:
            table = language.names[one.name]
            at_fault = _at_fault(one, require=require, language=language, known=known)
            found += list(_cells(table, at_fault, _read(table, require))) or [_number(one)]
    return tuple(found)


def _number(table: FoundValue) -> FoundValue:
    label = Text(zh=f"{table.label.zh}（行数）", en=f"{table.label.en} (rows)")
    rows = table.value if isinstance(table.value, tuple) else ()
    return FoundValue(name=table.name, label=label, type=FactType.INTEGER, value=len(rows))


def _at_fault(table: FoundValue, *, require: Expression, language: Language, known: Known) -> Iterator[Row]:
    """Yield the rows, counted from 1, that do not meet a condition on all rows: asked of each row by itself."""
    each_by_itself = require.text.strip().startswith(f"{table.name}.all(")
    beside = {name: known.values.get(name) for name in require.reads}
    for number, row in enumerate(table.value if isinstance(table.value, tuple) else (), start=1):
        if not isinstance(row, dict):
            continue
        alone = language.known(beside | {table.name: (row,)}, calendar=known.calendar)
        if not each_by_itself or evaluate(require, alone) is not True:
            yield number, row


def _read(table: Name, require: Expression) -> tuple[Column, ...]:
    """Return the columns that an expression reads and that say something to people."""
    return tuple(each for each in table.columns if each.key in require.columns and each.type not in _UNSHOWN)


def _cells(table: Name, rows: Iterator[Row], columns: tuple[Column, ...]) -> Iterator[FoundValue]:
    titled = next((each.key for each in table.columns if each.type is FactType.TEXT), "")
    for shown, (number, row) in enumerate(rows):
        if shown == MOST_ROWS:
            return
        title = row.get(titled)
        for column in columns:
            zh = f"{table.label.zh}第{number}行" + (f"“{title}”" if title else "") + f"：{column.label.zh}"
            en = f"{table.label.en}, row {number}" + (f" “{title}”" if title else "") + f": {column.label.en}"
            value = row.get(column.key)
            yield FoundValue(
                name=f"{table.name}.{number}.{column.key}",
                label=Text(zh=zh, en=en),
                type=column.type,
                value=value,  # type: ignore[arg-type]  # cells of a known row are typed values
            )
