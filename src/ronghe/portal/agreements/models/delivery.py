"""What an agreement promises in money and in kind, and what was delivered on it. The two are never added up."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from ronghe.portal.cases.models import Attachment, Case, Event


class Kind(models.TextChoices):
    """Money, or goods: hardware, software and other value in kind."""

    MONEY = "money"
    GOODS = "goods"


class Commitment(models.Model):
    """An amount in CNY promised under a case until a day, as it stands after all amendments."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True, help_text="Since when nothing more is expected: terminated")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind"], name="agreements_commitment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreements_commitment_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="agreements_open_commitments", condition=Q(settled_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} until {self.due_on}"


class Delivery(models.Model):
    """An amount in CNY received on a promise, with its evidence. A mistake is corrected by a counter-entry."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    received_on = models.DateField()
    evidence = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    reason = models.TextField(blank=True, help_text="Why an earlier entry is taken back")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, corrects=None, reason="")
                | Q(amount__lt=0, corrects__isnull=False) & ~Q(reason=""),
                name="agreements_delivery_or_counter_entry",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="takes_back_the_whole_entry",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__corrects__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM agreements_delivery
                        WHERE id = NEW.corrects_id AND case_id = NEW.case_id AND kind = NEW.kind
                        AND amount = -NEW.amount AND corrects_id IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a counter-entry takes back one whole entry of its own case';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} on {self.received_on}"
