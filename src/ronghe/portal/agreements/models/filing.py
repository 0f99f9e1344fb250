"""Filing: the moment from which an approval has effect, with its number and documents."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from ronghe.portal.cases.models import Attachment, Case, Event
from ronghe.portal.programmes.models import Programme


class FilingSeries(models.Model):
    """The last number given in a series of a programme; its row is locked while the next one is given."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=80, help_text="The pattern with everything but the number filled in")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "series"], name="agreements_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Filing(models.Model):
    """A case as filed on the platform, once and for good."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="filing")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="filings")
    number = models.CharField(max_length=60)
    filed_at = models.DateTimeField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    documents = models.TextField(blank=True, help_text="Which documents were filed")
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("programme", Upper("number"), name="agreements_filing_number_once"),
            models.CheckConstraint(condition=Q(number__regex=r"^\S(.*\S)?$"), name="agreements_filing_has_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "filed_at"], name="agreements_filed_when")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="filed_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number
