"""What a university decides on its majors, with the evidence as it was shown (TAL-11)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ronghe.portal.talent.models.done import NEVER_CHANGES, Done


class MajorDecision(Done):
    """A decision on a major for a year; a later one counts instead, both stay."""

    class Answer(models.TextChoices):
        """What the university does with the advice."""

        ADOPT = "adopt", _("采纳")
        DECLINE = "decline", _("不采纳")

    class Step(models.TextChoices):
        """What can be done with a major."""

        OPEN = "open", _("增设")
        EXPAND = "expand", _("扩大规模")
        KEEP = "keep", _("保持")
        REFORM = "reform", _("改造")
        SHRINK = "shrink", _("缩减规模")
        STOP = "stop", _("停止招生")

    major = models.CharField(max_length=6, help_text="Its code in the catalogue")
    year = models.PositiveSmallIntegerField(help_text="The year of enrolment that it is for")
    advice = models.CharField(max_length=10, blank=True, help_text="What was advised; blank: no advice was possible")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    step = models.CharField(max_length=10, choices=Step.choices)
    evidence = models.JSONField(help_text="The signals as they were shown")
    snapshot = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=80, help_text="Of the advice and its evidence")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "major", "-at"], name="talent_major_decisions")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="talent_major_decision_why"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2200)), name="talent_major_decision_year"),
            models.CheckConstraint(condition=Q(major__regex=r"^[0-9]{6}$"), name="talent_major_decision_code"),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.major} {self.year}: {self.answer}"
