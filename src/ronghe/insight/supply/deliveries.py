"""A delivery: what was made of one file, with everything in it that counts in no figure and why."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from ronghe.insight.schemas import FINDING
from ronghe.insight.store import Store

REFUSED, DROPPED = "refused", "dropped"
_CHUNK = 1 << 20
_LONGEST = 120


class Unreadable(ValueError):
    """A file of which nothing can be used, with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Why a row (`refused`) or a value of it (`dropped`) counts in no figure; row 1 is the first of its sheet."""

    row: int
    field: str
    value: str
    reason: str
    severity: str = REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The rows of a file that are to be staged as `kind`, and the findings, both as tables of `schemas`."""

    key: str
    kind: str
    file: str
    rows: pa.Table
    findings: pa.Table


def key_of(path: Path, *, given: Mapping[str, str] | None = None) -> str:
    """Return 16 hex digits of the digest of a file and of what was said about it: the same again has the same key."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    if given:
        digest.update(json.dumps(given, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


def delivered(
    path: Path,
    *,
    key: str,
    kind: str,
    rows: Sequence[Mapping[str, object]],
    schema: pa.Schema,
    findings: Sequence[Finding],
) -> Delivery:
    """Return rows and findings of a file as a delivery. Raises Unreadable if there is neither."""
    if not rows and not findings:
        raise Unreadable("the file holds a header and nothing under it")
    return Delivery(
        key=key,
        kind=kind,
        file=path.name,
        rows=pa.Table.from_pylist([{**one, "delivery": key} for one in rows], schema=schema),
        findings=findings_table(findings, delivery=key),
    )


def findings_table(findings: Iterable[Finding], *, delivery: str) -> pa.Table:
    """Return findings as a table (FINDING), values cut to what helps to find the row again."""
    told = [{**asdict(one), "value": one.value[:_LONGEST], "delivery": delivery} for one in findings]
    return pa.Table.from_pylist(told, schema=FINDING)


def stage(store: Store, delivery: Delivery) -> bool:
    """Stage a delivery and return whether it is new; one that is there already changes nothing."""
    if store.is_staged(delivery.kind, delivery.key):
        return False
    with store.staging(delivery.kind, delivery.key, schema=delivery.rows.schema) as staging:
        staging.rows(delivery.rows)
        staging.findings(delivery.findings)
        staging.note |= {"rows": delivery.rows.num_rows, "findings": delivery.findings.num_rows, "file": delivery.file}
    return True
