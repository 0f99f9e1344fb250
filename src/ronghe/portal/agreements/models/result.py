"""Results promised in application and agreement, and how the closing matches each of them."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from ronghe.portal.cases.models import Attachment, Case, Event


class PromisedResult(models.Model):
    """A result that was promised: how many of what, judged how, and where it was promised."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promised_results")
    source = models.CharField(max_length=60, help_text="The form that promised it, such as application or agreement")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    count = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True, help_text="None: at the end of the term")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "code"], name="agreements_result_promised_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="agreements_result_promised_count"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class AchievedResult(models.Model):
    """A result handed in by an act of closing, with its evidence. The newest act's rows count."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="achieved_results")
    promise = models.ForeignKey(PromisedResult, on_delete=models.PROTECT, null=True, related_name="achieved")
    name = models.CharField(max_length=300)
    count = models.PositiveIntegerField(default=1)
    evidence = models.TextField(blank=True, help_text="Where the evidence is found: a name or a page")
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(count__gt=0), name="agreements_result_achieved_count"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name


class ResultException(models.Model):
    """Why a promised result is missing, as an act of closing gives it. The newest act's rows count."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="result_exceptions")
    promise = models.ForeignKey(PromisedResult, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.TextField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="agreements_exception_has_reason"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reason
