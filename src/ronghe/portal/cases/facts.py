"""The facts that the platform knows, each from its one registered source.

A source answers a group of names with one query, so that collecting stays cheap however many names a definition reads.
Higher apps register theirs at start. Form data has namespaces of its own and can never take the place of a fact.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Mark, Organisation
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition, FactType, OfferedFact, Related, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FactContext:
    """What sources may look at: the case (perhaps not stored yet), its parties' organisations, the day of the act."""

    case: Case
    definition: Definition
    parties: Mapping[str, Organisation]
    at: dt.datetime
    day: dt.date


Source = Callable[[FactContext], Mapping[str, Value]]
PartySource = Callable[[Sequence[Organisation], FactContext], Mapping[int, Mapping[str, Value]]]

_sources: list[tuple[dict[str, OfferedFact], Source]] = []
_party_sources: list[tuple[dict[str, OfferedFact], PartySource]] = []


def register(facts: dict[str, OfferedFact], source: Source) -> None:
    """Offer facts under their full names, all answered by one call of `source`."""
    _sources.append((facts, source))


def register_party(facts: dict[str, OfferedFact], source: PartySource) -> None:
    """Offer facts about every party's organisation, readable as `<party>.<name>`."""
    _party_sources.append((facts, source))


def offered() -> dict[str, OfferedFact]:
    """Return all offered facts by full name."""
    return {name: fact for facts, _ in _sources for name, fact in facts.items()}


def offered_of_parties() -> dict[str, OfferedFact]:
    """Return the facts offered about every party, by the last part of their names."""
    return {name: fact for facts, _ in _party_sources for name, fact in facts.items()}


def collect(*, context: FactContext, names: frozenset[str]) -> dict[str, Value]:
    """Return the named facts; a fact without a value is None and makes conditions that read it unknown."""
    declared = context.definition.facts
    found: dict[str, Value] = {
        name: _related(context=context, related=related)
        for name in names
        if name in declared and (related := declared[name].related) is not None
    }
    wanted = names - found.keys()
    for facts, source in _sources:
        if wanted & facts.keys():
            found.update({name: value for name, value in source(context).items() if name in wanted})
    found.update(_of_parties(context=context, wanted=wanted))
    return {name: found.get(name) for name in names}


def _of_parties(*, context: FactContext, wanted: frozenset[str]) -> dict[str, Value]:
    asked = {
        (party, last, f"{party}.{last}")
        for party in context.parties
        for last in offered_of_parties()
        if f"{party}.{last}" in wanted
    }
    organisations = [context.parties[party] for party in sorted({party for party, _, _ in asked})]
    found: dict[str, Value] = {}
    for facts, source in _party_sources:
        mine = [one for one in asked if one[1] in facts]
        answers = source(organisations, context) if mine else {}
        for party, last, name in mine:
            found[name] = answers.get(context.parties[party].pk, {}).get(last)
    return found


def _related(*, context: FactContext, related: Related) -> Value:
    """Return the number of related cases, or the total over them: None as soon as one of them is not known."""
    cases = Case.objects.filter(version_id=context.case.version_id, kind=related.kind, state__in=related.states)
    if context.case.pk is not None:
        cases = cases.exclude(pk=context.case.pk)
    cases = cases.filter(**_scope(context=context, of=related.of))
    if related.this_year:
        cases = cases.filter(begun_at__year=context.day.year)
    if related.total is None:
        return cases.distinct().count()
    declared = context.definition.facts
    totals = [
        engine.evaluate(context.definition, kind=related.kind, form=data, expression=related.total)
        for data in cases.distinct().values_list("data", flat=True)
    ]
    if any(not isinstance(one, int | Decimal) for one in totals):
        return None
    whole = any(fact.related is related and fact.type is FactType.INTEGER for fact in declared.values())
    total = sum((Decimal(str(one)) for one in totals), Decimal(0))
    return int(total) if whole else total


def _scope(*, context: FactContext, of: str) -> dict[str, object]:
    case = context.case
    if of == "person":
        return {"leader_id": case.leader_id}
    if of == "item":
        return {"parent_id": case.parent_id, "item": case.item}
    if of == "parent":
        return {"parent_id": case.parent_id}
    if of == "programme":
        return {}
    organisation = context.parties.get(of)
    return {"parties__party": of, "parties__organisation": organisation}


def _organisation_facts(
    organisations: Sequence[Organisation], _context: FactContext
) -> Mapping[int, Mapping[str, Value]]:
    return {
        one.pk: {
            "name": one.name,
            "founded_on": one.founded_on,
            "confirmed": one.status == Organisation.Status.CONFIRMED,
            "legal_person": one.legal_person,
            "province": one.province or None,
        }
        for one in organisations
    }


def _mark_facts(organisations: Sequence[Organisation], context: FactContext) -> Mapping[int, Mapping[str, Value]]:
    marks = Mark.objects.in_force(
        organisations=organisations, programme=context.definition.programme, day=context.day
    ).values_list("organisation_id", "kind")
    found = set(marks)
    return {
        one.pk: {
            "bad_record": (one.pk, Mark.Kind.BAD_RECORD.value) in found,
            "excluded": (one.pk, Mark.Kind.EXCLUSION.value) in found,
        }
        for one in organisations
    }


def _case_facts(context: FactContext) -> Mapping[str, Value]:
    return {"case.days_in_state": (context.at - context.case.state_since).days}


def _fact(type_: FactType, zh: str, en: str) -> OfferedFact:
    return OfferedFact(type=type_, label=Text(zh=zh, en=en))


def register_own() -> None:
    """Offer what cases and the layers below know."""
    register_party(
        {
            "name": _fact(FactType.TEXT, "单位名称", "name of the organisation"),
            "founded_on": _fact(FactType.DATE, "成立日期", "day of founding"),
            "confirmed": _fact(FactType.BOOLEAN, "身份已核实", "identity confirmed"),
            "legal_person": _fact(FactType.BOOLEAN, "独立法人", "independent legal person"),
            "province": _fact(FactType.TEXT, "所在省份", "province"),
        },
        _organisation_facts,
    )
    register_party(
        {
            "bad_record": _fact(FactType.BOOLEAN, "有欺瞒、诈骗等不良记录", "record of deceit or fraud"),
            "excluded": _fact(FactType.BOOLEAN, "被取消参与资格", "excluded from the programme"),
        },
        _mark_facts,
    )
    register({"case.days_in_state": _fact(FactType.INTEGER, "在本状态的天数", "days in this state")}, _case_facts)
