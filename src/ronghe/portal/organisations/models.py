"""Who takes part: organisations, the people in them, what is held against them, and the majors that they teach."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ronghe.insight.vocabularies.majors import major_name
from ronghe.portal.organisations import names

CORPS = "66"  # 新疆生产建设兵团 stands outside GB/T 2260; several national systems use this key
OFFERING_YEARS = (1890, 2200)  # before the first modern university, and after any plan


@pghistory.track()
class Organisation(models.Model):
    """A body with an identity that somebody in charge has confirmed, or is about to."""

    class Kind(models.TextChoices):
        """What a body is; parties of a definition name these keys."""

        MINISTRY = "ministry", _("部委")
        AGENCY = "agency", _("部委直属单位")
        PROVINCIAL_DEPARTMENT = "provincial_department", _("省级教育行政部门")
        UNIVERSITY = "university", _("高等学校")
        COLLEGE = "college", _("院系")
        ENTERPRISE = "enterprise", _("企业")
        EXPERT_BODY = "expert_body", _("专家组织")

    class Status(models.TextChoices):
        """How far the identity has been examined."""

        PENDING = "pending", _("待核实")
        CONFIRMED = "confirmed", _("已核实")
        REFUSED = "refused", _("未通过核实")

    class Level(models.TextChoices):
        """The highest level that a university teaches as a rule."""

        UNDERGRADUATE = "undergraduate", _("本科")
        VOCATIONAL = "vocational", _("专科（高职）")

    kind = models.CharField(_("类型"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    pinyin = models.CharField(max_length=400, editable=False)
    initials = models.CharField(max_length=120, editable=False)
    code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    code_finding = models.TextField(blank=True, help_text="Why an exceptional code was accepted")
    licence = models.FileField(
        _("营业执照扫描件"), upload_to="licences/%Y", blank=True, help_text="Asked for where the code is exceptional"
    )
    school_code = models.CharField(_("学校标识码"), max_length=10, blank=True)
    province = models.CharField(_("省份"), max_length=2, blank=True, help_text="GB/T 2260, two digits; 66 is the Corps")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer exists")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", help_text="Its successor"
    )
    legal_person = models.BooleanField(_("独立法人"), null=True, blank=True)
    level = models.CharField(_("办学层次"), max_length=20, choices=Level.choices, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.PENDING)
    status_reason = models.TextField(_("理由"), blank=True)
    is_fictitious = models.BooleanField(default=False, help_text="Invented for a demo or a test")
    source = models.TextField(blank=True, help_text="Where what is stored here was read")
    source_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering: ClassVar = ["pinyin", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "province", "status"], name="organisations_by_province"),
            models.Index(fields=["kind", "pinyin"], name="organisations_by_pinyin"),
            models.Index(fields=["parent", "kind"], name="organisations_by_parent"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "parent", "name"],
                condition=~Q(status="refused") & Q(closed_on=None),
                nulls_distinct=False,
                name="organisations_name_once",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code="") & ~Q(status="refused"), name="organisations_code_once"
            ),
            models.UniqueConstraint(
                fields=["school_code"],
                condition=~Q(school_code="") & ~Q(status="refused"),
                name="organisations_school_code_once",
            ),
            models.UniqueConstraint(
                fields=["province"],
                condition=Q(kind="provincial_department", status="confirmed"),
                name="organisations_one_department_in_charge",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9A-HJ-NPQRTUWXY]{18})?$"), name="organisations_code_is_normalised"
            ),
            models.CheckConstraint(
                condition=Q(school_code="") | Q(school_code__regex=r"^[0-9]{10}$", kind="university"),
                name="organisations_school_code_of_a_university",
            ),
            models.CheckConstraint(condition=Q(province__regex=r"^([1-8][0-9])?$"), name="organisations_province"),
            models.CheckConstraint(
                condition=~Q(kind="provincial_department", province=""), name="organisations_department_has_province"
            ),
            models.CheckConstraint(
                condition=~Q(kind="college") | Q(parent__isnull=False), name="organisations_college_has_parent"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, merged_into=None)
                | Q(closed_on__isnull=False, kind="college", merged_into=None)
                | Q(closed_on__isnull=False, merged_into__isnull=False) & ~Q(merged_into=F("id")),
                name="organisations_closed_as_a_college_or_into_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="organisations_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(status_reason=""), name="organisations_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row with the reading of its name."""
        self.pinyin, self.initials = names.sort_key(self.name), names.initials(self.name)
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "pinyin", "initials"}
        super().save(*args, **kwargs)


