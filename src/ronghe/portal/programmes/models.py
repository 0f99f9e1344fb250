"""Programmes and their versions. A published version never changes; a correction is a new version."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from ronghe.portal.organisations.models import Organisation


class Programme(models.Model):
    """A programme under its permanent key, over all its versions."""

    key = models.CharField(max_length=80, unique=True)
    stages = models.JSONField(
        default=dict, help_text="By kind of case and state: the stages that organisations have put within it"
    )

    def __str__(self) -> str:
        return self.key


class ProgrammeVersion(models.Model):
    """One published definition, complete in itself, run by one organisation.

    With a `base` it is that version with what its `owner`, such as a university, adds for its own cases.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=120, help_text="2024.1, or 2024.1+<key of the additions>.<their version>")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(help_text="The canonical JSON of the definition")
    digest = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "version"], name="programmes_version_once"),
            models.CheckConstraint(
                condition=Q(base=None, owner=None) | Q(base__isnull=False, owner__isnull=False),
                name="programmes_base_and_owner_together",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="published_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"


class Retirement(models.Model):
    """The end of an organisation's additions: no case begins under them any more, running cases keep them."""

    version = models.OneToOneField(ProgrammeVersion, on_delete=models.PROTECT, related_name="retirement")
    reason = models.TextField()
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.version_id} until {self.retired_at}"


class ProgrammeSetting(models.Model):
    """A value that the office has set for a programme, over all its versions; the newest of a key counts.

    Without a value the office has gone back to what the definition says.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="settings")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    reason = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "key", "-id"], name="programmes_setting_newest")]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
