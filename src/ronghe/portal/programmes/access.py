"""Who may set a programme's values, and who may add rules of their own to it."""

from ronghe.portal.organisations import queries as organisations
from ronghe.portal.organisations.access import NoAccess
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import queries
from ronghe.portal.programmes.models import ProgrammeVersion


def may_run(acting: Membership, *, version: ProgrammeVersion) -> bool:
    """Return whether a membership is in charge of the organisation that runs a version."""
    return version.operator_id == acting.organisation_id and organisations.is_in_charge(acting)


def access_to_run(*, programme: str, acting: Membership) -> ProgrammeVersion:
    """Return the newest version of a programme that this role runs. Raises NoAccess otherwise."""
    newest = queries.version_of(programme)
    if newest is None or not may_run(acting, version=newest):
        raise NoAccess
    return newest


def may_add(acting: Membership, *, version: ProgrammeVersion) -> bool:
    """Return whether a membership may add rules of its organisation to a version: not the one that runs it."""
    definition = queries.definition(version.pk)
    if not organisations.is_in_charge(acting) or version.operator_id == acting.organisation_id:
        return False
    return any(
        party.kind == acting.organisation.kind and key != definition.operator and not party.province_of
        for key, party in definition.parties.items()
    )


def access_to_add(*, programme: str, acting: Membership) -> list[ProgrammeVersion]:
    """Return the versions of a programme to which this role may add, the newest first. Raises NoAccess for none."""
    versions = queries.versions().filter(programme__key=programme)
    found = [one for one in versions if may_add(acting, version=one)]
    if not found:
        raise NoAccess
    return found


def access_addition(*, version_id: int, acting: Membership) -> ProgrammeVersion:
    """Return a version with this organisation's own additions. Raises NoAccess otherwise."""
    found = queries.additions_of(acting.organisation).filter(pk=version_id).first()
    if found is None or not organisations.is_in_charge(acting):
        raise NoAccess
    return found
