"""Under which version an organisation's case begins, and who stands for its parties."""

from collections.abc import Callable, Mapping

from ronghe.portal.cases.access import parties_of
from ronghe.portal.cases.models import Case
from ronghe.portal.organisations import queries as organisations
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import queries as programmes
from ronghe.portal.programmes.models import ProgrammeVersion
from ronghe.rulebook.structure import Definition

OfProvince = Callable[[str, str], Organisation | None]


def version_for(version: ProgrammeVersion, *, parent: Case | None, organisation: Organisation) -> ProgrammeVersion:
    """Return the version under which an organisation's case begins: with its own additions, where it has any.

    What is begun under a case that has additions keeps those.
    """
    if parent is not None and parent.version.base_id is not None:
        return parent.version
    return programmes.own_version(version, organisation=organisation)


def standing_for(
    *, definition: Definition, case: Case, of_province: OfProvince = organisations.of_province
) -> dict[str, Organisation]:
    """Return the organisations behind the parties: the parent's, the owner's, the operator's, those of a province."""
    parties = parties_of(case.parent) if case.parent else {}
    owner = definition.cases[case.kind].owner.partition(".")[0]
    named = {**parties, definition.operator: case.version.operator, owner: case.owner}
    return {**named, **_of_provinces(definition, named, of_province)}


def _of_provinces(
    definition: Definition, parties: Mapping[str, Organisation], of_province: OfProvince
) -> dict[str, Organisation]:
    """Return who stands for parties that are found by a province; nobody does where no department has registered."""
    found = {}
    for key, party in definition.parties.items():
        beside = parties.get(party.province_of or "")
        if key not in parties and beside is not None:
            department = of_province(party.kind, beside.province)
            found.update({} if department is None else {key: department})
    return found
