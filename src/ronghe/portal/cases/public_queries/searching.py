"""Search over what everybody may read: offered guides and results, by titles, numbers, parties; not by people."""

from collections.abc import Iterator
from dataclasses import dataclass

from ronghe.portal.base.search import Asked
from ronghe.portal.cases.conditions import InStates, in_states
from ronghe.portal.cases.finding import PUBLIC, PUBLIC_NAMES, Finder
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.public_queries.offering import offering_of
from ronghe.portal.cases.queries.searching import COUNTED, FoundKind, best, counted, kinds_of
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import CaseKind, State, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFound:
    """A case that everybody may read, and whether it is a guide, which has a page of its own."""

    case: Case
    called: Text
    shape: CaseKind
    state: State
    is_guide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCases:
    """The best of the public cases that were found, and how many there are of each kind."""

    rows: tuple[PublicFound, ...]
    kinds: tuple[FoundKind, ...]
    more: bool

    @property
    def count(self) -> int:
        """Return how many were counted."""
        return sum(one.count for one in self.kinds)


def public_cases(asked: Asked) -> PublicCases:
    """Return the public cases that answer; none where nothing can be looked for."""
    if not asked.terms:
        return PublicCases(rows=(), kinds=(), more=False)
    finder = Finder(asked)
    cases = Case.objects.filter(in_states(_public()), finder.holds(weights=PUBLIC))
    counts = counted(cases)
    rows = best(cases, finder, names=PUBLIC_NAMES) if counts else []
    return PublicCases(
        rows=tuple(_found(one) for one in rows), kinds=kinds_of(counts), more=sum(counts.values()) > COUNTED
    )


def _public() -> Iterator[InStates]:
    """Yield the states in which cases have a public page: guides that are offered, results."""
    for version_id in ProgrammeVersion.objects.order_by("pk").values_list("pk", flat=True):
        offering = offering_of(version_id)
        for kind, shape in programmes.definition(version_id).cases.items():
            if offering and kind == offering.kind:
                yield version_id, kind, offering.listed
            else:
                states = shape.states.items()
                yield version_id, kind, tuple(key for key, one in states if one.public and one.final)


def _found(case: Case) -> PublicFound:
    definition, offering = programmes.definition(case.version_id), offering_of(case.version_id)
    shape = definition.cases[case.kind]
    return PublicFound(
        case=case,
        called=definition.called,
        shape=shape,
        state=shape.states[case.state],
        is_guide=offering is not None and offering.kind == case.kind,
    )