class FormerName(models.Model):
    """What an organisation was called until a day; documents of that time keep the name they were signed under."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    until = models.DateField(help_text="The first day on which it was no longer called so")
    reason = models.TextField(help_text="The document that changed the name")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering: ClassVar = ["organisation", "-until", "-pk"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-until"], name="organisations_former_names")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(name=""), name="organisations_former_name_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Membership(models.Model):
    """A person in a role of an organisation. Rights come from here only; a person may have several."""

    class Status(models.TextChoices):
        """Asked for, in force, or over; a refused one is over without ever having begun."""

        PENDING = "pending", _("待确认")
        ACTIVE = "active", _("有效")
        ENDED = "ended", _("已结束")

    class Role(models.TextChoices):
        """The roles that the platform itself knows; definitions may name further ones."""

        OFFICER = "officer", _("负责人员")
        PROJECT_OFFICE = "project_office", _("项目管理部门")
        TEACHER = "teacher", _("教师")
        ADMIN = "admin", _("单位管理员")
        EXPERT = "expert", _("专家")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=30)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.PENDING)
    status_reason = models.TextField(_("理由"), blank=True)
    staff_number = models.CharField(_("工号"), max_length=40, blank=True)
    college = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="college_members"
    )
    department = models.CharField(_("院系或部门"), max_length=100, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "status", "role"], name="organisations_members"),
            models.Index(fields=["user", "status"], name="organisations_roles_of_user"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=~Q(status="ended"),
                name="organisations_role_held_once",
            ),
            models.CheckConstraint(condition=Q(role__regex=r"^[a-z][a-z0-9_]*$"), name="organisations_role_is_a_key"),
            models.CheckConstraint(
                condition=Q(status="pending", since=None, until=None)
                | Q(status="active", since__isnull=False, until=None)
                | Q(status="ended", since=None, until=None)
                | Q(status="ended", since__isnull=False, until__gte=F("since")),
                name="organisations_membership_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.organisation_id}"

    @property
    def unit(self) -> str:
        """Return where in the organisation the person works: the college as it is called now, and what was typed."""
        return " ".join(one for one in (self.college.name if self.college else "", self.department) if one)

    @property
    def role_label(self) -> str:
        """Return the role in the reader's language, or its key where only a definition knows it."""
        return str(dict(self.Role.choices).get(self.role, self.role))


class MarkQuerySet(models.QuerySet["Mark"]):
    """Reads of marks."""

    def in_force(self, *, organisations: Sequence[Organisation], programme: str, day: dt.date) -> "MarkQuerySet":
        """Return the marks against these organisations that count on a day in a programme."""
        return self.filter(
            Q(programme="") | Q(programme=programme),
            Q(until=None) | Q(until__gte=day),
            Q(lifted_on=None) | Q(lifted_on__gt=day),
            organisation__in=organisations,
            since__lte=day,
        )


@pghistory.track()
class Mark(models.Model):
    """Something proven that is held against an organisation, for a while or for good."""

    class Kind(models.TextChoices):
        """A record says what happened; an exclusion bars from taking part."""

        BAD_RECORD = "bad_record", _("不良记录")
        EXCLUSION = "exclusion", _("取消参与资格")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    programme = models.CharField(max_length=80, blank=True, help_text="The key of a programme; blank: everywhere")
    reason = models.TextField(_("理由"))
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day, included; none: until lifted")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer counts")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = MarkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "kind", "programme"], name="organisations_marks")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="organisations_mark_has_reason"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="organisations_mark_period"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_by=None, lifted_reason="")
                | Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason=""),
                name="organisations_mark_lifted_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation_id}"

    def counts_on(self, day: dt.date) -> bool:
        """Return whether the mark counts on a day, in the programme that it is for."""
        ended = self.until is not None and self.until < day
        return self.since <= day and not ended and (self.lifted_on is None or self.lifted_on > day)


class Major(models.Model):
    """A major of a national catalogue. The key is catalogue, edition and code: numbers recur between catalogues."""

    class Catalogue(models.TextChoices):
        """The national lists of majors."""

        UNDERGRADUATE = "undergraduate", _("普通高等学校本科专业目录")
        VOCATIONAL = "vocational", _("职业教育专业目录")

    catalogue = models.CharField(max_length=20, choices=Catalogue.choices)
    edition = models.CharField(max_length=10, help_text="The year of the list, e.g. 2025")
    code = models.CharField(max_length=6)
    suffix = models.CharField(max_length=2, blank=True, help_text="T special, K state-controlled, TK both")
    name = models.CharField(max_length=100)
    class_code = models.CharField(max_length=4)
    discipline_code = models.CharField(max_length=2)
    source = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["catalogue", "code", "edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalogue", "edition", "code"], name="organisations_major_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{6}$"), name="organisations_major_code"),
            models.CheckConstraint(condition=Q(suffix__in=["", "T", "K", "TK"]), name="organisations_major_suffix"),
        ]

    def __str__(self) -> str:
        return f"{self.code}{self.suffix} {self.name}"

    @property
    def name_en(self) -> str:
        """Return our English name of the major; empty where our list of the catalogues does not have it."""
        name = major_name(self.code, "en")
        return "" if name == self.code else name


@pghistory.track()
class Offering(models.Model):
    """A major as taught by a university or one of its colleges, from a year on and perhaps until another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offerings")
    major = models.ForeignKey(Major, on_delete=models.PROTECT, related_name="offerings")
    since_year = models.PositiveSmallIntegerField(null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The last year, included")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "major"], condition=Q(until_year=None), name="organisations_offered_once"
            ),
            models.CheckConstraint(
                condition=(Q(since_year=None) | Q(since_year__range=OFFERING_YEARS))
                & (Q(until_year=None) | Q(until_year__range=OFFERING_YEARS)),
                name="organisations_offering_years",
            ),
            models.CheckConstraint(
                condition=Q(until_year=None) | Q(since_year=None) | Q(until_year__gte=F("since_year")),
                name="organisations_offering_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.major_id} at {self.organisation_id}"
