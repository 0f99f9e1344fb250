"""What a list is about: one kind of case over all versions of a programme, which may stand side by side as modes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from ronghe.portal.cases.access import visible_cases
from ronghe.portal.cases.actors import roles_of_organisation
from ronghe.portal.cases.models import Case
from ronghe.portal.cases.queries.columns import ListColumn, columns_in
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import CaseKind, Definition, State, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A version of a programme as it was published, together with the versions that add a university's own parts."""

    version: ProgrammeVersion
    definition: Definition
    members: Mapping[int, Definition]

    @property
    def key(self) -> str:
        """Return the version by which addresses name the mode."""
        return self.version.version

    @property
    def called(self) -> Text:
        """Return its short name."""
        return self.definition.called


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: the modes that have the kind, newest first, the chosen ones of them, and the cases that the viewer sees.

    `definition` and `shape` are the newest chosen mode's; states and columns are those of all chosen modes together.
    """

    programme: str
    kind: str
    every_mode: tuple[Mode, ...]
    modes: tuple[Mode, ...]
    roles: frozenset[str]
    cases: QuerySet[Case]
    states: Mapping[str, State]
    columns: tuple[ListColumn, ...]

    @property
    def definition(self) -> Definition:
        """Return the newest chosen definition."""
        return self.modes[0].definition

    @property
    def shape(self) -> CaseKind:
        """Return the kind as the newest chosen definition has it."""
        return self.definition.cases[self.kind]

    @property
    def chosen(self) -> str:
        """Return the key of the chosen mode; empty where there is a choice and none has been made."""
        return self.modes[0].key if len(self.modes) == 1 and len(self.every_mode) > 1 else ""

    @property
    def mixed(self) -> bool:
        """Return whether cases of more than one mode stand in the list."""
        return len(self.modes) > 1

    def mode_of(self, case: Case) -> Mode:
        """Return the mode that a case of the list began under."""
        return next(one for one in self.modes if case.version_id in one.members)


def listing(*, programme: str, kind: str, acting: Membership, version: str = "") -> Listing:
    """Return what a list is about, in one version where one is chosen.

    Raises NoAccess where the membership has no part in the programme.
    """
    every = tuple(one for one in modes(programme) if kind in one.definition.cases and _roles(one, acting))
    chosen = tuple(one for one in every if one.key == version) or every
    if not chosen:
        raise NoAccess
    members = {pk: definition for one in chosen for pk, definition in one.members.items()}
    states = dict(chosen[0].definition.cases[kind].states)
    for definition in members.values():
        states.update((key, one) for key, one in definition.cases[kind].states.items() if key not in states)
    columns: dict[str, ListColumn] = {}
    for mode in chosen:
        columns.update((key, one) for key, one in columns_in(mode.version.pk, kind).items() if key not in columns)
    return Listing(
        programme=programme,
        kind=kind,
        every_mode=every,
        modes=chosen,
        roles=frozenset(role for one in chosen for role in _roles(one, acting)),
        cases=visible_cases(acting, programme=programme).filter(version_id__in=list(members), kind=kind),
        states=states,
        columns=tuple(columns.values()),
    )


def modes(programme: str) -> tuple[Mode, ...]:
    """Return the modes of a programme, newest first."""
    versions = list(programmes.every_version(programme))
    return tuple(
        Mode(
            version=base,
            definition=programmes.definition(base.pk),
            members={one.pk: programmes.definition(one.pk) for one in versions if programmes.base_of(one) == base.pk},
        )
        for base in versions
        if programmes.base_of(base) == base.pk
    )


def _roles(mode: Mode, acting: Membership) -> frozenset[str]:
    return roles_of_organisation(definition=mode.definition, organisation=acting.organisation, role=acting.role)
