"""Checks of declared facts: offered by the platform with the same type, or counted over cases that exist."""

from collections.abc import Iterator

from ronghe.rulebook.expressions import ExpressionError, Language
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.scope import OFFERED, form_names, item_columns
from ronghe.rulebook.structure import Definition, FactDeclaration, FactType, Offer, OfferedFact, Related

_COUNTED = frozenset({"person", "item", "parent", "programme"})
_TOTALS = {FactType.INTEGER: "INT", FactType.MONEY: "INT", FactType.DECIMAL: "DOUBLE", FactType.SHARE: "DOUBLE"}


def problems(definition: Definition, offer: Offer | None) -> Iterator[Problem]:
    """Yield what is wrong with the declared facts and the names that lists show."""
    for name, fact in definition.facts.items():
        path = f"facts.{name}"
        yield from _space(definition, path, name)
        if fact.type is FactType.TABLE:
            yield Problem(path=f"{path}.type", message="a declared fact cannot be a table")
        if fact.related is not None:
            yield from _related(definition, path, fact, fact.related)
        elif offer is not None:
            yield from _offered(definition, path, name, fact, offer)
        if fact.vocabulary and fact.vocabulary not in definition.vocabularies:
            yield Problem(path=f"{path}.vocabulary", message=f"there is no vocabulary {fact.vocabulary!r}")
    yield from _totals(definition)
    yield from _lists(definition)


def _totals(definition: Definition) -> Iterator[Problem]:
    """One total has one type, by which it is read: a second fact may not count the same as something else."""
    types: dict[tuple[str, str], FactType] = {}
    for name, fact in definition.facts.items():
        if fact.related is not None and fact.related.total is not None:
            first = types.setdefault((fact.related.kind, fact.related.total), fact.type)
            if first is not fact.type:
                yield Problem(path=f"facts.{name}.type", message=f"the same total is already declared as {first.value}")


def _space(definition: Definition, path: str, name: str) -> Iterator[Problem]:
    space, _, last = name.partition(".")
    if "." in last:  # expressions would read it in place of a part of `<namespace>.<name>`
        yield Problem(path=path, message="facts are called <namespace>.<name>, with one full stop")
    if space not in definition.parties and space not in OFFERED:
        known = [*definition.parties, *sorted(OFFERED)]
        yield Problem(path=path, message=f"facts are of a party or of {', '.join(known)}; {space!r} is none of them")
    columns = {column.key for kind in definition.cases for column in item_columns(definition, kind=kind)}
    if space == "item" and last in columns:
        yield Problem(path=path, message="is already a column of the items")


def _related(definition: Definition, path: str, fact: FactDeclaration, related: Related) -> Iterator[Problem]:
    yield from _whose(definition, path, related)
    kind = definition.cases.get(related.kind)
    if kind is None:
        hint = suggestion(related.kind, definition.cases)
        yield Problem(path=f"{path}.related.kind", message=f"there is no kind of case {related.kind!r}{hint}")
        return
    for state in related.states:
        if state not in kind.states:
            hint = suggestion(state, kind.states)
            yield Problem(path=f"{path}.related.states", message=f"{related.kind} has no state {state!r}{hint}")
    if related.total is None:
        if fact.type is not FactType.INTEGER:
            yield Problem(path=f"{path}.type", message="a number of cases is an integer")
    elif fact.type not in _TOTALS:
        yield Problem(path=f"{path}.type", message="a total is an integer, a decimal, a share or money")
    elif kind.form in definition.forms:
        try:
            language = Language(form_names(definition, kind=related.kind), vocabularies=definition.vocabularies)
            language.compile(related.total, returns=(_TOTALS[fact.type], "DYN"))
        except ExpressionError as error:
            yield Problem(path=f"{path}.related.total", message=str(error))


def _whose(definition: Definition, path: str, related: Related) -> Iterator[Problem]:
    if related.of not in definition.parties and related.of not in _COUNTED:
        yield Problem(path=f"{path}.related.of", message=f"{related.of!r} is neither a party nor one of {_words()}")
    if related.every_version and related.of in ("item", "parent"):
        yield Problem(path=f"{path}.related.every_version", message=f"cases of one {related.of} are of one version")


def _offered(definition: Definition, path: str, name: str, fact: FactDeclaration, offer: Offer) -> Iterator[Problem]:
    known: dict[str, OfferedFact] = dict(offer.facts)
    for party in definition.parties:
        known |= {f"{party}.{last}": each for last, each in offer.party_facts.items()}
    if name not in known:
        yield Problem(path=path, message=f"the platform offers no fact {name!r}{suggestion(name, known)}")
    elif known[name].type is not fact.type:
        yield Problem(path=f"{path}.type", message=f"the platform offers it as {known[name].type.value}")


def _lists(definition: Definition) -> Iterator[Problem]:
    """What lists of cases and notices show must be readable of some kind of case."""
    every: set[str] = set()
    for kind, shape in definition.cases.items():
        if shape.form not in definition.forms:
            continue
        own = {each.name for each in form_names(definition, kind=kind)}
        own |= {f"item.{column.key}" for column in item_columns(definition, kind=kind)} | set(definition.facts)
        every |= own
        for name in shape.lists:
            if name not in own:
                yield Problem(path=f"cases.{kind}.lists", message=f"there is no {name!r}{suggestion(name, own)}")
    for key, notice in definition.notices.items():
        for name in notice.lists:
            if name not in every:
                yield Problem(path=f"notices.{key}.lists", message=f"there is no {name!r}{suggestion(name, every)}")


def _words() -> str:
    return ", ".join(sorted(_COUNTED))
