"""From a citation to the clause: it names a clause of the notice, or as `<source>:<clause>` one of another source."""

from collections.abc import Mapping

from ronghe.rulebook.cache import KeptFor
from ronghe.rulebook.decisions import Citation
from ronghe.rulebook.structure import Definition


def _all(definition: Definition) -> Mapping[str, Citation]:
    found: dict[str, Citation] = {}
    for source in (definition.source, *definition.also_cites):
        for clause in source.clauses:
            citation = Citation(
                source=source.key, title=source.title, number=source.number, clause=clause.clause, gist=clause.gist
            )
            found[f"{source.key}:{clause.clause}"] = citation
            if source is definition.source:
                found[clause.clause] = citation
    return found


citations: KeptFor[Definition, Mapping[str, Citation]] = KeptFor(_all)


def cite(definition: Definition, clause: str | None) -> Citation | None:
    """Return the clause that a part of a definition cites; None when it cites none or one that does not exist."""
    return citations(definition).get(clause or "")
