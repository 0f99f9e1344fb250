"""The facts that the platform knows, each from its one registered source.

A source answers a group of names, for any number of cases, with the queries that one case needs, so that collecting
stays cheap however many names a definition reads and however many cases a page shows.
Higher apps register theirs at start. Form data has namespaces of its own and can never take the place of a fact.
"""

from collections.abc import Callable, Mapping, Sequence

from ronghe.portal.cases.related import FactContext, related_values
from ronghe.portal.organisations.models import Mark, Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.rulebook.decisions import Value
from ronghe.rulebook.scope import is_setting
from ronghe.rulebook.structure import FactType, OfferedFact, Text

__all__ = ["FactContext", "collect", "collect_many", "offered", "offered_of_parties", "register", "register_party"]

Source = Callable[[Sequence[FactContext]], Sequence[Mapping[str, Value]]]
PartySource = Callable[[Sequence[Organisation], FactContext], Mapping[int, Mapping[str, Value]]]

_sources: list[tuple[dict[str, OfferedFact], Source]] = []
_party_sources: list[tuple[dict[str, OfferedFact], PartySource]] = []


def register(facts: dict[str, OfferedFact], source: Source) -> None:
    """Offer facts under their full names, all answered by one call of `source` with a mapping for each context."""
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
    return collect_many(contexts=[context], names=names)[0]


def collect_many(*, contexts: Sequence[FactContext], names: frozenset[str]) -> list[dict[str, Value]]:
    """Return the named facts of several cases of one definition at one moment, in a constant number of queries.

    Of settings only those that the office has set: for others the definition has a value, or they are not known.
    """
    settings = frozenset(name for name in names if is_setting(name))
    if not contexts:
        return []
    found: list[dict[str, Value]] = [dict.fromkeys(names - settings) for _ in contexts]
    if settings:
        own = programmes.set_values(contexts[0].definition)
        for one in found:
            one.update({name: own[name] for name in settings & own.keys()})
    declared = contexts[0].definition.facts
    counted = {name: related for name in names if name in declared and (related := declared[name].related) is not None}
    for name, related in counted.items():
        whole = declared[name].type is FactType.INTEGER
        for one, value in zip(found, related_values(contexts, related=related, whole=whole), strict=True):
            one[name] = value
    wanted = names - counted.keys() - settings
    for facts, source in _sources:
        if asked := wanted & facts.keys():
            for one, values in zip(found, source(contexts), strict=True):
                one.update({name: values.get(name) for name in asked})
    for one, values in zip(found, _of_parties(contexts, wanted=wanted), strict=True):
        one.update(values)
    return found


def _of_parties(contexts: Sequence[FactContext], *, wanted: frozenset[str]) -> list[dict[str, Value]]:
    found: list[dict[str, Value]] = [{} for _ in contexts]
    for facts, source in _party_sources:
        asked = {name for name in wanted if name.partition(".")[2] in facts}
        named = {name.partition(".")[0] for name in asked}
        organisations = {one.pk: one for each in contexts for key, one in each.parties.items() if key in named}
        answers = source(list(organisations.values()), contexts[0]) if organisations else {}
        for one, context in zip(found, contexts, strict=True):
            for name in asked:
                party, _, last = name.partition(".")
                if party in context.parties:
                    one[name] = answers.get(context.parties[party].pk, {}).get(last)
    return found


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


def _case_facts(contexts: Sequence[FactContext]) -> list[Mapping[str, Value]]:
    return [{"case.days_in_state": (one.at - one.case.state_since).days} for one in contexts]


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
