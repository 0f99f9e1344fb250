"""What an organisation adds, written as one text: from the text to an overlay, and from there to what it adds."""

from dataclasses import dataclass
from pathlib import Path

from ronghe.rulebook.filling import fill
from ronghe.rulebook.overlays import Overlay, refused_keys
from ronghe.rulebook.problems import DefinitionError, Problem
from ronghe.rulebook.reading import read_shape
from ronghe.rulebook.strict import Loaded, Plain, load
from ronghe.rulebook.structure import (
    Action,
    CaseKind,
    Definition,
    Document,
    Form,
    Guidance,
    Quota,
    Rule,
    Section,
    Source,
    State,
)

NAME = "additions.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What a merged definition has beyond the one it adds to, each part with what it belongs to."""

    rules: tuple[Rule, ...]
    sections: tuple[tuple[Form, Section], ...]
    states: tuple[tuple[CaseKind, State], ...]
    actions: tuple[tuple[CaseKind, Action], ...]
    quotas: tuple[Quota, ...]
    documents: tuple[Document, ...]
    guidance: tuple[Guidance, ...]


def read_overlay(text: str, *, library: Path) -> Overlay:
    """Return the overlay that one text describes; its source is written out or the key of one in the library.

    Raises DefinitionError with every mistake of form, each with its path and line.
    """
    loaded = load(text, name=NAME)
    if not isinstance(loaded.value, dict):
        raise DefinitionError([Problem(path="", message="must be a mapping", file=NAME)])
    raw: dict[str, Plain] = dict(loaded.value)
    refused = list(refused_keys(raw))
    if refused:
        raise DefinitionError(refused)
    source = raw.get("source")
    if isinstance(source, str):
        raw["source"] = _source(source, library=library)
    return fill(Loaded(value=raw, lines=loaded.lines), shape=Overlay, name=NAME)


def added(base: Definition, merged: Definition) -> Additions:
    """Return what a merged definition has beyond its base, in the author's order."""
    kinds = [(merged.cases[key], kind) for key, kind in base.cases.items()]
    forms = [(merged.forms[key], len(form.sections)) for key, form in base.forms.items()]
    return Additions(
        rules=merged.rules[len(base.rules) :],
        sections=tuple((form, section) for form, there in forms for section in form.sections[there:]),
        states=tuple((new, state) for new, old in kinds for key, state in new.states.items() if key not in old.states),
        actions=tuple((new, act) for new, old in kinds for key, act in new.actions.items() if key not in old.actions),
        quotas=tuple(quota for key, quota in merged.quotas.items() if key not in base.quotas),
        documents=tuple(one for key, one in merged.documents.items() if key not in base.documents),
        guidance=merged.guidance[len(base.guidance) :],
    )


def _source(key: str, *, library: Path) -> Plain:
    file = library / "sources" / f"{key}.yaml"
    if not key.replace("-", "").isalnum() or not file.is_file():
        raise DefinitionError([Problem(path="source", message=f"there is no source {key[:60]!r}", file=NAME)])
    source: Plain = read_shape(file, shape=Source, name=file.name).model_dump(mode="json", exclude_unset=True)
    return source
