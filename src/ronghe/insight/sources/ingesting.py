"""A file of job ads into the store: read, cleaned, staged, and what was left out counted by reason.

The same file with the same mapping is the same delivery: it is told and changes nothing. What is killed on the way
leaves no delivery, and the next ingest begins anew.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq

from ronghe.insight import schemas
from ronghe.insight.occupations.coder import Coder
from ronghe.insight.sources import ads, mapping, tables
from ronghe.insight.sources.cleaning import harmless
from ronghe.insight.sources.mapping import Columns
from ronghe.insight.sources.privacy import all_without_personal_data, firm_key
from ronghe.insight.store import Store, digest_of
from ronghe.insight.supply.deliveries import DROPPED, REFUSED, Finding, Unreadable, findings_table, key_of

KIND = "ads"
_SHOWN = 200
Say = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How files are to be taken: their mapping (None: guess), the source's name, the day on which they were collected.

    `day` is said by the user and changes what a delivery is; `today` is the clock's and does not.
    """

    columns: Columns | None = None
    source: str = ""
    day: dt.date | None = None
    today: dt.date
    again: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a file; counts are of findings by (field, reason), except `refused_rows`; months as `2026-11`."""

    delivery: str
    columns: Columns
    is_new: bool = True
    read: int = 0
    staged: int = 0
    refused_rows: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    noted: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    months: set[str] = field(default_factory=set[str])

    def count(self, findings: Sequence[Finding], *, rows: int) -> None:
        """Count the findings of a batch of which `rows` were staged."""
        for one in findings:
            counter = {REFUSED: self.refused, DROPPED: self.dropped}.get(one.severity, self.noted)
            counter[one.field, one.reason] += 1
        refused = len({one.row for one in findings if one.severity == REFUSED})
        self.refused_rows += refused
        self.staged += rows
        self.read += rows + refused


def described(path: Path, *, order: Order) -> tuple[Columns, str]:
    """Return the mapping of a file, said or guessed, and what is wrong with it. Raises Unreadable for a broken file."""
    names = tables.opened(path, batch=1).columns
    columns = order.columns or mapping.guessed(names, source="")
    source = order.source or columns.source or f"unnamed-{digest_of(sorted(names))[:6]}"
    return replace(columns, source=source), mapping.wrong(columns, names)


def ingest(path: Path, *, store: Store, order: Order, coder: Coder, say: Say = lambda _: None) -> Outcome:
    """Stage a file and return what became of it; `say` hears the rows read after each batch.

    Raises Unreadable if nothing of the file can be used, StoreError while another ingest runs.
    """
    columns, wrong = described(path, order=order)
    if wrong:
        raise Unreadable(f"{path.name}: {wrong}")
    said = {"mapping": columns.as_text()} | ({"day": order.day.isoformat()} if order.day else {})
    outcome = Outcome(delivery=key_of(path, given=said), columns=columns)
    if store.is_staged(KIND, outcome.delivery) and not order.again:
        outcome.is_new = False
        return outcome
    with store.staging(KIND, outcome.delivery, schema=schemas.JOB_AD) as staging:
        setting = _setting(outcome, store=store, order=order, coder=coder)
        for batch in tables.opened(path).batches:
            rows, findings = ads.staged(batch, setting=setting)
            staging.rows(rows)
            staging.findings(findings_table(_clean(findings), delivery=outcome.delivery))
            outcome.count(findings, rows=rows.num_rows)
            outcome.months.update(rows["month"].unique().to_pylist())
            say(outcome.read)
        if not outcome.read:
            raise Unreadable(f"{path.name}: the file has a header and no rows")
        staging.note |= _note(path, outcome)
    return outcome


def export_findings(deliveries: Sequence[str], *, store: Store, to: Path) -> int:
    """Write the findings of deliveries as CSV that a spreadsheet may open, and return how many there are."""
    paths = [one.findings for one in store.staged(KIND) if one.delivery in deliveries]
    number = 0
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(schemas.FINDING.names)
        for path in paths:
            for batch in pq.ParquetFile(path).iter_batches():
                writer.writerows([harmless(str(cell)) for cell in one.values()] for one in batch.to_pylist())
                number += batch.num_rows
    return number


def _setting(outcome: Outcome, *, store: Store, order: Order, coder: Coder) -> ads.Setting:
    def code(titles: Sequence[str]) -> list[tuple[str, float]]:
        return [(one.code, one.confidence) for one in coder.code(titles)]

    return ads.Setting(
        delivery=outcome.delivery,
        columns=outcome.columns,
        key=firm_key(store.root),
        reference=order.day or order.today,
        code=code,
    )


def _clean(findings: Sequence[Finding]) -> Iterator[Finding]:
    values = all_without_personal_data([one.value[:_SHOWN] for one in findings])
    return (replace(one, value=value) for one, value in zip(findings, values, strict=True))


def _note(path: Path, outcome: Outcome) -> dict[str, object]:
    columns = outcome.columns
    counts = {"refused": outcome.refused, "dropped": outcome.dropped, "noted": outcome.noted}
    return {
        "file": path.name,
        "source": columns.source,
        "columns": {name: list(one) for name, one in columns.columns.items()},
        "defaults": dict(columns.defaults),
        "months": sorted(outcome.months),
        "read": outcome.read,
        "rows": outcome.staged,
        "refused_rows": outcome.refused_rows,
        **{name: {f"{one}: {reason}": n for (one, reason), n in found.items()} for name, found in counts.items()},
    }
