"""TAL-12: the competency standard of an occupation, from what ads ask, enterprises say and experts change.

A skill is required where at least half of the ads ask it or enterprises give it 4 of 5, important from a fifth or 3,
useful from a twentieth or 2; the higher of the two stands, and what an expert says stands over both. These bounds, and
the levels where nobody was asked, are our judgement; a standard says of each level where it comes from.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ronghe.insight.figures import Figure, Formula, withheld
from ronghe.insight.intervals import wilson
from ronghe.insight.products import traces
from ronghe.insight.products.traces import Trace
from ronghe.insight.reading import Filter
from ronghe.insight.store import digest_of

FORMULA = Formula(
    key="STD",
    version=1,
    title=("岗位能力标准", "Competency standard of an occupation"),
    formula="share = n_os / n_o; required ≥ .5 or survey ≥ 4, important ≥ .2 or ≥ 3, useful ≥ .05 or ≥ 2",
    unit="share",
    source="judgement",
    floor=30,
    note=(
        "n_o:该职业的招聘广告条数,少于下限则不出标准;n_os:其中提出该能力的条数。区间为 Wilson 95 %。",
        "n_o: advertisements of the occupation, under the floor there is no standard; n_os: those that ask the skill. "
        "Wilson's interval of 95 %.",
    ),
)
LEAST_ADS, LEAST_ANSWERS = 10, 5  # for a skill: by ads, by firms asked


class Importance(StrEnum):
    """How much an occupation needs a skill."""

    REQUIRED = "required"
    IMPORTANT = "important"
    USEFUL = "useful"


# Least share of ads, least mean of answers (1–5), and the level (1–3) that is assumed where no enterprise was asked.
BOUNDS: Mapping[Importance, tuple[float, float, int]] = {
    Importance.REQUIRED: (0.5, 4.0, 2),
    Importance.IMPORTANT: (0.2, 3.0, 2),
    Importance.USEFUL: (0.05, 2.0, 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many ads ask a skill: of the occupation and of all; `ads` are some of them."""

    skill_id: int
    n_os: int
    n_s: int
    ads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What enterprises say of a skill: mean importance and level (1–5) over `n` firms."""

    skill_id: int
    importance: float
    level: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an expert says of a skill: its importance (None: not in the standard), its level 1–3, and why."""

    skill_id: int
    importance: Importance | None
    level: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of an occupation: `n_o` ads of it among `n`, what they ask, what enterprises say.

    `names` gives the name and type (K, S, T, L) of every skill.
    """

    chosen: Filter
    n_o: int
    n: int
    asked: tuple[Asked, ...]
    opinions: tuple[Opinion, ...] = ()
    names: Mapping[int, tuple[str, str]] = field(default_factory=dict[int, tuple[str, str]])
    snapshot: str = ""
    lexicon_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """A row of a standard. `level` is 1–3 and `level_from` is `survey`, `expert` or `assumed`.

    `weight` is what it counts in coverage: its ads, or, where too few ask it, the least number for its importance.
    """

    skill_id: int
    name: str
    type: str
    importance: Importance
    level: int
    level_from: str
    share: Figure
    rca: Figure
    surveyed: Figure
    weight: float
    changed: str
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """The standard of an occupation (and place and months); without rows `withheld` says why."""

    chosen: Filter
    ads: Figure
    abilities: tuple[Ability, ...]
    withheld: str
    snapshot: str
    lexicon_version: str
    formula_version: int = FORMULA.version


def standard(evidence: Evidence, *, changes: Sequence[Change] = ()) -> Standard:
    """Return the standard of an occupation, the most needed first; none where its ads are under the floor of 30."""
    enough = evidence.n_o >= FORMULA.floor
    none = withheld("sample", n=evidence.n_o, floor=FORMULA.floor)
    return Standard(
        chosen=evidence.chosen,
        ads=Figure(value=float(evidence.n_o), n=evidence.n_o) if enough else none,
        abilities=tuple(sorted(_abilities(evidence, changes), key=_rank)) if enough else (),
        withheld="" if enough else none.withheld,
        snapshot=evidence.snapshot,
        lexicon_version=evidence.lexicon_version,
    )


def canonical(found: Standard) -> str:
    """Return a standard as text, the same for the same standard: what is frozen when it is published."""
    rows = [
        {
            "skill": one.name,
            "type": one.type,
            "importance": one.importance,
            "level": one.level,
            "level_from": one.level_from,
            "share": _plain(one.share),
            "rca": _plain(one.rca),
            "surveyed": _plain(one.surveyed),
            "weight": one.weight,
            "changed": one.changed,
            "ads": list(one.trace.ads),
        }
        for one in found.abilities
    ]
    content = {
        "occupation": found.chosen.occupation,
        "region": found.chosen.region,
        "industry": found.chosen.industry,
        "since": found.chosen.since,
        "until": found.chosen.until,
        "ads": found.ads.n,
        "withheld": found.withheld,
        "snapshot": found.snapshot,
        "lexicon_version": found.lexicon_version,
        "formula": [FORMULA.key, found.formula_version],
        "abilities": rows,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(found: Standard) -> str:
    """Return sixteen digits by which a published standard is known and found unchanged."""
    return digest_of(json.loads(canonical(found)))


def _abilities(evidence: Evidence, changes: Sequence[Change]) -> Iterator[Ability]:
    asked = {one.skill_id: one for one in evidence.asked}
    opinions = {one.skill_id: one for one in evidence.opinions if one.n >= LEAST_ANSWERS}
    said = {one.skill_id: one for one in changes}
    for skill in sorted({*asked, *opinions, *said}):
        by_ads = asked.get(skill, Asked(skill_id=skill, n_os=0, n_s=0))
        importance = _importance(by_ads, opinions.get(skill), n_o=evidence.n_o)
        change = said.get(skill)
        if change is not None:
            importance = change.importance
        if importance is not None:
            yield _ability(evidence, by_ads, opinions.get(skill), change, importance)


def _importance(asked: Asked, opinion: Opinion | None, *, n_o: int) -> Importance | None:
    share = asked.n_os / n_o if asked.n_os >= LEAST_ADS else 0.0
    mean = opinion.importance if opinion else 0.0
    grades = (grade for grade, (least, answers, _) in BOUNDS.items() if share >= least or mean >= answers)
    return next(grades, None)


def _ability(
    evidence: Evidence, asked: Asked, opinion: Opinion | None, change: Change | None, importance: Importance
) -> Ability:
    from ronghe.insight.measures import m02_rca  # scipy takes long to import

    name, kind = evidence.names.get(asked.skill_id, (str(asked.skill_id), ""))
    level, level_from = _level(opinion, change, importance)
    counted = asked.n_os >= LEAST_ADS
    low, high = wilson(asked.n_os, evidence.n_o)
    return Ability(
        skill_id=asked.skill_id,
        name=name,
        type=kind,
        importance=importance,
        level=level,
        level_from=level_from,
        share=Figure(value=asked.n_os / evidence.n_o, low=low, high=high, n=evidence.n_o)
        if counted
        else withheld("sample", n=asked.n_os, floor=LEAST_ADS),
        rca=m02_rca.rca(asked.n_os, n_o=evidence.n_o, n_s=asked.n_s, n=evidence.n),
        surveyed=Figure(value=opinion.importance, n=opinion.n) if opinion else withheld("no-survey", n=0),
        weight=float(asked.n_os) if counted else BOUNDS[importance][0] * evidence.n_o,
        changed=change.reason if change else "",
        trace=traces.of(
            FORMULA,
            snapshot=evidence.snapshot,
            ads=asked.ads,
            ads_total=asked.n_os,
            filter=replace(evidence.chosen, skill=asked.skill_id),
        ),
    )


def _level(opinion: Opinion | None, change: Change | None, importance: Importance) -> tuple[int, str]:
    """Return the level asked, 1–3, and who says so: enterprises' 1–5 up to 2 is 1, up to 3.5 is 2, above is 3."""
    if change is not None and change.level is not None:
        return change.level, "expert"
    if opinion is not None:
        return 1 + (opinion.level > 2.0) + (opinion.level > 3.5), "survey"
    return BOUNDS[importance][2], "assumed"


def _rank(one: Ability) -> tuple[int, float, str]:
    return list(Importance).index(one.importance), -one.weight, one.name


def _plain(figure: Figure) -> list[float | int | str | None]:
    return [figure.value, figure.low, figure.high, figure.n, figure.withheld]
