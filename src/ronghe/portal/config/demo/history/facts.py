"""The facts of a case in a world that is not stored: the same values as the portal's sources find with queries."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from ronghe.portal.agreements import results
from ronghe.portal.agreements.facts import SIGNING, amounts
from ronghe.portal.agreements.models import Kind
from ronghe.portal.cases import facts
from ronghe.portal.cases.facts import FactContext
from ronghe.portal.cases.models import Case
from ronghe.portal.config.demo.history.world import World
from ronghe.portal.notices.models import Objection
from ronghe.portal.organisations.models import Mark
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Related

_SETTING = "setting."
_MARKS = {"bad_record": Mark.Kind.BAD_RECORD, "excluded": Mark.Kind.EXCLUSION}


def collect(world: World, *, context: FactContext, names: frozenset[str]) -> dict[str, Value]:
    """Return the named facts; those that need no query are left to the sources that the portal itself asks."""
    found: dict[str, Value] = {}
    names = frozenset(one for one in names if not one.startswith(_SETTING))  # the office has set none: defaults hold
    for name in names:
        related = world.definition.facts[name].related
        space, _, last = name.partition(".")
        if related is not None:
            found[name] = _related(world, context=context, related=related)
        elif space == "notice":
            found[name] = _of_notices(world, context=context)[name]
        elif space in Kind.values:
            found[name] = _of_promises(world, context=context)[name]
        elif space in _AGREED:
            found[name] = _AGREED[space](world, context)[name]
        elif last in _MARKS:
            found[name] = _is_marked(world, context=context, party=space, kind=_MARKS[last])
    return {**facts.collect(context=context, names=names - found.keys()), **found}


def _related(world: World, *, context: FactContext, related: Related) -> Value:
    cases = [
        one
        for one in _candidates(world, context=context, of=related.of)
        if one.kind == related.kind
        and one.state in related.states
        and one.pk != context.case.pk
        and _is_in_scope(world, case=one, of=related.of, context=context)
        and (not related.this_year or one.begun_at.year == context.day.year)
    ]
    if related.total is None:
        return len(cases)
    totals = [_total(world, case=one, expression=related.total) for one in cases]
    return sum((one for one in totals if isinstance(one, int | Decimal)), Decimal(0))


def _candidates(world: World, *, context: FactContext, of: str) -> Iterable[Case]:
    """Return the cases among which a scope lies: few, where they can be found by what they belong to."""
    if of in ("item", "parent"):
        return world.children[context.case.parent_id or 0]
    if of in context.parties:
        return world.involving[context.parties[of].pk]
    return world.cases.values()


def _total(world: World, *, case: Case, expression: str) -> object:
    known = world.totals.get((case.pk, expression))
    if known is None or known[0] != case.revision:
        total = engine.evaluate(world.definition, kind=case.kind, form=case.data, expression=expression)
        known = world.totals[case.pk, expression] = (case.revision, total)
    return known[1]


def _is_in_scope(world: World, *, case: Case, of: str, context: FactContext) -> bool:
    if of == "programme":
        return True
    if of == "person":
        return case.leader_id == context.case.leader_id
    if of in ("item", "parent"):
        return case.parent_id == context.case.parent_id and (of == "parent" or case.item == context.case.item)
    organisation = context.parties.get(of)
    return any(one.party == of and one.organisation == organisation for one in world.parties[case.pk])


def _of_notices(world: World, *, context: FactContext) -> Mapping[str, Value]:
    entries = [one for one in world.entries[context.case.pk] if one.withdrawn_at is None]
    ends_at = max((one.notice.ends_at for one in entries if one.notice.ends_at), default=None)
    results = [objection.result for entry in entries for objection in world.objections[entry.pk]]
    return {
        "notice.ended": None if ends_at is None else context.at >= ends_at,
        "notice.ends_on": max((one.notice.ends_on for one in entries if one.notice.ends_on), default=None),
        "notice.open_objections": results.count(Objection.Result.OPEN),
        "notice.upheld_objections": results.count(Objection.Result.UPHELD),
    }


def _of_promises(world: World, *, context: FactContext) -> Mapping[str, Value]:
    received: dict[str, Decimal] = {}
    for one in world.deliveries[context.case.pk]:
        received[one.kind] = received.get(one.kind, Decimal(0)) + one.amount
    promised = {one.kind: one for one in world.commitments[context.case.pk]}
    return amounts(promised=promised, received=received, day=context.day)


def _of_signatures(world: World, context: FactContext) -> Mapping[str, Value]:
    drawn = [one for one in world.agreements[context.case.pk] if one.withdrawn_at is None]
    parties = {one.party for agreement in drawn for one in world.signatures[agreement.pk]}
    return {**{f"signatures.{key}": key in parties for key in SIGNING}, "signatures.intact": True if drawn else None}


def _of_filing(world: World, context: FactContext) -> Mapping[str, Value]:
    filed = world.filings.get(context.case.pk)
    return {"record.filing_number": filed.number if filed is not None else None}


def _of_results(world: World, context: FactContext) -> Mapping[str, Value]:
    key = context.case.pk
    return results.counted(
        promised=world.promised_results[key],
        achieved=world.achieved_results[key],
        exceptions=world.result_exceptions[key],
    )


def _of_leader(world: World, context: FactContext) -> Mapping[str, Value]:
    """Nobody of a history leads a case after having left."""
    leader = world.people.get(context.case.leader_id or 0)
    return {"leader.name": leader.name if leader else None, "leader.is_member": True if leader else None}


_AGREED: Mapping[str, Callable[[World, FactContext], Mapping[str, Value]]] = {
    "leader": _of_leader,
    "signatures": _of_signatures,
    "record": _of_filing,
    "results": _of_results,
}


def _is_marked(world: World, *, context: FactContext, party: str, kind: Mark.Kind) -> bool:
    organisation = context.parties[party]
    return any(
        one.organisation == organisation
        and one.kind == kind
        and one.programme in ("", world.definition.programme)
        and _in_force(one, day=context.day)
        for one in world.marks
    )


def _in_force(mark: Mark, *, day: dt.date) -> bool:
    lifted = mark.lifted_on is not None and mark.lifted_on <= day
    return mark.since <= day and (mark.until is None or mark.until >= day) and not lifted
