"""The person who logs in. Rights come from memberships in organisations, never from the person."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import SuspiciousOperation
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with a log-in; `name` is the full name as written on documents."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    is_demo = models.BooleanField(
        default=False, help_text="A fictitious person of the demo; such accounts cannot exist in production."
    )

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [models.UniqueConstraint(Lower("username"), name="accounts_username_once_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the full name, as Chinese names are not split in two."""
        return self.name

    def get_short_name(self) -> str:
        """Return the same name: a Chinese name has no short form."""
        return self.name

    @property
    def masked_phone(self) -> str:
        """Return the telephone number with only its first three and last two characters to be read; '' without one."""
        if len(self.phone) < 8:
            return "*" * len(self.phone)
        return self.phone[:3] + "*" * (len(self.phone) - 5) + self.phone[-2:]

    @property
    def masked_email(self) -> str:
        """Return the address with its first character and its domain; '' without one."""
        before, at, domain = self.email.partition("@")
        return f"{before[:1]}***{at}{domain}" if at else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the account. Raises SuspiciousOperation for a demo person where the demo is not served."""
        if self.is_demo and not settings.DEMO_LOGINS:
            raise SuspiciousOperation("a person of the demo cannot be stored here")
        super().save(*args, **kwargs)
