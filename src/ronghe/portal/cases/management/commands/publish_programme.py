"""`publish_programme FOLDER --operator NAME`: put a checked definition in force."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ronghe.portal.cases.offer import offer
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes.commands import AlreadyPublished, publish
from ronghe.rulebook.problems import DefinitionError


class Command(BaseCommand):
    """Publishes a definition as a version run by one organisation; the same text again changes nothing."""

    help = "Check a definition and publish it. A published version never changes; a correction is a new version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the definition's folder and the organisation that runs the programme."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--operator", required=True, help="The name of the organisation that runs the programme")

    def handle(self, *_args: object, **options: object) -> None:
        """Publish, or list every problem with its path."""
        folder, name = Path(str(options["folder"])), str(options["operator"])
        operator = Organisation.objects.filter(name=name).first()
        if operator is None:
            raise CommandError(f"there is no organisation called {name!r}")
        library = Path(settings.DEFINITIONS_DIR)
        try:
            version = publish(folder=folder, library=library, operator=operator, at=timezone.now(), offer=offer())
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        except AlreadyPublished as error:
            raise CommandError(f"{error}: give the changed definition a new version") from error
        self.stdout.write(f"{version.programme.key} {version.version} is published: {version.digest}")
