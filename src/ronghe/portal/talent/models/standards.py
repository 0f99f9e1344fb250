"""Competency standards of occupations (TAL-12): drafted from a state, changed by experts, published for good."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ronghe.portal.talent.models.done import NEVER_CHANGES, NEVER_DELETED, Done


class Standard(models.Model):
    """A version of the standard of an occupation. Its rows are what `products.standards` drafted, as experts left them.

    A published version never changes; a correction is the next version.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("起草中")
        REVIEW = "review", _("待审定")
        PUBLISHED = "published", _("已发布")
        DROPPED = "dropped", _("已放弃")

    occupation = models.CharField(max_length=12, help_text="Its code in the classification of 2022")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    rows = models.JSONField()
    made_from = models.JSONField(help_text="What the draft was made from: snapshot, lexicon, months, sizes, formula")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(
        max_length=80, blank=True, help_text="Of occupation, number, rows and what it is made from"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-state_since"], name="talent_standards_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occupation", "number"], name="talent_standard_number"),
            models.UniqueConstraint(
                fields=["occupation"], condition=Q(state__in=["draft", "review"]), name="talent_standard_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False) & ~Q(digest="")
                | ~Q(state="published") & Q(published_at=None, digest=""),
                name="talent_standard_published_together",
            ),
        ]
        triggers: ClassVar = [
            NEVER_DELETED,
            pgtrigger.Protect(
                name="published_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["published", "dropped"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} {self.number}"


class StandardEvent(Done):
    """One step of a version, or one change of a row with what it was before and after."""

    class Act(models.TextChoices):
        """What can be done."""

        DRAFT = "draft", _("生成草案")
        CHANGE = "change", _("修改条目")
        ADD = "add", _("增加条目")
        REMOVE = "remove", _("删去条目")
        SUBMIT = "submit", _("提交审定")
        RETURN = "return", _("退回修改")
        PUBLISH = "publish", _("发布标准")
        DROP = "drop", _("放弃草案")

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    name = models.CharField(max_length=60, blank=True, help_text="The skill of the row")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "number"], name="talent_standard_in_order"),
            models.CheckConstraint(
                condition=~Q(act__in=["change", "add", "remove", "return", "drop"]) | ~Q(reason=""),
                name="talent_standard_why",
            ),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.act} {self.standard_id}"
