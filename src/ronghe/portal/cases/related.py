"""Facts counted over related cases: how many there are, or the total of an expression over their forms."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet

from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook import engine
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.structure import Definition, Related

SCOPES: dict[str, tuple[str, ...]] = {
    "programme": (),
    "person": ("leader_id",),
    "parent": ("parent_id",),
    "item": ("parent_id", "item"),
}
OF_PARTY = ("parties__organisation_id",)

Scope = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactContext:
    """What sources may look at: the case (perhaps not stored yet), its parties' organisations, the day of the act."""

    case: Case
    definition: Definition
    parties: Mapping[str, Organisation]
    at: dt.datetime
    day: dt.date


def related_values(contexts: Sequence[FactContext], *, related: Related, whole: bool) -> list[Value]:
    """Return for each case how many others are related to it, or their total: None as soon as one is not known.

    The cases share one definition and one day. The case itself never counts. One query, however many cases there are.
    """
    scopes = [_scope(one, of=related.of) for one in contexts]
    cases = _within(_candidates(contexts[0], related=related), of=related.of, scopes=scopes)
    own = [one.case.pk for one in contexts]
    if related.total is None:
        return _counts(cases, names=_names(related.of), scopes=scopes, own=own)
    return _totals(cases, related=related, definition=contexts[0].definition, scopes=scopes, own=own, whole=whole)


def _names(of: str) -> tuple[str, ...]:
    return SCOPES.get(of, OF_PARTY)


def _scope(context: FactContext, *, of: str) -> Scope:
    if of in SCOPES:
        return tuple(getattr(context.case, name) for name in SCOPES[of])
    organisation = context.parties.get(of)
    return (organisation.pk if organisation else None,)


def _candidates(context: FactContext, *, related: Related) -> QuerySet[Case]:
    version = context.case.version
    counted = programmes.siblings(version) if related.every_version else programmes.family(version)
    states = programmes.with_stages(version.programme, kind=related.kind, states=related.states)
    cases = Case.objects.filter(version__in=counted, kind=related.kind, state__in=states)
    return cases.filter(begun_at__year=context.day.year) if related.this_year else cases


def _within(cases: QuerySet[Case], *, of: str, scopes: Sequence[Scope]) -> QuerySet[Case]:
    wanted: dict[str, object] = {} if of in SCOPES else {"parties__party": of}
    for place, name in enumerate(_names(of)):
        wanted[f"{name}__in"] = {scope[place] for scope in scopes} - {None}
    return cases.filter(**wanted).order_by()


def _counts(
    cases: QuerySet[Case], *, names: tuple[str, ...], scopes: Sequence[Scope], own: Sequence[int | None]
) -> list[Value]:
    counted = {"number": Count("pk"), "own": ArrayAgg("pk", filter=Q(pk__in=set(own) - {None}), default=[])}
    rows = cases.values(*names).annotate(**counted) if names else [cases.aggregate(**counted)]
    found = {tuple(row[name] for name in names): row for row in rows}
    nothing = {"number": 0, "own": []}
    return [
        row["number"] - (pk in row["own"])
        for pk, scope in zip(own, scopes, strict=True)
        for row in [found.get(scope, nothing)]
    ]


def _totals(
    cases: QuerySet[Case],
    *,
    related: Related,
    definition: Definition,
    scopes: Sequence[Scope],
    own: Sequence[int | None],
    whole: bool,
) -> list[Value]:
    found: dict[Scope, dict[int, Value]] = defaultdict(dict)
    for pk, data, *scope in cases.values_list("pk", "data", *_names(related.of)):
        total = engine.evaluate(definition, kind=related.kind, form=data, expression=related.total or "")
        found[tuple(scope)][pk] = total
    return [
        _sum([total for other, total in found[scope].items() if other != pk], whole=whole)
        for pk, scope in zip(own, scopes, strict=True)
    ]


def _sum(totals: Sequence[Value], *, whole: bool) -> Value:
    if any(not isinstance(one, int | Decimal) for one in totals):
        return None
    total = sum((Decimal(str(one)) for one in totals), Decimal(0))
    return int(total) if whole else total
