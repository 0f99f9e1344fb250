"""Checks of overlays: whether what one adds fits, and cannot loosen, with paths as its author wrote them."""

from collections.abc import Iterable, Iterator

from ronghe.rulebook import check_stages, checks, sizes
from ronghe.rulebook.overlays import Overlay, merge, sources
from ronghe.rulebook.problems import Problem, suggestion
from ronghe.rulebook.programs import guarded
from ronghe.rulebook.structure import Definition, Offer, Section


def problems(base: Definition, overlay: Overlay, *, offer: Offer | None) -> tuple[Problem, ...]:
    """Return everything that is wrong with an overlay."""
    if mistakes := checks.check(base, offer=offer):
        said = f"the definition has {len(mistakes)} mistakes of its own, first {mistakes[0]}"
        return (Problem(path="follows", message=said),)
    both = merge(base, overlay)
    if too_large := tuple(sizes.problems(both)):
        return tuple(_as_written(each, base, overlay) for each in too_large)
    own = tuple(dict.fromkeys(_own(base, overlay)))
    told = {each.path for each in own}
    merged = (_as_written(each, base, overlay) for each in checks.check(both, offer=offer))
    return (*own, *(each for each in merged if not _is_told(each.path, told)))


def _own(base: Definition, overlay: Overlay) -> Iterator[Problem]:
    if (overlay.follows.programme, overlay.follows.version) != (base.programme, base.version):
        yield Problem(path="follows", message=f"this is not {base.programme} {base.version}")
    if overlay.party not in base.parties:
        yield _missing("party", "party", overlay.party, base.parties)
    if overlay.key in {base.programme, *(each.key for each in base.overlays)}:
        yield Problem(path="key", message=f"{overlay.key!r} is already taken")
    if any(each.key == overlay.source.key and each != overlay.source for each in sources(base)):
        yield Problem(path="source", message="the definition cites another source under this key")
    yield from _citations(overlay)
    yield from _taken("rules", "rule", [each.id for each in overlay.rules], [each.id for each in base.rules])
    yield from _taken("facts", "fact", overlay.facts, base.facts)
    yield from _taken("forms", "form", overlay.forms, base.forms)
    yield from _taken("quotas", "quota", overlay.quotas, base.quotas)
    yield from _taken("documents", "document", overlay.documents, base.documents)
    for key, section in overlay.sections.items():
        yield from _sections(base, key, section)
    yield from _guards(base, overlay)
    yield from _quotas(base, overlay)
    yield from check_stages.problems(base, overlay)


def _citations(overlay: Overlay) -> Iterator[Problem]:
    clauses = [each.clause for each in overlay.source.clauses]
    for path, clause in _cited(overlay):
        if clause not in clauses:
            yield _missing(path, f"clause of {overlay.source.key}", clause, clauses)


def _cited(overlay: Overlay) -> Iterator[tuple[str, str]]:
    yield from ((f"rules.{rule.id}.cites", rule.cites) for rule in overlay.rules)
    yield from ((f"quotas.{key}.cites", each.cites) for key, each in overlay.quotas.items())
    yield from ((f"documents.{key}.cites", each.cites) for key, each in overlay.documents.items())
    yield from ((f"downloads.{at}.cites", each.cites) for at, each in enumerate(overlay.downloads))
    yield from ((f"guidance.{at}.cites", each.cites) for at, each in enumerate(overlay.guidance) if each.cites)
    for kind, stages in overlay.stages.items():
        for key, action in stages.actions.items():
            if action.cites is not None:
                yield f"stages.{kind}.actions.{key}.cites", action.cites


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


def _guards(base: Definition, overlay: Overlay) -> Iterator[Problem]:
    """What the system does by itself, such as holding the cases of a revoked guide, must always be possible."""
    for rule in overlay.rules:
        for act in rule.guards:
            kind, _, name = act.partition(".")
            action = base.cases[kind].actions.get(name) if kind in base.cases else None
            if action is not None and set(action.by) == {"system"}:
                said = f"only the system does {act}: no overlay may stand in its way"
                yield Problem(path=f"rules.{rule.id}.guards", message=said)


def _quotas(base: Definition, overlay: Overlay) -> Iterator[Problem]:
    for key, quota in overlay.quotas.items():
        if overlay.party not in quota.scope:
            said = f"must have {overlay.party!r}: an organisation counts its own cases only"
            yield Problem(path=f"quotas.{key}.scope", message=said)
    acts = guarded(base)
    for word, places in (("takes", overlay.takes), ("gives_back", overlay.gives_back)):
        for act, quotas in places.items():
            path = f"{word}.{act}"
            if act not in acts or act.endswith(".begin"):
                yield _missing(path, "act", act, acts)
                continue
            kind, name = acts[act]
            if word == "takes" and set(base.cases[kind].actions[name].by) == {"system"}:
                yield Problem(path=path, message=f"only the system does {act}: no overlay may stand in its way")
            yield from check_stages.own_quotas(path, quotas, overlay)


def _taken(path: str, what: str, added: Iterable[str], there: Iterable[str]) -> Iterator[Problem]:
    known = frozenset(there)
    for key in added:
        if key in known:
            said = f"the definition has a {what} of this name: an overlay adds and does not replace"
            yield Problem(path=f"{path}.{key}", message=said)


def _missing(path: str, what: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(path=path, message=f"there is no {what} {name!r}{suggestion(name, known)}")


def _as_written(problem: Problem, base: Definition, overlay: Overlay) -> Problem:
    """Return a problem of the merged definition under the path at which the overlay's author wrote the part."""
    parts = problem.path.split(".")
    if parts[0] == "forms" and parts[1] not in overlay.forms:
        parts = ["sections", parts[1], *(parts[3:] if parts[2:3] == ["sections"] else parts[2:])]
    if parts[0] in ("guidance", "downloads") and len(parts) > 1:
        parts[1] = str(int(parts[1]) - len(getattr(base, parts[0])))
    if parts[0] == "cases" and parts[1:2] and parts[1] in overlay.stages:
        parts[0] = "stages"
    return Problem(path=".".join(parts), message=problem.message)


def _is_told(path: str, told: Iterable[str]) -> bool:
    """A wrong part is told once, not again for what follows from it."""
    return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in told)
