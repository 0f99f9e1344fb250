"""The text that both sides sign, their signatures, and what was agreed to change later; the text stays as it is."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ronghe.portal.cases.models import Case, Event
from ronghe.portal.organisations.models import Organisation

NEVER_CHANGES = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)


class Agreement(models.Model):
    """A text drawn up from the answers kept under `kept`; frozen by the first signature, signed by the last.

    Until the case is filed it may be withdrawn as a whole; a new one then takes its place under the next number.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements")
    sequence = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=60, blank=True, help_text="The template; blank: the answers as they are")
    kept = models.CharField(max_length=60)
    parties = models.JSONField(help_text="The parties whose signatures it needs")
    title = models.CharField(max_length=300)
    blocks = models.JSONField(help_text="The text in parts, for pages and files")
    text = models.TextField(help_text="The text as it is signed")
    digest = models.CharField(max_length=80, help_text="Of the text's bytes in UTF-8")
    answers_digest = models.CharField(max_length=80, help_text="Of the answers it was made from")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True, help_text="When it was first signed")
    signed_at = models.DateTimeField(null=True, blank=True, help_text="When the last party signed")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "sequence"], name="agreements_sequence"),
            models.UniqueConstraint(fields=["case"], condition=Q(withdrawn_at=None), name="agreements_one_counts"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(frozen_at__isnull=False, frozen_at__lte=F("signed_at")),
                name="agreements_frozen_before_signed",
            ),
            models.CheckConstraint(condition=~Q(text="") & ~Q(digest=""), name="agreements_has_text"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="text_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["frozen_at", "signed_at", "withdrawn_at"]),
            ),
            pgtrigger.Protect(
                name="moments_are_set_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.frozen_at IS NOT NULL AND OLD.frozen_at IS DISTINCT FROM NEW.frozen_at)"
                    " OR (OLD.signed_at IS NOT NULL AND OLD.signed_at IS DISTINCT FROM NEW.signed_at)"
                    " OR (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at))"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_is_filed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=True, new__withdrawn_at__isnull=False),
                func="""
                    IF EXISTS (SELECT 1 FROM agreements_filing WHERE case_id = OLD.case_id) THEN
                        RAISE EXCEPTION 'the agreement of a filed case cannot be withdrawn';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.digest}"


class Signature(models.Model):
    """One side's recorded act of signing: who, in which role, for which organisation, when, and which text."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=80, help_text="Of the text that was signed")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "party"], name="agreements_signed_once_by_each"),
        ]
        triggers: ClassVar = [
            NEVER_CHANGES,
            pgtrigger.Trigger(
                name="signs_the_text_that_counts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM agreements_agreement
                        WHERE id = NEW.agreement_id AND digest = NEW.digest AND withdrawn_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a signature is for the text that counts and names its digest';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.digest}"


class Amendment(models.Model):
    """What was agreed to change after signing. `changes` are rows of field, before and after, as plain JSON."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="amendments")
    sequence = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=60)
    changes = models.JSONField()
    reason = models.TextField(blank=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "sequence"], name="agreements_amendment_sequence"),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class CaseWithAgreement(Case):
    """A case with an agreement: once signed by somebody, the answers it was made from stay as they are."""

    class Meta:
        proxy = True
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="signed_answers_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("(OLD.kept IS DISTINCT FROM NEW.kept OR OLD.number <> NEW.number)"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM agreements_agreement
                        WHERE case_id = OLD.id AND frozen_at IS NOT NULL AND withdrawn_at IS NULL
                        AND (OLD.kept -> kept IS DISTINCT FROM NEW.kept -> kept OR OLD.number <> NEW.number)
                    ) THEN
                        RAISE EXCEPTION 'the answers that a signed agreement was made from cannot change';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
