"""Forms of registration and accounts. They only read what was typed; the commands say what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ronghe.portal.accounts.commands import NewAccount
from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Problem
from ronghe.portal.organisations.codes.provinces import provinces
from ronghe.portal.organisations.commands import NewEnterprise, NewMember
from ronghe.portal.organisations.models import Major, Mark, Membership, Organisation
from ronghe.portal.web.writing import named

_LICENCE_MOST = 5 * 1024 * 1024
_LICENCE_BEGINS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class CommandForm(forms.Form):
    """A form whose missing answers are reported by the command, together with everything else that is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", kind)

    def full_clean(self) -> None:
        """Read all fields, taking none of them for required."""
        required = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = required[name]

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show what a command has found beside its field; a field that could not be read keeps its own error."""
        unreadable = set(self.errors)
        for problem in problems:
            if problem.field not in unreadable:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)

    def text(self, name: str) -> str:
        """Return what was typed into a field, without blanks around it; '' if it could not be read."""
        return str(self.cleaned_data.get(name) or "").strip()


class AccountFields(CommandForm):
    """The part of a registration that makes a log-in; left out for people who have one."""

    person = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.CharField(label=_("电子邮箱"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        help_text=_("登录时使用，3至60个字符。"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False)
    )
    repeated = forms.CharField(
        label=_("再输一次密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            for name in AccountFields.base_fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords, so that a slip does not lock the person out."""
        data = super().clean() or {}
        if self.user is None and data.get("password") != data.get("repeated"):
            self.add_error("repeated", _("两次输入的密码不一致。"))
        return data

    def by(self) -> NewAccount | User:
        """Return who registers: the person who has logged in, or a new account."""
        return self.user or NewAccount(
            username=self.text("username"),
            password=self.cleaned_data.get("password") or "",
            name=self.text("person"),
            email=self.text("email"),
            phone=self.text("phone"),
        )

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show problems of the account beside the fields of this form."""
        renamed = (Problem(field="person", message=one.message) if one.field == "name" else one for one in problems)
        super().add_problems(renamed)


class EnterpriseForm(AccountFields):
    """An enterprise with its first officer."""

    code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        help_text=_("营业执照上的18位代码。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    enterprise_name = forms.CharField(
        label=_("企业全称"), max_length=200, widget=forms.TextInput({"autocomplete": "organization"})
    )
    province = forms.ChoiceField(label=_("所在省份"))
    founded_on = forms.DateField(
        label=_("成立日期"),
        help_text=_("营业执照上的成立日期。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    legal_person = forms.TypedChoiceField(
        label=_("是否独立法人"),
        choices=[("", _("请选择")), ("yes", _("是")), ("no", _("否"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    licence = forms.FileField(
        label=_("营业执照扫描件"),
        required=False,
        help_text=_("代码属例外情形时必须上传。PDF、PNG 或 JPG，不超过 5 MB；页面退回修改后请重新选择文件。"),
        widget=forms.ClearableFileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    field_order = ("code", "enterprise_name", "province", "founded_on", "legal_person", "licence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = province_choices()  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_licence(self) -> "UploadedFile[bytes] | None":
        """Refuse what is no PDF or picture by its first bytes, or too large."""
        file = self.cleaned_data.get("licence")
        if not isinstance(file, UploadedFile):
            return None
        if (file.size or 0) > _LICENCE_MOST:
            raise forms.ValidationError(_("文件超过 5 MB。"))
        beginning = file.read(16)
        file.seek(0)
        if not beginning.startswith(_LICENCE_BEGINS):
            raise forms.ValidationError(_("文件不是 PDF、PNG 或 JPG。"))
        return file

    def enterprise(self) -> NewEnterprise:
        """Return what was typed about the enterprise."""
        return NewEnterprise(
            code=self.text("code"),
            name=self.text("enterprise_name"),
            province=self.text("province"),
            founded_on=self.cleaned_data.get("founded_on"),
            legal_person=self.cleaned_data.get("legal_person"),
            licence=self.cleaned_data.get("licence"),
        )


class MemberForm(AccountFields):
    """A person of a university: which role, staff number, and the college where it has some, or the department."""

    role = forms.ChoiceField(
        label=_("身份"),
        choices=[
            (Membership.Role.TEACHER.value, Membership.Role.TEACHER.label),
            (Membership.Role.PROJECT_OFFICE.value, Membership.Role.PROJECT_OFFICE.label),
        ],
    )
    staff_number = forms.CharField(label=_("工号"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    college = forms.TypedChoiceField(
        label=_("所在院系"), coerce=int, empty_value=None, required=False, help_text=_("教师必须选择。")
    )
    department = forms.CharField(label=_("院系或部门"), max_length=100)

    field_order = ("role", "staff_number", "college", "department")

    def __init__(self, *args: Any, colleges: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, named(one)) for one in colleges]
        if choices:
            self.fields["college"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["department"].label = _("部门或教研室")
            self.fields["department"].help_text = _("项目管理部门人员请填写部门名称；教师可填写教研室。")
            self.fields["department"].required = False
        else:
            del self.fields["college"]

    def member(self, university_id: int | None) -> NewMember:
        """Return what was typed about the role in a university."""
        return NewMember(
            university_id=university_id,
            staff_number=self.text("staff_number"),
            college_id=self.cleaned_data.get("college"),
            department=self.text("department"),
            role=self.text("role"),
        )


class CollegeForm(CommandForm):
    """The names of a college."""

    name = forms.CharField(label=_("院系名称"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    name_en = forms.CharField(
        label=_("英文名称"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )


class OfferingForm(CommandForm):
    """A major of the catalogue, who teaches it, and since when."""

    major = forms.TypedChoiceField(label=_("专业"), coerce=int, empty_value=None, widget=forms.RadioSelect)
    organisation = forms.TypedChoiceField(label=_("开设单位"), coerce=int, empty_value=None)
    since_year = forms.IntegerField(
        label=_("开设年份"), widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )

    def __init__(
        self, *args: Any, majors: Iterable[Major], university: Organisation, colleges: Iterable[Organisation], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["major"].widget.attrs["class"] = "form-check-input"
        found = [
            (one.pk, f"{one.code}{one.suffix} {named(one)} · {one.get_catalogue_display()} {one.edition}")
            for one in majors
        ]
        where = [(one.pk, named(one)) for one in (university, *colleges)]
        self.fields["major"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["organisation"].choices = where  # type: ignore[attr-defined]  # a ChoiceField


class EndingForm(CommandForm):
    """The last year in which a major is taught."""

    until_year = forms.IntegerField(
        label=_("停办年份"),
        help_text=_("开设这个专业的最后一年。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class MarkForm(CommandForm):
    """A mark against an organisation."""

    kind = forms.ChoiceField(label=_("种类"), choices=[("", _("请选择")), *Mark.Kind.choices])
    programme = forms.ChoiceField(label=_("适用的项目计划"), required=False)
    reason = forms.CharField(label=_("事由"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    since = forms.DateField(label=_("起始日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("截止日期"),
        required=False,
        help_text=_("含当日；不填则有效至撤销。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, programmes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [("", _("全部")), *programmes.items()]  # type: ignore[attr-defined]  # a ChoiceField


def _basis() -> forms.CharField:
    return forms.CharField(
        label=_("依据"),
        max_length=2000,
        help_text=_("批准文件的名称和文号。"),
        widget=forms.Textarea({"rows": 3}),
    )


class NameForm(CommandForm):
    """Another name of an organisation, and what it rests on."""

    name = forms.CharField(label=_("新名称"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    name_en = forms.CharField(
        label=_("英文名称"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    reason = _basis()


class MergerForm(CommandForm):
    """What a merger rests on."""

    reason = _basis()


class ProfileForm(CommandForm):
    """What a person says about himself or herself."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.CharField(label=_("电子邮箱"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )


def province_choices() -> list[tuple[str, str]]:
    """Return the provinces that have a department in charge, in the order of their codes, in the reader's language."""
    language = get_language() or ""
    known = [(key, name.in_language(language)) for key, name in sorted(provinces().items()) if key < "70"]
    return [("", str(_("请选择"))), *known]
