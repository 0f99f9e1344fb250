"""Cases and everything that is stored with an act: events, places, deadlines, messages, files."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from ronghe.portal.organisations.models import Membership, Organisation
from ronghe.portal.programmes.models import Programme, ProgrammeVersion


class Case(models.Model):
    """Whatever moves through states: one row, whatever the programme. `data` is the form, as plain JSON."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=40, unique=True, null=True)
    title = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=60)
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    item = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The row of the parent's items, from 0")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    kept = models.JSONField(default=dict, help_text="Forms filled in by acts, by their `keep_as` or `append_to` key")
    revision = models.PositiveIntegerField(default=0, help_text="Raised by every saving of the form")
    saved_at = models.DateTimeField(null=True, blank=True, help_text="When somebody last saved the form")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["version", "kind", "state", "-state_since"], name="cases_by_state"),
            models.Index(fields=["parent", "item"], name="cases_by_parent_item"),
            models.Index(fields=["version", "kind", "owner"], name="cases_by_owner"),
            models.Index(fields=["leader", "version", "kind"], name="cases_by_leader"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(item=None) | Q(parent__isnull=False), name="cases_item_needs_parent"),
            models.CheckConstraint(
                condition=Q(saved_at=None, saved_by=None) | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="cases_saved_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CaseParty(models.Model):
    """Which organisation stands for a party of the programme in this case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    admitted = models.BooleanField(default=False, help_text="The case has been in a state that this party sees")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "party"], name="cases_party_once")]
        indexes: ClassVar = [models.Index(fields=["organisation", "party", "case"], name="cases_by_party")]

    def __str__(self) -> str:
        return f"{self.party} of {self.case_id}"


class Event(models.Model):
    """One act on a case with its reasons, chained to the act before it. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    source = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=60)
    body = models.JSONField(help_text="Canonical content: facts, findings, asked form, digest of the case's form")
    batch = models.CharField(max_length=40, blank=True)
    token = models.UUIDField(
        null=True, unique=True, help_text="Of the page the act came from: a double click acts once"
    )
    previous = models.CharField(max_length=80)
    digest = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "sequence"], name="cases_event_sequence")]
        indexes: ClassVar = [models.Index(fields=["batch"], name="cases_event_batch", condition=~Q(batch=""))]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.sequence} {self.action}"


class Quota(models.Model):
    """The row that is locked before places are counted and taken, one for each scope of a quota.

    It is one for a version and all that organisations add to it, or, without a base, one for all versions.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "base", "name", "scope"], name="cases_quota_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.scope}"


class QuotaPlace(models.Model):
    """A place of a quota held by a case."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="places")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["quota", "case"], name="cases_place_once")]

    def __str__(self) -> str:
        return f"{self.quota_id} held by {self.case_id}"


class QuotaEntry(models.Model):
    """One line of a quota's ledger: a place taken or given back by an act. Append-only."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    change = models.SmallIntegerField(help_text="1: taken, -1: given back")
    balance = models.PositiveIntegerField(help_text="Places held after it")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "quota entries"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(change__in=(1, -1)), name="cases_entry_takes_or_gives_back"),
        ]
        indexes: ClassVar = [models.Index(fields=["quota", "-id"], name="cases_entry_of_quota")]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.change:+d} = {self.balance}"


class Deadline(models.Model):
    """An act that the system performs by itself when its time has come; gone once performed or called off."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    action = models.CharField(max_length=60)
    at = models.DateTimeField()
    refusal = models.JSONField(default=list, help_text="Why the last try was refused; it is tried again the next day")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="cases_deadline_at")]

    def __str__(self) -> str:
        return f"{self.action} on {self.case_id} at {self.at}"


class IndexedValue(models.Model):
    """A form field marked `index`, typed, so that lists can filter and sort by it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="indexed")
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=300, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["field", "text"], name="cases_indexed_text"),
            models.Index(fields=["field", "number"], name="cases_indexed_number"),
            models.Index(fields=["case", "field"], name="cases_indexed_case"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.case_id}"


class CaseSearch(models.Model):
    """What a case is found by: A its number and its parties, B its leader, C its title, D the item it was made to."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="search")
    vector = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["vector"], name="cases_search_vector", fastupdate=False)]

    def __str__(self) -> str:
        return f"search of {self.case_id}"


class SavedView(models.Model):
    """Filters of a list under a name, for one membership or for everybody with its role in its organisation."""

    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, help_text="The filters, as the list's address has them")
    shared = models.BooleanField(default=False, help_text="Everybody with the owner's role in the organisation has it")
    is_default = models.BooleanField(default=False, help_text="The owner's list opens with it")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "programme", "kind", "name"], name="cases_view_name_once"),
            models.UniqueConstraint(
                fields=["owner", "programme", "kind"], condition=Q(is_default=True), name="cases_view_one_default"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="cases_view_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """Something told to a party of a case: to one person, or to everybody with a role in an organisation."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    zh = models.TextField()
    en = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(organisation__isnull=False), name="cases_message_has_reader"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "role", "-at"], name="cases_message_role"),
            models.Index(fields=["user", "-at"], name="cases_message_user"),
        ]

    def __str__(self) -> str:
        return self.zh


def _place(instance: "Attachment", _filename: str) -> str:
    return f"cases/{instance.case_id}/{instance.key}"


class Attachment(models.Model):
    """A file handed in with a case's form or with an act; its content is fixed by the digest."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=80)
    content = models.FileField(upload_to=_place, max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
