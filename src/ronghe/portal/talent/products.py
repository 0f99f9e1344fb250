"""What insight's products say about the store's state, asked for by the portal. Each answer belongs to one snapshot."""

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ronghe.insight.products import adjustment, comparing, evidence, matching, signals, standards
from ronghe.insight.products.comparing import Comparison
from ronghe.insight.products.evidence import Plan
from ronghe.insight.products.standards import Standard as Drafted
from ronghe.insight.reading import Filter
from ronghe.insight.store import State
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.talent import opened
from ronghe.portal.talent.models import Standard
from ronghe.portal.talent.rows import digest, from_rows

LEAST_ADS = standards.FORMULA.floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A curriculum beside a published standard."""

    plan: Plan
    standard: Standard
    comparison: Comparison
    snapshot: str


def school_of(organisation: Organisation) -> str:
    """Return the ten digits by which tables know a university, or the university of a college; empty without any."""
    school = organisation.parent if organisation.kind == Organisation.Kind.COLLEGE else organisation
    return school.school_code if school else ""


def draft_standard(occupation: str, *, months: int) -> Drafted | None:
    """Return the standard of an occupation over the last months of the state; None where nothing was built."""
    state = opened.state()
    if state is None:
        return None
    last = max((part.month for part in state.tables.get("cube_ads", ()) if part.rows), default="")
    chosen = Filter(since=_earlier(last, months - 1), until=last, occupation=occupation)
    return standards.standard(evidence.occupation(state, chosen))


def plans_of(organisation: Organisation) -> tuple[Plan, ...]:
    """Return the training plans that the state holds of a school, the newest of each major."""
    state, school = opened.state(), school_of(organisation)
    if state is None or not school:
        return ()
    newest: dict[str, Plan] = {}
    for one in evidence.plans(state, school=school):
        newest.setdefault(one.major, one)
    return tuple(sorted(newest.values(), key=lambda one: one.major))


def compare(*, organisation: Organisation, major: str, standard: Standard) -> Compared | None:
    """Return a school's newest plan of a major compared with a standard; None where the state holds no plan."""
    state, school = opened.state(), school_of(organisation)
    if state is None or not school:
        return None
    plan = next(iter(evidence.plans(state, school=school, major=major)), None)
    curriculum = evidence.curriculum(state, school=school, major=major)
    if plan is None or curriculum is None:
        return None
    against = from_rows(standard.rows, standard.made_from)
    return Compared(
        plan=plan,
        standard=standard,
        comparison=comparing.compare(against, curriculum),
        snapshot=state.snapshot,
    )


def _earlier(month: str, by: int) -> str:
    if not month:
        return ""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 - by
    return f"{total // 12}-{total % 12 + 1:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """Advice on a major of a school as plain JSON (`products.adjustment.Proposal`), so that it can be kept as shown."""

    major: str
    step: str
    evidence: Mapping[str, Any]
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """An assessment of a unit as plain JSON, and the digest of the data that the unit confirms."""

    result: Mapping[str, Any]
    value: float | None
    data: Mapping[str, Any]
    data_digest: str
    snapshot: str
    lexicon_version: str
    run: str


def advice_on(organisation: Organisation, major: str) -> Advised | None:
    """Return the advice on a major of a school; None where the state holds nothing of the school."""
    state, school = opened.state(), school_of(organisation)
    if state is None or not school:
        return None
    return _advice(str(opened.root()), state.snapshot, school, major)


# A state never changes, so neither does what is advised from it.
@functools.lru_cache(maxsize=512)
def _advice(_folder: str, snapshot: str, school: str, major: str) -> Advised | None:
    state = opened.state(snapshot)
    if state is None:
        return None
    return _advised(state, adjustment.advise(major=major, signals=signals.of_major(state, school=school, major=major)))


def openings(organisation: Organisation, offered: Collection[str]) -> tuple[Advised, ...]:
    """Return the majors that a school does not offer and that are asked for, the fastest growing first."""
    state = opened.state()
    if state is None:
        return ()
    found = adjustment.openings(offered=sorted(offered), candidates=signals.of_candidates(state, besides=offered))
    return tuple(_advised(state, one) for one in found)


def data_of(organisation: Organisation, major: str) -> Mapping[str, Any]:
    """Return what the state holds of a school's major, as the unit confirms it; empty where there is no state."""
    state, school = opened.state(), school_of(organisation)
    if state is None:
        return {}
    plan = next(iter(evidence.plans(state, school=school, major=major)), None) if school else None
    known = evidence.years(state, school=school, major=major) if school else ()
    return _plain(
        {
            "school": school,
            "major": major,
            "plan": dataclasses.asdict(plan) if plan else None,
            "years": [dataclasses.asdict(one) for one in known],
        }
    )


def assess(organisation: Organisation, major: str, *, on: dt.date) -> Assessed | None:
    """Return the assessment of a school's major on a day; None where nothing was built."""
    state = opened.state()
    if state is None:
        return None
    school = school_of(organisation)
    unit = matching.Unit(school=school, college=organisation.name, major=major)
    figures = signals.of_unit(state, school=school, major=major, on=on)
    made = matching.assess(unit=unit, on=on, figures=figures, snapshot=state.snapshot)
    data = data_of(organisation, major)
    return Assessed(
        result={**_plain(dataclasses.asdict(made)), "data": data},
        value=made.composite.value,
        data=data,
        data_digest=digest(data),
        snapshot=state.snapshot,
        lexicon_version=state.lexicon_version,
        run="",
    )


def _advised(state: State, proposal: adjustment.Proposal) -> Advised:
    evidence_ = _plain(dataclasses.asdict(proposal))
    return Advised(major=proposal.major, step=proposal.advice, evidence=evidence_, snapshot=state.snapshot)


def _plain(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a value as it looks after it was stored as JSON."""
    found: Mapping[str, Any] = json.loads(json.dumps(value, default=str))
    return found
