"""Overlays: what an organisation adds to a version of a programme. An overlay only adds; it cannot loosen.

Merging appends rules, declares further facts, puts sections behind those of a form, lets acts take places of further
quotas, and puts stages within states; `stages` says why nobody gets past a state by one. `check_overlays` finds what
does not fit.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeVar

from pydantic import Field

from ronghe.rulebook.problems import Problem
from ronghe.rulebook.stages import Stages, with_stages, with_standing
from ronghe.rulebook.structure import (
    Action,
    Added,
    CaseKind,
    Definition,
    Document,
    DottedKey,
    Download,
    FactDeclaration,
    Form,
    Guidance,
    Key,
    ProgrammeKey,
    Quota,
    Rule,
    Section,
    Shape,
    Source,
    Text,
    VersionKey,
)

_Cited = TypeVar("_Cited", Rule, Guidance, Quota, Document, Download, Action)
_Part = TypeVar("_Part")
_BROUGHT = "rules, facts, forms, sections, quotas, stages, documents, downloads and guidance"


class Follows(Shape):
    """The version of a programme that an overlay adds to."""

    programme: ProgrammeKey
    version: VersionKey


class Overlay(Shape):
    """What one organisation adds, each part citing its own source."""

    schema_: Literal["rulebook/1"] = Field(alias="schema")
    key: ProgrammeKey
    version: VersionKey
    title: Text
    follows: Follows
    party: Key = Field(description="The party whose organisations may add it")
    source: Source
    facts: dict[DottedKey, FactDeclaration] = Field(default_factory=dict)
    forms: dict[Key, Form] = Field(default_factory=dict, description="Further forms, for its own actions to ask")
    sections: dict[Key, tuple[Section, ...]] = Field(
        default_factory=dict, description="By the key of a form: sections asked after its own"
    )
    stages: dict[Key, Stages] = Field(default_factory=dict, description="By kind of case: states and actions")
    quotas: dict[Key, Quota] = Field(default_factory=dict, description="Counted within the adding organisation")
    takes: dict[DottedKey, tuple[Key, ...]] = Field(
        default_factory=dict, description="By act, `<kind>.<action>`: its own quotas of which the act takes a place"
    )
    gives_back: dict[DottedKey, tuple[Key, ...]] = Field(default_factory=dict, description="By act, likewise")
    rules: tuple[Rule, ...] = ()
    documents: dict[Key, Document] = Field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    guidance: tuple[Guidance, ...] = ()


def merge(base: Definition, overlay: Overlay) -> Definition:
    """Return the definition with what an overlay adds. Nothing of the base is replaced, even by a wrong overlay."""
    source = overlay.source
    added = Added(key=overlay.key, version=overlay.version, title=overlay.title, party=overlay.party, source=source.key)
    forms = {key: _with_sections(form, overlay.sections.get(key, ())) for key, form in base.forms.items()}
    merged = base.model_copy(
        update={
            "also_cites": (*base.also_cites, *(() if source in sources(base) else (source,))),
            "overlays": (*base.overlays, added),
            "facts": _beside(base.facts, overlay.facts),
            "forms": _beside(forms, overlay.forms),
            "cases": {key: _kind(key, kind, overlay) for key, kind in base.cases.items()},
            "quotas": _beside(base.quotas, _all_citing(overlay.quotas, source)),
            "rules": (*base.rules, *(_citing(rule, source) for rule in overlay.rules)),
            "documents": _beside(base.documents, _all_citing(overlay.documents, source)),
            "downloads": (*base.downloads, *(_citing(each, source) for each in overlay.downloads)),
            "guidance": (*base.guidance, *(_citing(each, source) for each in overlay.guidance)),
        }
    )
    return with_standing(merged, added=overlay.stages) if overlay.stages else merged


def sources(definition: Definition) -> tuple[Source, ...]:
    """Return the notices that a definition cites."""
    return (definition.source, *definition.also_cites)


def refused_keys(written: Iterable[str]) -> Iterator[Problem]:
    """Yield the parts of a whole definition that an overlay wants to bring along, which it may not."""
    for key in written:
        if key in Definition.model_fields and key not in Overlay.model_fields:
            yield Problem(path=key, message=f"an overlay only adds {_BROUGHT}")


def _beside(there: Mapping[str, _Part], added: Mapping[str, _Part]) -> dict[str, _Part]:
    return {**there, **{key: part for key, part in added.items() if key not in there}}


def _kind(key: str, kind: CaseKind, overlay: Overlay) -> CaseKind:
    actions = {name: _taking(f"{key}.{name}", action, overlay) for name, action in kind.actions.items()}
    taking = kind.model_copy(update={"actions": actions})
    stages = overlay.stages.get(key)
    if stages is None:
        return taking
    cited = stages.model_copy(update={"actions": _all_citing(stages.actions, overlay.source)})
    return with_stages(taking, added=cited, party=overlay.party)


def _taking(act: str, action: Action, overlay: Overlay) -> Action:
    """Return an action that takes and gives back places of the overlay's own quotas, beside those that it takes."""
    taken = [key for key in overlay.takes.get(act, ()) if key in overlay.quotas]
    given_back = [key for key in overlay.gives_back.get(act, ()) if key in overlay.quotas]
    if not taken and not given_back:
        return action
    return action.model_copy(update={"takes": (*action.takes, *taken), "gives_back": (*action.gives_back, *given_back)})


def _with_sections(form: Form, sections: tuple[Section, ...]) -> Form:
    return form.model_copy(update={"sections": (*form.sections, *sections)}) if sections else form


def _all_citing(parts: Mapping[str, _Cited], source: Source) -> dict[str, _Cited]:
    return {key: _citing(part, source) for key, part in parts.items()}


def _citing(part: _Cited, source: Source) -> _Cited:
    return part.model_copy(update={"cites": f"{source.key}:{part.cites}"}) if part.cites else part
