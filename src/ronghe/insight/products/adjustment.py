"""TAL-11: advice on the majors of a university, from signals and rules; never an act, always with its evidence.

Rules are data (`lexicon/adjustment.yaml`). A condition holds by the value of its signal; it holds surely where the
interval holds it too. What is not known fires no rule and is told, and so is every rule that it leaves undecided.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from ronghe.insight.figures import Figure
from ronghe.insight.places import LEXICON
from ronghe.insight.products.traces import Trace
from ronghe.insight.vocabularies.majors import majors

RULES = LEXICON / "adjustment.yaml"
_BOUNDS = ("at_least", "at_most", "above", "below")


class Advice(StrEnum):
    """What is put before people to decide on."""

    OPEN = "open"
    EXPAND = "expand"
    KEEP = "keep"
    REFORM = "reform"
    SHRINK = "shrink"
    STOP = "stop"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a signal is called in Chinese and English, and its unit (`share`, `ratio`, `count`)."""

    zh: str
    en: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A signal with its bound: `kind` is at_least, at_most, above or below; `if_known` holds where it is not known."""

    signal: str
    kind: str
    bound: float
    if_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When which advice is given, with its title in Chinese and English."""

    key: str
    advice: Advice
    title: tuple[str, str]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in their order, what the signals are called, and where all of it comes from."""

    version: int
    source: str
    date: str
    least_known: int
    signals: Mapping[str, Named]
    rules: tuple[Rule, ...]
    opening: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A figure about a major with what is behind it; a figure without a value is "not enough data"."""

    key: str
    figure: Figure
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule whose conditions all hold; `surely` where they hold over the whole intervals of their signals."""

    rule: Rule
    surely: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Advice on a major for people to decide: the rule that gave it, others that fired, and every signal.

    `undecided` are rules that could not be judged, with the signals that were missing; `note` says of a major
    to be opened, in Chinese and English, what that takes; empty where nothing special is known.
    """

    major: str
    major_name: str
    advice: Advice
    fired: Fired | None
    also: tuple[Fired, ...]
    undecided: tuple[tuple[str, tuple[str, ...]], ...]
    signals: tuple[Signal, ...]
    note: tuple[str, str]
    rules_version: int


def advise(*, major: str, signals: Sequence[Signal], given: "Rules | None" = None) -> Proposal:
    """Return advice on a major that is offered; `unknown` where too few signals are known or no rule fires."""
    known = given or rules()
    values = {one.key: one.figure for one in signals if one.figure.value is not None}
    fired = [Fired(rule=one, surely=_surely(one, values)) for one in known.rules if _holds(one, values)]
    enough = len(values) >= known.least_known
    first = fired[0] if fired and enough else None
    return _proposal(
        major, signals, known, first=first, also=tuple(fired[1:]) if enough else (), judged=known.rules, values=values
    )


def openings(
    *, offered: Sequence[str], candidates: Mapping[str, Sequence[Signal]], given: "Rules | None" = None
) -> tuple[Proposal, ...]:
    """Return the majors that are not offered and are asked for, the fastest growing first.

    `candidates` are signals by the code of the major, from the occupations that its graduates go to.
    """
    known = given or rules()
    found = []
    for major, signals in candidates.items():
        values = {one.key: one.figure for one in signals if one.figure.value is not None}
        if major not in offered and _holds(known.opening, values):
            first = Fired(rule=known.opening, surely=_surely(known.opening, values))
            made = _proposal(major, signals, known, first=first, also=(), judged=(known.opening,), values=values)
            found.append((-(values["demand_growth"].value or 0.0), major, made))
    return tuple(made for *_, made in sorted(found, key=lambda one: one[:2]))


