"""Whether a definition that could be read makes sense: every mistake at once, each with the path of the part."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ronghe.rulebook import check_cases, check_documents, check_facts, check_forms, check_rules, sizes, values
from ronghe.rulebook.calendar import is_usual
from ronghe.rulebook.citations import citations
from ronghe.rulebook.problems import Problem, given_twice, suggestion
from ronghe.rulebook.structure import Definition, FactType, Offer, Setting

_SETTABLE = frozenset(
    {FactType.INTEGER, FactType.MONEY, FactType.SHARE, FactType.DATE, FactType.BOOLEAN, FactType.TEXT}
)


def check(definition: Definition, *, offer: Offer | None) -> tuple[Problem, ...]:
    """Return every problem; without an offer, whether facts and effects are offered by the platform is not checked."""
    if too_large := tuple(sizes.problems(definition)):
        return too_large
    found = [
        *_head(definition, offer),
        *_citations(definition),
        *_provisions(definition),
        *check_forms.problems(definition),
        *check_cases.problems(definition, offer),
        *check_facts.problems(definition, offer),
        *check_documents.problems(definition),
    ]
    # expressions are compiled against forms, cases and facts: where those are broken, they would only repeat it
    return tuple(dict.fromkeys([*found, *check_rules.problems(definition)]))


def _head(definition: Definition, offer: Offer | None) -> Iterator[Problem]:
    try:
        ZoneInfo(definition.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem(path="timezone", message=f"there is no time zone {definition.timezone!r}")
    if definition.operator not in definition.parties:
        yield Problem(path="operator", message=f"there is no party {definition.operator!r}")
    span = definition.in_force
    if not is_usual(span.since) or (span.until is not None and not is_usual(span.until)):
        yield Problem(path="in_force", message="lies outside the years 1900 to 2199")
    if span.until is not None and span.until < span.since:
        yield Problem(path="in_force.until", message="lies before the day since which the version is in force")
    yield from _parties(definition, offer)
    for key, setting in definition.settings.items():
        yield from _setting(f"settings.{key}", setting)
    for key, vocabulary in definition.vocabularies.items():
        for twice in given_twice(value.key for value in vocabulary.values):
            yield Problem(path=f"vocabularies.{key}", message=f"{twice!r} is listed twice")


def _parties(definition: Definition, offer: Offer | None) -> Iterator[Problem]:
    for key, party in definition.parties.items():
        if offer is not None and party.kind not in offer.organisation_kinds:
            hint = suggestion(party.kind, offer.organisation_kinds)
            yield Problem(path=f"parties.{key}.kind", message=f"there is no kind of organisation {party.kind!r}{hint}")
        if party.province_of is not None and party.province_of not in {*definition.parties} - {key}:
            hint = suggestion(party.province_of, definition.parties)
            yield Problem(path=f"parties.{key}.province_of", message=f"there is no party {party.province_of!r}{hint}")
        elif party.province_of is not None and definition.parties[party.province_of].province_of is not None:
            said = f"{party.province_of!r} is itself found by the province of another"
            yield Problem(path=f"parties.{key}.province_of", message=said)


def _setting(path: str, setting: Setting) -> Iterator[Problem]:
    if setting.type not in _SETTABLE:
        yield Problem(path=f"{path}.type", message=f"the office cannot set a {setting.type.value}")
    elif setting.default is not None:
        try:
            values.parse(setting.default, kind=setting.type)
        except values.UnfitError as error:
            yield Problem(path=f"{path}.default", message=f"{setting.default!r} is no {setting.type.value}: {error}")
    elif setting.unsourced is None:
        yield Problem(path=f"{path}.default", message="is not known: say why under `unsourced`")


def _citations(definition: Definition) -> Iterator[Problem]:
    known = citations(definition)
    for path, clause in _cited(definition):
        if clause not in known:
            hint = suggestion(clause, known)
            yield Problem(path=path, message=f"the source has no clause {clause!r}{hint}")


def _cited(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield every citation with the path of its part; an empty one only where a part must cite."""
    yield from _cited_by_acts(definition)
    for drawer in ("settings", "windows", "quotas", "notices", "documents"):
        for key, part in getattr(definition, drawer).items():
            yield f"{drawer}.{key}.cites", part.cites
    for rule in definition.rules:
        yield f"rules.{rule.id}.cites", rule.cites
    for provision in definition.provisions:
        yield f"provisions.{provision.requirement}.cites", provision.cites
    for at, paragraph in enumerate(definition.guidance):
        if paragraph.cites:
            yield f"guidance.{at}.cites", paragraph.cites
    for at, download in enumerate(definition.downloads):
        yield f"downloads.{at}.cites", download.cites


def _cited_by_acts(definition: Definition) -> Iterator[tuple[str, str]]:
    for kind, shape in definition.cases.items():
        acts = {"begin": shape.begin} | {f"actions.{key}": action for key, action in shape.actions.items()}
        for name, act in acts.items():
            if act.cites is not None:
                yield f"cases.{kind}.{name}.cites", act.cites


def _provisions(definition: Definition) -> Iterator[Problem]:
    for provision in definition.provisions:
        for path in provision.by:
            if not _leads_somewhere(definition, path.split(".")):
                yield Problem(path=f"provisions.{provision.requirement}.by", message=f"there is no {path!r}")


def _leads_somewhere(part: object, path: list[str]) -> bool:
    if not path:
        return True
    if isinstance(part, dict):
        return path[0] in part and _leads_somewhere(part[path[0]], path[1:])
    if isinstance(part, tuple):
        named = [each for each in part if path[0] in (getattr(each, "id", None), getattr(each, "key", None))]
        return bool(named) and _leads_somewhere(named[0], path[1:])
    fields: dict[str, object] = getattr(type(part), "model_fields", {})
    return path[0] in fields and _leads_somewhere(getattr(part, path[0]), path[1:])
