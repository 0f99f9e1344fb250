"""Terms that were proposed for the lexicon of skills, what experts decided on them, and what was handed on."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ronghe.portal.talent.models.done import NEVER_CHANGES, NEVER_DELETED, Done


class TermExport(models.Model):
    """A lexicon of accepted terms that was written for the next build; what it holds can no longer be undone."""

    at = models.DateTimeField()
    terms = models.PositiveIntegerField()
    digest = models.CharField(max_length=80, help_text="Of the file's bytes")

    class Meta:
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.terms} terms {self.digest}"


class Term(models.Model):
    """A word that occurs in texts as skills do and is not in the lexicon yet."""

    class State(models.TextChoices):
        """What was decided last."""

        OPEN = "open", _("待处理")
        ACCEPTED = "accepted", _("已收录")
        MERGED = "merged", _("已并入")
        REFUSED = "refused", _("不收录")

    key = models.CharField(max_length=60, unique=True, help_text="The term as it is compared")
    text = models.CharField(max_length=60)
    frequency = models.PositiveIntegerField()
    cohesion = models.FloatField()
    entropy = models.FloatField(help_text="Of the neighbours, on the side where it is smaller")
    score = models.FloatField()
    examples = ArrayField(models.CharField(max_length=200), help_text="Where it was found")
    source = models.CharField(max_length=200, help_text="The file that proposed it last")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0, help_text="How often it was decided on")
    exported = models.ForeignKey(TermExport, on_delete=models.PROTECT, null=True, blank=True, related_name="held")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-score"], name="talent_terms_best")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key="") & ~Q(text=""), name="talent_term_has_text"),
            models.CheckConstraint(
                condition=Q(exported=None) | Q(state__in=["accepted", "merged"]), name="talent_term_exported_is_taken"
            ),
        ]
        triggers: ClassVar = [NEVER_DELETED]

    def __str__(self) -> str:
        return self.text


class TermDecision(Done):
    """One decision on a term. What an acceptance holds is a row of the lexicon; a merger names the skill it joins."""

    class Act(models.TextChoices):
        """What an expert can do."""

        ACCEPT = "accept", _("收录为新能力")
        MERGE = "merge", _("并入已有能力")
        REFUSE = "refuse", _("不收录")
        UNDO = "undo", _("撤回决定")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    name = models.CharField(max_length=60, blank=True, help_text="The new skill, or the one that it is merged into")
    type = models.CharField(max_length=1, blank=True)
    parent = models.CharField(max_length=60, blank=True)
    word = models.BooleanField(default=False, help_text="Latin letters have to stand alone")
    negative = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "number"], name="talent_term_decided_in_order"),
            models.CheckConstraint(
                condition=Q(act="accept", type__in=["K", "S", "T", "L"]) & ~Q(name="")
                | Q(act="merge", type="", parent="") & ~Q(name="")
                | Q(act__in=["refuse", "undo"], name="", type="", parent="") & ~Q(reason=""),
                name="talent_term_decision_is_whole",
            ),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.act} {self.term_id}"
