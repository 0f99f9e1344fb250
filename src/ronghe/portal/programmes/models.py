"""Programmes and their versions. A published version never changes; a correction is a new version."""

from typing import ClassVar

import pgtrigger
from django.db import models

from ronghe.portal.organisations.models import Organisation


class Programme(models.Model):
    """A programme under its permanent key, over all its versions."""

    key = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.key


class ProgrammeVersion(models.Model):
    """One published definition, complete in itself, run by one organisation."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(help_text="The canonical JSON of the definition")
    digest = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "version"], name="programmes_version_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="published_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"
