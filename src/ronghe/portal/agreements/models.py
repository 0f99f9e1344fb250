"""What an agreement promises in money and in kind, and what was delivered on it. The two are never added up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ronghe.portal.cases.models import Attachment, Case


class Kind(models.TextChoices):
    """Money, or goods: hardware, software and other value in kind."""

    MONEY = "money"
    GOODS = "goods"


class Commitment(models.Model):
    """An amount in CNY promised under a case until a day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind"], name="agreements_commitment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreements_commitment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} until {self.due_on}"


class Delivery(models.Model):
    """An amount in CNY received on a promise, with its evidence."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    received_on = models.DateField()
    evidence = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="agreements_delivery_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} on {self.received_on}"
