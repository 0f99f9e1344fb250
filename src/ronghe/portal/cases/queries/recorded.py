"""Findings as the record keeps them, back in the shape in which pages show them."""

from collections.abc import Mapping
from typing import Any

from ronghe.rulebook.decisions import Citation, Finding, FoundValue, Outcome
from ronghe.rulebook.structure import FactType, Severity, Text


def recorded_finding(stored: Mapping[str, Any]) -> Finding:
    """Return a finding of an event, with the values found and the clause as they were at that time.

    The record is never changed, so what was added to findings later is missing in earlier ones.
    """
    return Finding(
        rule=stored["rule"],
        title=_text(stored["title"]),
        severity=Severity(stored["severity"]),
        outcome=Outcome(stored["outcome"]),
        message=_text(stored["message"]),
        values=tuple(_value(one) for one in stored["values"]),
        cites=_citation(stored["cites"]),
        condition=stored.get("condition", ""),
    )


def _value(stored: Mapping[str, Any]) -> FoundValue:
    return FoundValue(
        name=stored["name"],
        label=_text(stored["label"]),
        type=FactType(stored["type"]),
        value=stored["value"],
        options={key: _text(label) for key, label in stored.get("options", {}).items()},
    )


def _citation(stored: Mapping[str, Any] | None) -> Citation | None:
    if stored is None:
        return None
    return Citation(
        source=stored["source"],
        title=stored["title"],
        number=stored["number"],
        clause=stored["clause"],
        gist=_text(stored["gist"]),
    )


def _text(stored: Mapping[str, Any]) -> Text:
    return Text(zh=stored["zh"], en=stored["en"])
