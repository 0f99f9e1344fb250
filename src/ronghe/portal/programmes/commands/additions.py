"""What a university adds to a programme for its own cases: examined, published beside the version, retired."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ronghe.portal.accounts.refusals import Problem as Unfit
from ronghe.portal.accounts.refusals import Refused
from ronghe.portal.organisations.models import Membership
from ronghe.portal.programmes import publication, queries
from ronghe.portal.programmes.access import access_addition, access_to_add
from ronghe.portal.programmes.models import Programme, ProgrammeVersion, Retirement
from ronghe.rulebook import check_overlays, overlays, reading
from ronghe.rulebook.additions import read_overlay
from ronghe.rulebook.overlays import Overlay
from ronghe.rulebook.problems import DefinitionError, Problem
from ronghe.rulebook.structure import Definition, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Additions without a mistake: the version they add to, and what the two are together."""

    base: ProgrammeVersion
    overlay: Overlay
    merged: Definition

    @property
    def version(self) -> str:
        """Return the name under which the two together are published."""
        return f"{self.base.version}+{self.overlay.key}.{self.overlay.version}"


def examined(*, programme: str, text: str, acting: Membership, offer: Offer) -> Examined:
    """Return additions with the version that they add to, without storing anything.

    Raises DefinitionError with every problem and its path, and NoAccess for whoever may add nothing.
    """
    versions = {one.version: one for one in access_to_add(programme=programme, acting=acting)}
    overlay = read_overlay(text, library=Path(settings.DEFINITIONS_DIR))
    base = versions.get(overlay.follows.version) if overlay.follows.programme == programme else None
    if base is None:
        names = ", ".join(versions)
        raise DefinitionError([Problem(path="follows", message=f"must name {programme} in one of: {names}")])
    definition = queries.definition(base.pk)
    problems = list(_not_theirs(definition, overlay, acting=acting))
    problems += check_overlays.problems(definition, overlay, offer=offer)
    found = Examined(base=base, overlay=overlay, merged=definition)
    if problems or (problems := [*_taken(found, acting=acting), *_elsewhere(found)]):
        raise DefinitionError(problems)
    return Examined(base=base, overlay=overlay, merged=overlays.merge(definition, overlay))


@transaction.atomic
def publish_overlay(
    *, programme: str, text: str, acting: Membership, at: dt.datetime, offer: Offer
) -> ProgrammeVersion:
    """Publish additions: cases of this organisation begin under them from now on, running ones keep their version.

    Publishing the same text again changes nothing. Raises DefinitionError and NoAccess as `examined` does.
    """
    locked = Programme.objects.select_for_update().filter(key=programme).first()
    found = examined(programme=programme, text=text, acting=acting, offer=offer)
    digest = reading.digest(found.merged)
    existing = ProgrammeVersion.objects.filter(programme_id=found.base.programme_id, version=found.version).first()
    version = existing or ProgrammeVersion.objects.create(
        programme_id=found.base.programme_id,
        version=found.version,
        operator_id=found.base.operator_id,
        base=found.base,
        owner_id=acting.organisation_id,
        text=reading.to_json(found.merged),
        digest=digest,
        since=found.base.since,
        until=found.base.until,
        published_at=at,
    )
    if locked is not None:
        _note_stages(locked, found.overlay)
    publication.follow(version)
    return version


def retire_overlay(*, version_id: int, reason: str, acting: Membership, at: dt.datetime) -> Retirement | Refused:
    """Let no further case begin under this organisation's additions; running ones keep them.

    Raises NoAccess for whoever may not add to the programme. Retired ones stay as they are.
    """
    version = access_addition(version_id=version_id, acting=acting)
    if not reason.strip():
        return Refused(problems=(Unfit(field="reason", message=_("请写明理由。")),))
    values = {"reason": reason.strip(), "retired_by_id": acting.user_id, "retired_at": at}
    return Retirement.objects.get_or_create(version=version, defaults=values)[0]


def _not_theirs(definition: Definition, overlay: Overlay, *, acting: Membership) -> Iterator[Problem]:
    party = definition.parties.get(overlay.party)
    if party is not None and (party.kind != acting.organisation.kind or overlay.party == definition.operator):
        yield Problem(path="party", message="must be the party that your organisation stands for")


def _taken(found: Examined, *, acting: Membership) -> Iterator[Problem]:
    """Yield what is wrong with the name: another's key, or a version that was published with another content."""
    beside = ProgrammeVersion.objects.filter(programme_id=found.base.programme_id, base__isnull=False)
    prefix = f"{found.base.version}+{found.overlay.key}."
    for version, owner_id, text in beside.filter(version__startswith=prefix).values_list("version", "owner_id", "text"):
        if owner_id != acting.organisation_id:
            yield Problem(path="key", message="another organisation uses this key; choose one of your own")
            return
        merged = overlays.merge(found.merged, found.overlay)
        if version == found.version and text != reading.to_json(merged):
            yield Problem(path="version", message="this version is published with another content; give a new version")


def _elsewhere(found: Examined) -> Iterator[Problem]:
    """Yield stages whose name lies within another state elsewhere: what counts over all versions could not tell."""
    known = found.base.programme.stages
    for kind, added in found.overlay.stages.items():
        around = {stage: state for state, stages in known.get(kind, {}).items() for stage in stages}
        for key, stage in added.states.items():
            if around.get(key, stage.within) != stage.within:
                said = (
                    f"a stage within {around[key]!r} is already called so in another's additions; choose another name"
                )
                yield Problem(path=f"stages.{kind}.states.{key}", message=said)


def _note_stages(programme: Programme, overlay: Overlay) -> None:
    """Note within which states stages lie, so that what counts cases of all versions finds those in them."""
    for kind, added in overlay.stages.items():
        within = programme.stages.setdefault(kind, {})
        for key, stage in added.states.items():
            within[stage.within] = sorted({*within.get(stage.within, ()), key})
    programme.save(update_fields=["stages"])
