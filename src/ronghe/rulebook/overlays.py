"""Overlays: what an organisation adds to a version of a programme. An overlay only adds; it cannot loosen.

Its shape has no place for what could: no states, actions, windows or quotas. Merging appends rules, declares further
facts, puts sections behind those of a form, and never touches a part that is there.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

from pydantic import Field

from ronghe.rulebook import checks
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.structure import (
    Added,
    Definition,
    DottedKey,
    FactDeclaration,
    Form,
    Guidance,
    Key,
    Offer,
    ProgrammeKey,
    Rule,
    Section,
    Shape,
    Source,
    Text,
    VersionKey,
)

_Cited = TypeVar("_Cited", Rule, Guidance)


class Follows(Shape):
    """The version of a programme that an overlay adds to."""

    programme: ProgrammeKey
    version: VersionKey


class Overlay(Shape):
    """What one organisation adds: rules with their facts, sections of forms, guidance, each citing its own source."""

    schema_: Literal["rulebook/1"] = Field(alias="schema")
    key: ProgrammeKey
    version: VersionKey
    title: Text
    follows: Follows
    party: Key = Field(description="The party whose organisations may add it")
    source: Source
    facts: dict[DottedKey, FactDeclaration] = Field(default_factory=dict)
    sections: dict[Key, tuple[Section, ...]] = Field(
        default_factory=dict, description="By the key of a form: sections asked after its own"
    )
    rules: tuple[Rule, ...] = ()
    guidance: tuple[Guidance, ...] = ()


def merge(base: Definition, overlay: Overlay) -> Definition:
    """Return the definition with what an overlay adds. Nothing of the base is replaced, even by a wrong overlay."""
    source = overlay.source
    added = Added(key=overlay.key, version=overlay.version, title=overlay.title, party=overlay.party, source=source.key)
    return base.model_copy(
        update={
            "also_cites": (*base.also_cites, *(() if source in _sources(base) else (source,))),
            "overlays": (*base.overlays, added),
            "facts": {**base.facts, **{key: fact for key, fact in overlay.facts.items() if key not in base.facts}},
            "forms": {key: _with_sections(form, overlay.sections.get(key, ())) for key, form in base.forms.items()},
            "rules": (*base.rules, *(_citing(rule, source) for rule in overlay.rules)),
            "guidance": (*base.guidance, *(_citing(each, source) for each in overlay.guidance)),
        }
    )


def check(base: Definition, overlay: Overlay, *, offer: Offer | None) -> tuple[Problem, ...]:
    """Return everything that is wrong with an overlay, with paths as its author wrote them."""
    if mistakes := checks.check(base, offer=offer):
        said = f"the definition has {len(mistakes)} mistakes of its own, first {mistakes[0]}"
        return (Problem(path="follows", message=said),)
    own = tuple(dict.fromkeys(_own(base, overlay)))
    told = {each.path for each in own}
    merged = (_as_written(each, base) for each in checks.check(merge(base, overlay), offer=offer))
    return (*own, *(each for each in merged if not _is_told(each.path, told)))


def refused_keys(written: Iterable[str]) -> Iterator[Problem]:
    """Yield the parts of a whole definition that an overlay wants to bring along, which it may not."""
    for key in written:
        if key in Definition.model_fields and key not in Overlay.model_fields:
            yield Problem(path=key, message="an overlay only adds rules, facts, sections and guidance")


def _sources(base: Definition) -> tuple[Source, ...]:
    return (base.source, *base.also_cites)


def _with_sections(form: Form, sections: tuple[Section, ...]) -> Form:
    return form.model_copy(update={"sections": (*form.sections, *sections)}) if sections else form


def _citing(part: _Cited, source: Source) -> _Cited:
    return part.model_copy(update={"cites": f"{source.key}:{part.cites}"}) if part.cites else part


def _own(base: Definition, overlay: Overlay) -> Iterator[Problem]:
    if (overlay.follows.programme, overlay.follows.version) != (base.programme, base.version):
        yield Problem(path="follows", message=f"this is not {base.programme} {base.version}")
    if overlay.party not in base.parties:
        yield _missing("party", "party", overlay.party, base.parties)
    if overlay.key in {base.programme, *(each.key for each in base.overlays)}:
        yield Problem(path="key", message=f"{overlay.key!r} is already taken")
    if any(each.key == overlay.source.key and each != overlay.source for each in _sources(base)):
        yield Problem(path="source", message="the definition cites another source under this key")
    yield from _citations(overlay)
    yield from _taken("rules", "rule", [each.id for each in overlay.rules], [each.id for each in base.rules])
    yield from _taken("facts", "fact", overlay.facts, base.facts)
    for key, sections in overlay.sections.items():
        yield from _sections(base, key, sections)


def _citations(overlay: Overlay) -> Iterator[Problem]:
    clauses = [each.clause for each in overlay.source.clauses]
    cited = {f"rules.{rule.id}.cites": rule.cites for rule in overlay.rules}
    cited |= {f"guidance.{at}.cites": each.cites for at, each in enumerate(overlay.guidance) if each.cites}
    for path, clause in cited.items():
        if clause not in clauses:
            yield _missing(path, f"clause of {overlay.source.key}", clause, clauses)


def _sections(base: Definition, key: str, sections: tuple[Section, ...]) -> Iterator[Problem]:
    form = base.forms.get(key)
    if form is None:
        yield _missing(f"sections.{key}", "form", key, base.forms)
        return
    fields = [field.key for field in form.fields()]
    yield from _taken(f"sections.{key}", "section", [each.key for each in sections], [s.key for s in form.sections])
    for section in sections:
        path = f"sections.{key}.{section.key}.fields"
        yield from _taken(path, "field", [field.key for field in section.fields], fields)


def _taken(path: str, what: str, added: Iterable[str], there: Iterable[str]) -> Iterator[Problem]:
    known = frozenset(there)
    for key in added:
        if key in known:
            said = f"the definition has a {what} of this name: an overlay adds and does not replace"
            yield Problem(path=f"{path}.{key}", message=said)


def _missing(path: str, what: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(path=path, message=f"there is no {what} {name!r}{suggestion(name, known)}")


def _as_written(problem: Problem, base: Definition) -> Problem:
    """Return a problem of the merged definition under the path at which the overlay's author wrote the part."""
    parts = problem.path.split(".")
    if parts[0] == "forms":
        parts = ["sections", parts[1], *(parts[3:] if parts[2:3] == ["sections"] else parts[2:])]
    if parts[0] == "guidance":
        parts[1] = str(int(parts[1]) - len(base.guidance))
    return Problem(path=".".join(parts), message=problem.message)


def _is_told(path: str, told: Iterable[str]) -> bool:
    """A wrong part is told once, not again for what follows from it."""
    return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in told)
