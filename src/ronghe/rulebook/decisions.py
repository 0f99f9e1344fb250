"""What the engine is given and what it answers: acts, findings, decisions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ronghe.rulebook.structure import FactType, Severity, Text

Value = (
    str
    | int
    | Decimal
    | bool
    | dt.date
    | dt.datetime
    | tuple[str, ...]
    | tuple[Mapping[str, object], ...]  # a table's rows
    | Mapping[str, object]  # a file: name, digest, size
    | None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody's wish to do something. `roles` are all roles they hold towards this case, e.g. enterprise.officer."""

    action: str
    roles: frozenset[str]
    at: dt.datetime
    asked: Mapping[str, object] = field(default_factory=dict)


class Outcome(StrEnum):
    """How a rule came out."""

    HELD = "held"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    BY_EYE = "by_eye"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue:
    """A fact that a condition read, with its value in its own unit; None means that it is not known.

    `options` are the labels of what was chosen, by key, where the fact is a choice.
    """

    name: str
    label: Text
    type: FactType
    value: Value
    options: Mapping[str, Text] = field(default_factory=dict[str, Text])


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A clause of a source."""

    source: str
    title: str
    number: str
    clause: str
    gist: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule's outcome, with the values that led to it and the clause it rests on.

    `rule` is the identifier of a rule (`JL-01`), or a built-in reason: `role:<action>`, `state:<state>`,
    `window:<name>`, `quota:<name>`, `form:<field>`, `asked:<field>`, `action:<name>`; on beginning also `parent:<kind>`
    and `item:<table>`. A preference that is met has the outcome held; what is not known the outcome unknown.
    """

    rule: str
    title: Text
    severity: Severity
    outcome: Outcome
    message: Text
    values: tuple[FoundValue, ...] = ()
    cites: Citation | None = None
    field: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The act may happen: the state it leads to, and warnings and preferences found on the way.

    `takes` are the quotas of which a place is taken, `limits` how many places each has; None where that is not known.
    """

    target: str
    findings: tuple[Finding, ...] = ()
    held: tuple[Finding, ...] = ()
    takes: tuple[str, ...] = ()
    limits: Mapping[str, int | None] = field(default_factory=dict[str, int | None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The act may not happen: all reasons at once (warnings included after the blocking ones)."""

    findings: tuple[Finding, ...]
    held: tuple[Finding, ...] = ()


Decision = Allowed | Refused
