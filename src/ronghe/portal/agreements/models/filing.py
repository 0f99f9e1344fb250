"""Filing: the moment from which an approval has effect, with its number and documents."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from ronghe.portal.cases.models import Attachment, Case, Event
from ronghe.portal.programmes.models import Programme, ProgrammeVersion


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


class StateAfterFiling(models.Model):
    """A state that a kind of case of a version reaches only by being filed."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "kind", "state"], name="agreements_state_after_filing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class CaseToBeFiled(Case):
    """A case that has to be filed before it is in certain states; looked at when the transaction ends."""

    class Meta:
        proxy = True
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="only_what_is_filed_runs",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM agreements_stateafterfiling
                        WHERE version_id = NEW.version_id AND kind = NEW.kind AND state = NEW.state
                    ) AND NOT EXISTS (SELECT 1 FROM agreements_filing WHERE case_id = NEW.id) THEN
                        RAISE EXCEPTION 'case % is not filed and cannot be %', NEW.number, NEW.state
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]


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
