"""How large the parts of a definition may be: far above any programme, and small enough that every check ends soon."""

from collections.abc import Collection, Iterator

from ronghe.rulebook.problems import Problem
from ronghe.rulebook.structure import CaseKind, Column, Definition, Document, Form, Rule

_MOST = {
    "parties": 30, "vocabularies": 50, "forms": 200, "cases": 50, "facts": 500, "windows": 100, "quotas": 100,
    "rules": 500, "notices": 100, "provisions": 500, "guidance": 200, "also_cites": 50, "overlays": 20,
    "settings": 200, "documents": 100, "downloads": 100,
}  # fmt: skip
_MOST_STATES = 100
_MOST_ACTIONS = 100
_MOST_NAMED = 100  # roles, source states, quotas, effects and timers of an action, guards of a rule
_MOST_BLOCKS = 300
_MOST_FIELDS = 300
_MOST_OPTIONS = 500
_MOST_CONDITIONS = 50
_MOST_GUARDED = 5000  # conditions times the acts they guard: each is compiled for each


def problems(definition: Definition) -> Iterator[Problem]:
    """Yield what is too large; where something is, nothing else is checked."""
    for drawer, most in _MOST.items():
        yield from _most(drawer, getattr(definition, drawer), most)
    for key, form in definition.forms.items():
        yield from _form(f"forms.{key}", form)
    for key, kind in definition.cases.items():
        yield from _kind(f"cases.{key}", kind)
    for key, document in definition.documents.items():
        yield from _document(f"documents.{key}", document)
    for key, quota in definition.quotas.items():
        yield from _most(f"quotas.{key}.scope", quota.scope, _MOST_NAMED)
    for rule in definition.rules:
        yield from _most(f"rules.{rule.id}.guards", rule.guards, _MOST_NAMED)
        yield from _most(f"rules.{rule.id}.shows", rule.shows, _MOST_NAMED)
        yield from _most(f"rules.{rule.id}.conditions", rule.conditions, _MOST_CONDITIONS)
    if sum(_guarded(rule) for rule in definition.rules) > _MOST_GUARDED:
        yield Problem(path="rules", message=f"guard acts with more than {_MOST_GUARDED} conditions in all")


def _guarded(rule: Rule) -> int:
    return len(rule.guards) * (1 + len(rule.conditions))


def _form(path: str, form: Form) -> Iterator[Problem]:
    yield from _most(f"{path}.sections", form.sections, _MOST_NAMED)
    fields = form.fields()
    yield from _most(path, fields, _MOST_FIELDS)
    for field in fields:
        yield from _most(f"{path}.{field.key}.columns", field.columns, _MOST_NAMED)
        each: Column
        for each in (field, *field.columns):
            if isinstance(each.options, tuple):
                yield from _most(f"{path}.{each.key}.options", each.options, _MOST_OPTIONS)


def _kind(path: str, kind: CaseKind) -> Iterator[Problem]:
    yield from _most(f"{path}.states", kind.states, _MOST_STATES)
    yield from _most(f"{path}.actions", kind.actions, _MOST_ACTIONS)
    yield from _most(f"{path}.lists", kind.lists, _MOST_NAMED)
    for key, state in kind.states.items():
        for part in ("waits_for", "edit", "seen_by"):
            yield from _most(f"{path}.states.{key}.{part}", getattr(state, part), _MOST_NAMED)
    for key, action in kind.actions.items():
        for part in ("by", "source", "takes", "gives_back", "effects", "timers"):
            yield from _most(f"{path}.actions.{key}.{part}", getattr(action, part), _MOST_NAMED)


def _document(path: str, document: Document) -> Iterator[Problem]:
    yield from _most(f"{path}.blocks", document.blocks, _MOST_BLOCKS)
    for at, block in enumerate(document.blocks):
        yield from _most(f"{path}.blocks.{at}.fields", block.fields, _MOST_NAMED)
        yield from _most(f"{path}.blocks.{at}.parties", block.parties, _MOST_NAMED)


def _most(path: str, parts: Collection[object], most: int) -> Iterator[Problem]:
    if len(parts) > most:
        yield Problem(path=path, message=f"has {len(parts):,} parts, at most {most:,} are possible")
