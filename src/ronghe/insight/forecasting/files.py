"""Panels in files: a row a series with months as columns, or a row a series and month; CSV or Parquet."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from ronghe.insight.forecasting.forecasts import MODELS, Forecast
from ronghe.insight.forecasting.panel import Panel, panel

_MONTH = re.compile(r"(\d{4})[-/.年]?(0?[1-9]|1[0-2])(?:[-/.月].*)?")
_MONTH_COLUMNS = ("month", "ds", "date", "月份", "日期", "年月")
_VALUE_COLUMNS = ("value", "y", "ads", "count", "demand", "数量", "需求", "广告数")
_ENCODINGS = ("utf-8-sig", "gb18030")
COLUMNS = (
    *("series", "month", "value", "low", "high", "n", "withheld"),
    *("wape", "mase", "bias", "coverage", "wape_naive", "wape_seasonal_naive"),
)
Row = Mapping[str, object]


def read(path: Path) -> Panel:
    """Return the panel in a file. Raises ValueError, with what is wrong, where it holds none.

    A series is named by all columns that are neither month nor value, joined by `/`. A blank is no demand; a value
    that is no number, or a second one for the same month, refuses the series.
    """
    columns, rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    months = {one: month for one in columns if (month := _month(one))}
    if months:
        return panel(_wide(rows, months=months, named=[one for one in columns if one not in months]))
    month = _found(columns, _MONTH_COLUMNS)
    value = _found(columns, _VALUE_COLUMNS)
    if not month or not value:
        raise ValueError(
            f"{path.name}: neither months as columns (2026-11) nor columns for month and value "
            f"({', '.join(_MONTH_COLUMNS)}; {', '.join(_VALUE_COLUMNS)})"
        )
    return panel(_long(rows, month=month, value=value, named=[one for one in columns if one not in (month, value)]))


def write(series: Iterable[Forecast], *, path: Path) -> None:
    """Write forecasts to a CSV or Parquet file, a row a series and month; its columns are COLUMNS."""
    rows = [row for one in series for row in lines(one)]
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        text = {"series", "month", "withheld"}
        whole = {"n"}
        kinds = {
            name: pa.string() if name in text else pa.int64() if name in whole else pa.float64() for name in COLUMNS
        }
        table = pa.table(
            [pa.array([row[at] for row in rows], kinds[one]) for at, one in enumerate(COLUMNS)], [*COLUMNS]
        )
        pq.write_table(table, path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


def lines(one: Forecast) -> Iterator[tuple[object, ...]]:
    """Return a forecast as rows in the order of COLUMNS, values that are not known as None."""
    combined, *others = (one.errors.get(model) for model in MODELS)
    past = (combined.wape, combined.mase, combined.bias, combined.coverage) if combined else (None,) * 4
    beside = (other.wape if other else None for other in others)
    errors = (*past, *beside)
    for month, figure in zip(one.months, one.figures, strict=True):
        yield (one.name, month, figure.value, figure.low, figure.high, figure.n, figure.withheld, *errors)


def _csv(path: Path) -> tuple[Sequence[str], Iterator[Row]]:
    raw = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        reader = csv.DictReader(text.splitlines(), restkey="")
        return reader.fieldnames or (), iter(reader)
    raise ValueError(f"{path.name}: neither UTF-8 nor GB 18030")


def _parquet(path: Path) -> tuple[Sequence[str], Iterator[Row]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path.name}: no Parquet file: {error}") from error
    return table.column_names, chain.from_iterable(batch.to_pylist() for batch in table.to_batches())


def _wide(rows: Iterable[Row], *, months: Mapping[str, str], named: Sequence[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for number, row in enumerate(rows, start=2):
        name = _name(row, named) or str(number)
        values = {month: _number(row.get(column)) for column, month in months.items()}
        found[name] = values if name not in found else dict.fromkeys(values, float("nan"))
    return found


def _long(rows: Iterable[Row], *, month: str, value: str, named: Sequence[str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        when = _month(str(row.get(month) or ""))
        one = found.setdefault(_name(row, named), {})
        if when:
            one[when] = _number(row.get(value)) if when not in one else float("nan")
    return found


def _name(row: Row, named: Sequence[str]) -> str:
    return "/".join(str(row.get(one) if row.get(one) is not None else "") for one in named)


def _number(cell: object) -> float:
    if cell is None or cell == "":
        return 0.0
    try:
        return float(str(cell))
    except ValueError:
        return float("nan")


def _month(text: str) -> str:
    found = _MONTH.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}" if found else ""


def _found(columns: Sequence[str], names: Sequence[str]) -> str:
    return next((one for one in columns if one.strip().lower() in names), "")
