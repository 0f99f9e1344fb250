"""Exports: a list as it was asked for, made into a file by a worker, kept for a while for who asked."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ronghe.portal.organisations.models import Membership


def _place(instance: "Export", _filename: str) -> str:
    return f"exports/{instance.key}.xlsx"


class Export(models.Model):
    """A list that somebody wants as a file. Only the membership that asked for it may have it."""

    class State(models.TextChoices):
        """How far it is; one that failed says why."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    query = models.TextField(blank=True, help_text="The filters, as the list's address has them")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="A run that is not the last one stops by itself")
    total = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="When something was last heard of it")
    expires_at = models.DateTimeField()
    content = models.FileField(upload_to=_place, max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "programme", "kind", "query", "language"],
                condition=Q(state__in=["waiting", "running"]),
                name="exchange_export_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(state="done") & ~Q(content="") | ~Q(state="done") & Q(content=""),
                name="exchange_export_done_has_content",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-asked_at"], name="exchange_exports_of_owner"),
            models.Index(fields=["state", "beat_at"], name="exchange_exports_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.owner_id}: {self.state}"