def note(major: str) -> tuple[str, str]:
    """Return what opening a major takes, by the suffix of its code in the catalogue."""
    listed = majors().get(major)
    if listed is None:
        return (
            "目录中未见该专业，设置前须核对最新目录",
            "Not in our list of the catalogue: look it up in the newest first",
        )
    if "K" in listed.suffix:
        return (
            "国家控制布点专业，设置须报教育部审批",
            "State-controlled: opening it needs the approval of the Ministry",
        )
    if "T" in listed.suffix:
        return (
            "特设专业，设置前须核对当年规定是否需要审批",
            "Special major: find out whether this year's rules ask for approval",
        )
    return ("", "")


@functools.lru_cache(maxsize=4)
def rules(path: Path = RULES) -> Rules:
    """Return the rules of a file. Raises ValueError with every mistake in it."""
    content: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    signals = {key: Named(**one["title"], unit=one["unit"]) for key, one in content["signals"].items()}
    found = tuple(_rule(one, Advice(one["advice"])) for one in content["rules"])
    opening = _rule(content["opening"], Advice.OPEN)
    wrong = [
        f"{rule.key}: there is no signal {one.signal!r}"
        for rule in (*found, opening)
        for one in rule.conditions
        if one.signal not in signals
    ]
    if wrong:
        raise ValueError("\n".join(wrong))
    return Rules(
        version=content["version"],
        source=content["source"],
        date=str(content["date"]),
        least_known=content["least_known"],
        signals=signals,
        rules=found,
        opening=opening,
    )


def _rule(row: Mapping[str, Any], advice: Advice) -> Rule:
    conditions = tuple(_condition(one) for one in row["all"])
    return Rule(key=row["key"], advice=advice, title=(row["title"]["zh"], row["title"]["en"]), conditions=conditions)


def _condition(row: Mapping[str, Any]) -> Condition:
    kinds = [one for one in _BOUNDS if one in row]
    if len(kinds) != 1 or set(row) - {"signal", "if_known", *_BOUNDS}:
        raise ValueError(f"a condition has a signal and one of {', '.join(_BOUNDS)}, not {dict(row)}")
    return Condition(
        signal=row["signal"], kind=kinds[0], bound=float(row[kinds[0]]), if_known=bool(row.get("if_known", False))
    )


def _holds(rule: Rule, values: Mapping[str, Figure]) -> bool:
    return all(
        _within(one, values[one.signal].value) if one.signal in values else one.if_known for one in rule.conditions
    )


def _surely(rule: Rule, values: Mapping[str, Figure]) -> bool:
    ends = [
        (one, end)
        for one in rule.conditions
        if one.signal in values
        for end in (values[one.signal].low, values[one.signal].high)
        if end is not None
    ]
    return all(_within(one, end) for one, end in ends)


def _within(condition: Condition, value: float | None) -> bool:
    if value is None:
        return False
    bound = condition.bound
    return {
        "at_least": value >= bound,
        "at_most": value <= bound,
        "above": value > bound,
        "below": value < bound,
    }[condition.kind]


def _proposal(
    major: str,
    signals: Sequence[Signal],
    known: Rules,
    *,
    first: Fired | None,
    also: tuple[Fired, ...],
    judged: Sequence[Rule],
    values: Mapping[str, Figure],
) -> Proposal:
    listed = majors().get(major)
    return Proposal(
        major=major,
        major_name=listed.name if listed else major,
        advice=first.rule.advice if first else Advice.UNKNOWN,
        fired=first,
        also=also,
        undecided=tuple((rule.key, missing) for rule in judged if (missing := _missing(rule, values))),
        signals=tuple(signals),
        note=note(major) if first and first.rule.advice is Advice.OPEN else ("", ""),
        rules_version=known.version,
    )


def _missing(rule: Rule, values: Mapping[str, Figure]) -> tuple[str, ...]:
    """Return the signals for want of which a rule can be judged neither way: known ones do not already fail it."""
    known = [one for one in rule.conditions if one.signal in values]
    if not all(_within(one, values[one.signal].value) for one in known):
        return ()
    return tuple(one.signal for one in rule.conditions if one.signal not in values and not one.if_known)
