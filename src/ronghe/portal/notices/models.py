"""Public notices, what they list, and objections to them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Organisation
from ronghe.portal.programmes.models import ProgrammeVersion


class Notice(models.Model):
    """A public notice: a list of cases, open to objections for a period."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, help_text="The notice's key in the definition")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    batch = models.CharField(max_length=40, unique=True, help_text="The act, single or in bulk, that opened it")
    opened_at = models.DateTimeField()
    opens_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day, included; none for a publication")
    ends_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=80, help_text="Chained over the entries in their order")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-opened_at"], name="notices_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None, ends_at=None) | Q(ends_on__gte=F("opens_on"), ends_at__isnull=False),
                name="notices_end_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.opens_on}"


class Entry(models.Model):
    """One case in a notice, as it was listed: the values never change, a withdrawal is added beside them."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    listed = models.JSONField(help_text="Fact name to the value shown, as plain JSON")
    digest = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "case"], name="notices_entry_once"),
            models.UniqueConstraint(fields=["notice", "position"], name="notices_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.position}"


class Objection(models.Model):
    """A named objection to one entry. The objector's identity is shown to whoever settles it and to nobody else."""

    class Result(models.TextChoices):
        """How an objection was settled; open until then."""

        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="objections")
    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    organisation_name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120)
    grounds = models.TextField(max_length=4000)
    evidence = models.FileField(upload_to="objections/", max_length=200, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    lodged_at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.OPEN)
    reason = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result="open", settled_at=None, reason="")
                | (~Q(result="open") & Q(settled_at__isnull=False) & ~Q(reason="")),
                name="notices_settled_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["result", "-lodged_at"], name="notices_open_objections")]

    def __str__(self) -> str:
        return self.reference
