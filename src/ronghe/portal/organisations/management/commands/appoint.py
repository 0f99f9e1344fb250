"""`appoint USERNAME --organisation NAME --role ROLE`: the first officer of a body, whom nobody else could confirm."""

import secrets
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ronghe.portal.accounts import commands as accounts
from ronghe.portal.accounts.commands import NewAccount
from ronghe.portal.accounts.models import User
from ronghe.portal.organisations.commands import appoint
from ronghe.portal.organisations.models import Membership, Organisation


class Command(BaseCommand):
    """Gives a person a role in an organisation; makes the account where there is none, with a password shown once."""

    help = "Give a person a role in an organisation, with a new account where there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the person, the organisation by its full name, and the role."""
        parser.add_argument("username")
        parser.add_argument("--organisation", required=True, help="The full name of a confirmed organisation")
        parser.add_argument("--role", required=True, choices=Membership.Role.values)
        parser.add_argument("--name", default="", help="The person's full name, for a new account")
        parser.add_argument("--email", default="", help="For a new account")

    def handle(self, *_args: object, **options: object) -> None:
        """Appoint, or say what is wrong; nothing is stored then."""
        wanted = {key: str(value) for key, value in options.items()}
        organisation = Organisation.objects.filter(
            name=wanted["organisation"], status=Organisation.Status.CONFIRMED
        ).first()
        if organisation is None:
            raise CommandError(f"there is no confirmed organisation called {wanted['organisation']!r}")
        with transaction.atomic():
            user = User.objects.filter(username__iexact=wanted["username"]).first() or self._create(wanted)
            appoint(user=user, organisation=organisation, role=wanted["role"], day=timezone.localdate())
        self.stdout.write(f"{user.username} is {wanted['role']} of {organisation.name}")

    def _create(self, wanted: dict[str, str]) -> User:
        password = secrets.token_urlsafe(15)
        account = NewAccount(username=wanted["username"], password=password, name=wanted["name"], email=wanted["email"])
        problems = accounts.problems_with(account)
        if problems:
            raise CommandError("; ".join(f"{one.field}: {one.message}" for one in problems))
        user = accounts.create_account(account=account)
        self.stdout.write(f"password of {user.username}, shown this once: {password}")
        return user
