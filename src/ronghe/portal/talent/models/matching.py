"""The matching assessment of units at regular dates, and their duty to take part (TAL-14)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from ronghe.portal.organisations.models import Offering
from ronghe.portal.talent.models.done import NEVER_CHANGES, NEVER_DELETED, Done


class Unit(Done):
    """A major of a university or college that is assessed from a day on; `by` and `at` say who took it in."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The first day on which it is assessed no longer")
    until_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offering"], condition=Q(until=None), name="talent_unit_once"),
            models.CheckConstraint(
                condition=Q(until=None, until_reason="") | Q(until__gte=F("since")) & ~Q(until_reason=""),
                name="talent_unit_ended_together",
            ),
        ]
        triggers: ClassVar = [
            NEVER_DELETED,
            pgtrigger.Protect(
                name="ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.until IS NOT NULL OR (OLD.offering_id, OLD.since, OLD.by_id, OLD.at)"
                    " IS DISTINCT FROM (NEW.offering_id, NEW.since, NEW.by_id, NEW.at))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"unit of offering {self.offering_id}"


class Round(Done):
    """A date by which every unit is assessed."""

    title = models.CharField(max_length=60)
    opens_on = models.DateField()
    due_on = models.DateField(unique=True, help_text="The last day, included")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="talent_round_period")
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return self.title


class Assessment(Done):
    """A unit has confirmed its data and taken part; what was computed then stays, with what it was computed from."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessments")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assessments")
    snapshot = models.CharField(max_length=80)
    lexicon_version = models.CharField(max_length=20)
    run = models.CharField(max_length=80, blank=True, help_text="The frozen run of the measure, where there is one")
    value = models.FloatField(null=True, help_text="The matching degree, 0 to 100; none: withheld")
    result = models.JSONField(help_text="Everything that was computed, and the data that the unit confirmed")
    digest = models.CharField(max_length=80, help_text="Of the result")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "round"], name="talent_assessed_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__range=(0, 100)), name="talent_degree_up_to_100"),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"unit {self.unit_id} in round {self.round_id}"


class ExitGround(Done):
    """A date that a unit let pass was noted as a ground to exit the pilot."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exit_grounds")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exit_grounds")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "round"], name="talent_exit_ground_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="talent_exit_ground_why"),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"unit {self.unit_id} missed round {self.round_id}"
