"""The person who logs in. Rights come from memberships in organisations, never from the person."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
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

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the full name, as Chinese names are not split in two."""
        return self.name

    def get_short_name(self) -> str:
        """Return the same name: a Chinese name has no short form."""
        return self.name
