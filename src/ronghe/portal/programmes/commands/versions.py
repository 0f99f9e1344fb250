"""Publishing a definition: the only way a version of a programme comes into being."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes import publication
from ronghe.portal.programmes.models import Programme, ProgrammeVersion
from ronghe.rulebook import reading
from ronghe.rulebook.problems import DefinitionError, Problem
from ronghe.rulebook.structure import Offer


class AlreadyPublished(Exception):
    """The version exists with another content; a correction needs a new version."""


@transaction.atomic
def publish(*, folder: Path, library: Path, operator: Organisation, at: dt.datetime, offer: Offer) -> ProgrammeVersion:
    """Check a definition and publish it as a version run by `operator`; publishing the same text again changes nothing.

    Raises DefinitionError with every problem and its path, and AlreadyPublished where the version has another content.
    """
    problems = reading.problems_in(folder, library=library, offer=offer)
    if problems:
        raise DefinitionError(problems)
    definition = reading.read(folder, library=library)
    if definition.overlays:
        raise DefinitionError([Problem(path="follows", message="an overlay is no version of the programme by itself")])
    programme, _ = Programme.objects.select_for_update().get_or_create(key=definition.programme)
    digest = reading.digest(definition)
    existing = programme.versions.filter(version=definition.version).first()
    if existing is not None and existing.digest != digest:
        raise AlreadyPublished(f"{definition.programme} {definition.version} was published as {existing.digest}")
    version = existing or ProgrammeVersion.objects.create(
        programme=programme,
        version=definition.version,
        operator=operator,
        text=reading.to_json(definition),
        digest=digest,
        since=definition.in_force.since,
        until=definition.in_force.until,
        published_at=at,
    )
    publication.follow(version)
    return version
