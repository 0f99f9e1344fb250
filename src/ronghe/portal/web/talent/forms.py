"""Forms of supply and demand. They only read what was typed; the commands say what is wrong with it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from ronghe.portal.talent.commands.resources import Offered
from ronghe.portal.talent.models import Resource
from ronghe.portal.web.accounts.forms import CommandForm

_PARTING = re.compile(r"[\n,，;；、]+")


class ResourceForm(CommandForm):
    """A resource or a service."""

    form = forms.ChoiceField(label=_("种类"), choices=[("", _("请选择")), *Resource.Form.choices])
    title = forms.CharField(label=_("名称"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    summary = forms.CharField(
        label=_("内容简介"),
        max_length=4000,
        help_text=_("内容、规模、适用的课程和使用条件。"),
        widget=forms.Textarea({"rows": 5}),
    )
    majors = forms.CharField(
        label=_("适用专业"),
        required=False,
        max_length=1000,
        help_text=_("专业代码，如 080901；多个用逗号或换行分开。专业、职业、能力至少填一项。"),
        widget=forms.Textarea({"rows": 2}),
    )
    occupations = forms.CharField(
        label=_("适用职业"),
        required=False,
        max_length=1000,
        help_text=_("职业分类大典（2022年版）的代码，如 2-02-10-03。"),
        widget=forms.Textarea({"rows": 2}),
    )
    skills = forms.CharField(
        label=_("培养的能力"),
        required=False,
        max_length=2000,
        help_text=_("能力词库中的名称，如 Python、机器学习。"),
        widget=forms.Textarea({"rows": 2}),
    )
    licence = forms.ChoiceField(label=_("使用许可"), choices=[("", _("请选择")), *Resource.Licence.choices])
    terms = forms.CharField(
        label=_("使用条件说明"),
        required=False,
        max_length=2000,
        help_text=_("署名方式、收费标准、申请办法等。"),
        widget=forms.Textarea({"rows": 2}),
    )
    address = forms.CharField(
        label=_("网址"),
        required=False,
        max_length=300,
        help_text=_("网址和文件至少提供一项。"),
        widget=forms.URLInput({"autocomplete": "url"}),
    )
    upload = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("PDF、JPG、PNG、DOCX 或 XLSX，不超过 20 MB；更大的内容请提供网址。"),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )

    def offered(self) -> Offered:
        """Return what was typed."""
        return Offered(
            form=self.text("form"),
            title=self.text("title"),
            summary=self.text("summary"),
            majors=self._list("majors"),
            occupations=self._list("occupations"),
            skills=self._list("skills"),
            licence=self.text("licence"),
            terms=self.text("terms"),
            address=self.text("address"),
            upload=self.cleaned_data.get("upload") or None,
        )

    def _list(self, name: str) -> tuple[str, ...]:
        return tuple(one.strip() for one in _PARTING.split(self.text(name)) if one.strip())
