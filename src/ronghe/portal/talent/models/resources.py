"""The catalogue of digital resources and services that schools and enterprises share (TAL-13)."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ronghe.portal.organisations.models import Organisation
from ronghe.portal.talent.models.done import NEVER_CHANGES, NEVER_DELETED, Done

_SHOWN = (
    *("contributor_id", "form", "title", "summary", "majors", "occupations", "skills"),
    *("licence", "terms", "address", "content", "content_name"),
)


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{one}" for one in _SHOWN)


def _place(instance: "Resource", _filename: str) -> str:
    return f"resources/{instance.key}"


class Resource(models.Model):
    """A resource to teach or practise with, or a service. What others have seen of it stays; only drafts change."""

    class Form(models.TextChoices):
        """What it is; the last three are services."""

        COURSEWARE = "courseware", _("课件与教材")
        SIMULATION = "simulation", _("虚拟仿真")
        CASE = "case", _("教学案例")
        DATASET = "dataset", _("数据集")
        QUESTIONS = "questions", _("题库")
        PLATFORM = "platform", _("实践平台")
        TECHNOLOGY = "technology", _("技术服务")
        TRAINING = "training", _("培训服务")
        PLACEMENT = "placement", _("就业服务")

    class Licence(models.TextChoices):
        """On which terms others may use it."""

        OPEN = "open", _("自由使用，注明来源")
        EDUCATION = "education", _("仅限教学，免费")
        REQUEST = "request", _("须向提供方申请")
        PAID = "paid", _("收费")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审核")
        PUBLISHED = "published", _("已发布")
        RETURNED = "returned", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤下")

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    contributor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    form = models.CharField(max_length=20, choices=Form.choices)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    majors = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    occupations = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    licence = models.CharField(max_length=12, choices=Licence.choices, blank=True)
    terms = models.TextField(blank=True, help_text="Further terms of use")
    address = models.URLField(max_length=300, blank=True)
    content = models.FileField(upload_to=_place, max_length=200, blank=True)
    content_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-state_since"], name="talent_resources_newest"),
            models.Index(fields=["contributor", "state"], name="talent_resources_of"),
            GinIndex(fields=["majors"], name="talent_resources_majors"),
            GinIndex(fields=["skills"], name="talent_resources_skills"),
            GinIndex(fields=["occupations"], name="talent_resources_jobs"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(summary="") & ~Q(licence="") & (~Q(address="") | ~Q(content="")),
                name="talent_resource_handed_in_is_whole",
            ),
        ]
        triggers: ClassVar = [
            NEVER_DELETED,
            pgtrigger.Protect(
                name="seen_stays_as_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state IN ('submitted', 'published', 'withdrawn') AND "
                    f"({_columns('OLD')}) IS DISTINCT FROM ({_columns('NEW')}))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_service(self) -> bool:
        """Return whether it is a service."""
        return self.form in (self.Form.TECHNOLOGY, self.Form.TRAINING, self.Form.PLACEMENT)


class ResourceEvent(Done):
    """One step of a resource, from its first draft on."""

    class Act(models.TextChoices):
        """What can be done with it."""

        SAVE = "save", _("保存草稿")
        SUBMIT = "submit", _("提交审核")
        PUBLISH = "publish", _("发布")
        RETURN = "return", _("退回修改")
        WITHDRAW = "withdraw", _("撤下")
        REVISE = "revise", _("重新修改")

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    state = models.CharField(max_length=10, choices=Resource.State.choices)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "number"], name="talent_resource_in_order"),
            models.CheckConstraint(
                condition=~Q(act__in=["return", "withdraw"]) | ~Q(reason=""), name="talent_resource_why"
            ),
        ]
        triggers: ClassVar = [NEVER_CHANGES]

    def __str__(self) -> str:
        return f"{self.act} {self.resource_id}"
